package dev.fairlead.chart.go;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `fmt/print.go` does: values of any type by a verb.
final class GoPrinter {
  private final FormatBuffer buffer = new FormatBuffer();
  private @Nullable Walk walk;

  /// While it tells that a verb does not fit it does not ask for methods again.
  private boolean erroring;

  String text() {
    return buffer.text();
  }

  private Walk walk() {
    if (walk == null) {
      walk = new Walk();
    }
    return walk;
  }

  /// `doPrintf`.
  void format(String format, @Nullable Object[] arguments) {
    new Verbs(format, arguments).run();
  }

  /// One run through a format.
  private final class Verbs {
    private final String format;
    private final int end;
    private final @Nullable Object[] arguments;
    private int at;
    private int next;
    private boolean reordered;
    private boolean goodIndex;
    private boolean afterIndex;

    Verbs(String format, @Nullable Object[] arguments) {
      this.format = format;
      this.end = format.length();
      this.arguments = arguments;
    }

    void run() {
      while (at < end) {
        int percent = format.indexOf('%', at);
        if (percent < 0) {
          buffer.write(format, at, end);
          break;
        }
        buffer.write(format, at, percent);
        at = percent + 1;
        if (!verb()) {
          break;
        }
      }
      if (!reordered && next < arguments.length) {
        extra();
      }
    }

    private void flags() {
      for (; at < end; at++) {
        switch (format.charAt(at)) {
          case '#' -> buffer.sharp = true;
          case '0' -> buffer.zero = true;
          case '+' -> buffer.plus = true;
          case '-' -> buffer.minus = true;
          case ' ' -> buffer.space = true;
          default -> {
            return;
          }
        }
      }
    }

    /// Whether the format goes on.
    private boolean verb() {
      goodIndex = true;
      buffer.clearFlags();
      flags();
      index();
      width();
      precision();
      if (!afterIndex) {
        index();
      }
      if (at >= end) {
        buffer.write("%!(NOVERB)");
        return false;
      }
      int verb = format.codePointAt(at);
      at += Character.charCount(verb);
      if (verb == '%') {
        buffer.write('%');
      } else if (!goodIndex) {
        buffer.write("%!").writeRune(verb).write("(BADINDEX)");
      } else if (next >= arguments.length) {
        buffer.write("%!").writeRune(verb).write("(MISSING)");
      } else {
        if (verb == 'v') {
          buffer.sharpV = buffer.sharp;
          buffer.sharp = false;
          buffer.plusV = buffer.plus;
          buffer.plus = false;
        }
        argument(arguments[next++], verb);
      }
      return true;
    }

    private void width() {
      if (at < end && format.charAt(at) == '*') {
        at++;
        Integer width = integer();
        if (width == null) {
          buffer.write("%!(BADWIDTH)");
        } else if (width < 0) {
          buffer.width = -width;
          buffer.minus = true;
          buffer.zero = false;
        } else {
          buffer.width = width;
        }
        afterIndex = false;
      } else {
        buffer.width = number();
        if (afterIndex && buffer.width >= 0) {
          goodIndex = false;
        }
      }
    }

    private void precision() {
      if (at + 1 > end || at >= end || format.charAt(at) != '.') {
        return;
      }
      at++;
      if (afterIndex) {
        goodIndex = false;
      }
      index();
      if (at < end && format.charAt(at) == '*') {
        at++;
        Integer precision = integer();
        if (precision == null || precision < 0) {
          buffer.write("%!(BADPREC)");
        } else {
          buffer.precision = precision;
        }
        afterIndex = false;
      } else {
        buffer.precision = Math.max(0, number());
      }
    }

    /// The digits that follow; -1 where there are none. A number that is too large takes the rest
    /// of the format with it.
    private int number() {
      int number = -1;
      for (; at < end && isDigit(format.charAt(at)); at++) {
        if (number > FormatBuffer.LARGEST) {
          at = end;
          return -1;
        }
        number = Math.max(number, 0) * 10 + (format.charAt(at) - '0');
      }
      return number;
    }

    /// The argument for a `*`; null where it is no integer, or too large.
    private @Nullable Integer integer() {
      if (next >= arguments.length) {
        return null;
      }
      long number =
          switch (arguments[next++]) {
            case Long value -> value;
            case GoInt value -> value.value();
            case GoUint value -> value.value();
            case null, default -> Long.MAX_VALUE;
          };
      return Math.abs(number) > FormatBuffer.LARGEST || number == Long.MIN_VALUE
          ? null
          : (Integer) (int) number;
    }

    /// An explicit argument index: `[3]`.
    private void index() {
      afterIndex = false;
      if (at >= end || format.charAt(at) != '[') {
        return;
      }
      reordered = true;
      int close = end - at < 3 ? -1 : format.indexOf(']', at);
      if (close < 0) {
        at++;
        goodIndex = false;
        return;
      }
      int index = at + 1 == close ? -1 : 0;
      for (int i = at + 1; i < close && index >= 0; i++) {
        boolean good = isDigit(format.charAt(i)) && index <= FormatBuffer.LARGEST;
        index = good ? index * 10 + (format.charAt(i) - '0') : -1;
      }
      at = close + 1;
      if (index >= 1 && index <= arguments.length) {
        next = index - 1;
        afterIndex = true;
      } else {
        goodIndex = false;
        afterIndex = index >= 0;
      }
    }

    private void extra() {
      buffer.clearFlags();
      buffer.write("%!(EXTRA ");
      for (int i = next; i < arguments.length; i++) {
        if (i > next) {
          buffer.write(", ");
        }
        if (arguments[i] == null) {
          buffer.write("<nil>");
        } else {
          buffer.write(GoValues.type(arguments[i])).write('=');
          argument(arguments[i], 'v');
        }
      }
      buffer.write(')');
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// `printArg`.
  void argument(@Nullable Object value, int verb) {
    if (value == null) {
      if (verb == 'T' || verb == 'v') {
        buffer.pad("<nil>");
      } else {
        bad(verb, null);
      }
    } else if (verb == 'T') {
      buffer.string(GoValues.type(value));
    } else if (verb == 'p') {
      pointer(value, verb);
    } else {
      value(value, verb, 0);
    }
  }

  /// `badVerb`: the flags stay in effect.
  private void bad(int verb, @Nullable Object value) {
    erroring = true;
    buffer.write("%!").writeRune(verb).write('(');
    if (value == null) {
      buffer.write("<nil>");
    } else {
      buffer.write(GoValues.type(value)).write('=');
      value(value, 'v', 0);
    }
    buffer.write(')');
    erroring = false;
  }

  /// `fmtPointer`. Go prints an address, another one each time; this one is as good as any.
  private void pointer(Object value, int verb) {
    String kind = GoValues.kind(value);
    if (!kind.equals("map") && !kind.equals("slice") && !kind.equals("ptr")) {
      bad(verb, value);
      return;
    }
    long address = 0xc000000000L + (System.identityHashCode(value) & 0xffffff0L);
    switch (verb) {
      case 'v' -> {
        if (buffer.sharpV) {
          buffer.write('(').write(GoValues.type(value)).write(")(");
          hexadecimal(address, true);
          buffer.write(')');
        } else {
          hexadecimal(address, !buffer.sharp);
        }
      }
      case 'p' -> hexadecimal(address, !buffer.sharp);
      case 'b', 'o', 'd', 'x', 'X' -> integer(address, false, verb, value);
      default -> bad(verb, value);
    }
  }

  /// `printValue`, and the methods that it asks for first.
  ///
  /// @param depth how many maps, lists and structs it is inside of
  private void value(@Nullable Object value, int verb, int depth) {
    switch (value) {
      case null -> buffer.write(buffer.sharpV ? "interface {}(nil)" : "<nil>");
      case Boxed boxed -> value(boxed.value(), verb, depth);
      case Invalid _ -> buffer.write("<no value>");
      case Boolean bool -> {
        if (verb == 'v' || verb == 't') {
          buffer.bool(bool);
        } else {
          bad(verb, value);
        }
      }
      case String text -> string(text, verb, value);
      case Double number -> real(number, verb, value);
      case Long number -> integer(number, true, verb, value);
      case GoInt number -> integer(number.value(), true, verb, value);
      case GoUint number -> integer(number.value(), false, verb, value);
      case GoComplex number -> complex(number, verb);
      case GoBytes bytes -> bytes(bytes, verb, depth);
      case GoMap map -> map(map, verb, depth);
      case GoList list -> list(list, verb, depth);
      case GoMoment time -> time(time, verb);
      case GoObject object -> object(object, verb, depth);
      default -> buffer.write(value.toString());
    }
  }

  private void string(String text, int verb, Object value) {
    switch (verb) {
      case 'v' -> {
        if (buffer.sharpV) {
          buffer.quoted(text);
        } else {
          buffer.string(text);
        }
      }
      case 's' -> buffer.string(text);
      case 'x' -> buffer.hex(text, false);
      case 'X' -> buffer.hex(text, true);
      case 'q' -> buffer.quoted(text);
      default -> bad(verb, value);
    }
  }

  private void integer(long number, boolean signed, int verb, Object value) {
    switch (verb) {
      case 'v' -> {
        if (buffer.sharpV && !signed) {
          hexadecimal(number, true);
        } else {
          buffer.integer(number, 10, signed, verb, false);
        }
      }
      case 'd' -> buffer.integer(number, 10, signed, verb, false);
      case 'b' -> buffer.integer(number, 2, signed, verb, false);
      case 'o', 'O' -> buffer.integer(number, 8, signed, verb, false);
      case 'x' -> buffer.integer(number, 16, signed, verb, false);
      case 'X' -> buffer.integer(number, 16, signed, verb, true);
      case 'c' -> buffer.character(number);
      case 'q' -> buffer.quotedCharacter(number);
      case 'U' -> buffer.unicode(number);
      default -> bad(verb, value);
    }
  }

  private void hexadecimal(long number, boolean prefix) {
    boolean before = buffer.sharp;
    buffer.sharp = prefix;
    buffer.integer(number, 16, false, 'v', false);
    buffer.sharp = before;
  }

  private void real(double number, int verb, Object value) {
    switch (verb) {
      case 'v' -> buffer.real(number, 'g', -1);
      case 'b', 'g', 'G', 'x', 'X' -> buffer.real(number, verb, -1);
      case 'f', 'e', 'E' -> buffer.real(number, verb, 6);
      case 'F' -> buffer.real(number, 'f', 6);
      default -> bad(verb, value);
    }
  }

  private void complex(GoComplex number, int verb) {
    switch (verb) {
      case 'v', 'b', 'g', 'G', 'x', 'X', 'f', 'F', 'e', 'E' -> {
        boolean before = buffer.plus;
        buffer.write('(');
        real(number.real(), verb, number);
        // The imaginary part always has a sign.
        buffer.plus = true;
        real(number.imaginary(), verb, number);
        buffer.write("i)");
        buffer.plus = before;
      }
      default -> bad(verb, number);
    }
  }

  private void bytes(GoBytes bytes, int verb, int depth) {
    if (verb == 's' || verb == 'x' || verb == 'X' || verb == 'q') {
      string(bytes.text(), verb, bytes);
      return;
    }
    // At the top the type is a case of its own, named as it is written in Go's source.
    String type = depth == 0 ? "[]byte" : GoValues.type(bytes);
    buffer.write(buffer.sharpV ? type + "{" : "[");
    String gap = "";
    for (byte each : bytes.bytes()) {
      buffer.write(gap);
      gap = buffer.sharpV ? ", " : " ";
      integer(each & 0xff, false, verb, new GoUint("uint8", each & 0xff));
    }
    buffer.write(buffer.sharpV ? '}' : ']');
  }

  private void map(GoMap map, int verb, int depth) {
    if (buffer.sharpV) {
      buffer.write(map.type().toString());
      if (map.isNil()) {
        buffer.write("(nil)");
        return;
      }
      buffer.write('{');
    } else {
      buffer.write("map[");
    }
    walk().enter(map.size());
    String gap = "";
    for (String key : map.sortedKeys()) {
      buffer.write(gap);
      gap = buffer.sharpV ? ", " : " ";
      value(key, verb, depth + 1);
      buffer.write(':');
      value(map.get(key), verb, depth + 1);
    }
    walk().leave();
    buffer.write(buffer.sharpV ? '}' : ']');
  }

  private void list(GoList list, int verb, int depth) {
    if (buffer.sharpV) {
      buffer.write(list.type());
      if (list.isNil()) {
        buffer.write("(nil)");
        return;
      }
      buffer.write('{');
    } else {
      buffer.write('[');
    }
    walk().enter(list.size());
    String gap = "";
    for (Object item : list.items()) {
      buffer.write(gap);
      gap = buffer.sharpV ? ", " : " ";
      value(item, verb, depth + 1);
    }
    walk().leave();
    buffer.write(buffer.sharpV ? '}' : ']');
  }

  private boolean takesText(int verb) {
    return !erroring && !buffer.sharpV && "vsxXq".indexOf(verb) >= 0;
  }

  private void time(GoMoment time, int verb) {
    if (takesText(verb)) {
      string(GoTime.text(time), verb, time);
    } else if (buffer.sharpV) {
      buffer.string(GoTime.source(time));
    } else {
      structure(GoTime.fields(time), verb, 0);
    }
  }

  private void object(GoObject object, int verb, int depth) {
    List<GoObject.Field> fields = object.structure();
    if (object.isStringer() && takesText(verb)) {
      string(object.text(), verb, object);
    } else if (fields.isEmpty()) {
      buffer.write(object.text());
    } else if (!object.kind().equals("ptr")) {
      structure(object, fields, verb, depth);
    } else if (depth == 0) {
      buffer.write('&');
      structure(object, fields, verb, depth + 1);
    } else {
      pointer(object, verb);
    }
  }

  private void structure(GoObject object, List<GoObject.Field> fields, int verb, int depth) {
    if (buffer.sharpV) {
      String type = object.type();
      buffer.write(type.startsWith("*") ? type.substring(1) : type);
    }
    structure(fields, verb, depth);
  }

  private void structure(List<GoObject.Field> fields, int verb, int depth) {
    buffer.write('{');
    String gap = "";
    for (GoObject.Field field : fields) {
      buffer.write(gap);
      gap = buffer.sharpV ? ", " : " ";
      if (buffer.plusV || buffer.sharpV) {
        buffer.write(field.name()).write(':');
      }
      value(field.value(), verb, depth + 1);
    }
    buffer.write('}');
  }
}
