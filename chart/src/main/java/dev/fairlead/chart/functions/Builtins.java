package dev.fairlead.chart.functions;

import dev.fairlead.chart.go.Boxed;
import dev.fairlead.chart.go.GoBytes;
import dev.fairlead.chart.go.GoComplex;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoFormat;
import dev.fairlead.chart.go.GoInt;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoObject;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoType;
import dev.fairlead.chart.go.GoUint;
import dev.fairlead.chart.go.GoValues;
import dev.fairlead.chart.go.Invalid;
import org.jspecify.annotations.Nullable;

/// The functions of `text/template` itself (`funcs.go`). Their parameters are `reflect.Value`.
final class Builtins {
  private Builtins() {}

  static void register(Registry registry) {
    registry.fixed("not", a -> !GoValues.isTrue(a[0]), GoType.REFLECT);
    registry.variadic("index", Builtins::index, GoType.REFLECT, GoType.REFLECT);
    registry.fixed("len", a -> length(a[0]), GoType.REFLECT);
    registry.variadic("print", GoFormat::sprint, GoType.ANY);
    registry.variadic("println", GoFormat::sprintln, GoType.ANY);
    registry.variadic(
        "printf",
        a -> GoFormat.sprintf(Arguments.text(a[0]), Arguments.rest(a, 1)),
        GoType.STRING,
        GoType.ANY);
    registry.variadic("html", a -> html(GoFormat.sprint(noValues(a))), GoType.ANY);
    registry.variadic("js", a -> js(GoFormat.sprint(noValues(a))), GoType.ANY);
    registry.variadic("urlquery", a -> Urls.queryEscape(GoFormat.sprint(noValues(a))), GoType.ANY);
    registry.variadic("eq", a -> equal(a[0], Arguments.rest(a, 1)), GoType.REFLECT, GoType.REFLECT);
    registry.fixed(
        "ne", a -> !equal(a[0], new @Nullable Object[] {a[1]}), GoType.REFLECT, GoType.REFLECT);
    registry.fixed("lt", a -> less(a[0], a[1]), GoType.REFLECT, GoType.REFLECT);
    registry.fixed("le", a -> lessOrEqual(a[0], a[1]), GoType.REFLECT, GoType.REFLECT);
    registry.fixed("gt", a -> !lessOrEqual(a[0], a[1]), GoType.REFLECT, GoType.REFLECT);
    registry.fixed("ge", a -> !less(a[0], a[1]), GoType.REFLECT, GoType.REFLECT);
  }

  /// A structure as it prints, which is no text: blanks may stand around it.
  private record Struct(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  private static @Nullable Object[] noValues(@Nullable Object[] arguments) {
    @Nullable Object[] out = new @Nullable Object[arguments.length];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          switch (arguments[i]) {
            case null -> "<no value>";
            // Pointers are followed, and what is not a pointer is a copy.
            case GoObject object when !object.isStringer() -> new Struct(object.passed().printed());
            case Object value -> value;
          };
    }
    return out;
  }

  private static Object index(@Nullable Object[] arguments) {
    Object item = Boxed.unbox(arguments[0]);
    if (item == null) {
      throw new GoError("index of untyped nil");
    }
    Object found = arguments[0] == null ? Invalid.VALUE : arguments[0];
    for (int i = 1; i < arguments.length; i++) {
      item = Boxed.unbox(found);
      if (item == null) {
        throw new GoError("index of nil pointer");
      }
      Object key = Boxed.unbox(arguments[i]);
      found =
          switch (item) {
            case GoList list -> {
              int at = position(key, list.size());
              Object element = list.get(at);
              yield list.isAny() ? Boxed.of(element) : element == null ? Boxed.NIL : element;
            }
            case GoBytes bytes ->
                new GoUint("uint8", bytes.bytes()[position(key, bytes.bytes().length)] & 0xff);
            case String text -> {
              byte[] bytes = GoStrings.encode(text);
              int at = position(key, bytes.length, "string");
              yield new GoUint("uint8", bytes[at] & 0xff);
            }
            case GoMap map -> {
              if (key == null) {
                throw new GoError("value is nil; should be of type string");
              }
              if (!(key instanceof String name)) {
                throw new GoError("value has type " + GoValues.type(key) + "; should be string");
              }
              Object value = map.get(name);
              yield switch (map.type()) {
                case INTERFACE, VALUES, CHARTUTIL_VALUES -> Boxed.of(value);
                case STRING -> value == null ? "" : value;
                case FILES -> value == null ? new GoBytes(new byte[0]) : value;
              };
            }
            default -> throw new GoError("can't index item of type " + indirect(item));
          };
    }
    return found;
  }

  private static int position(@Nullable Object key, int length) {
    return position(key, length, "slice");
  }

  private static int position(@Nullable Object key, int length, String kind) {
    long at =
        switch (key) {
          case Long number -> number;
          case GoInt number -> number.value();
          case GoUint number -> number.value();
          case null -> throw new GoError("cannot index slice/array with nil");
          default -> throw new GoError("cannot index slice/array with type " + GoValues.type(key));
        };
    if (at < 0 || at > length) {
      throw new GoError("index out of range: " + at);
    }
    if (at == length) {
      throw new GoError("reflect: " + kind + " index out of range");
    }
    return (int) at;
  }

  private static GoInt length(@Nullable Object value) {
    Object item = Boxed.unbox(value);
    return switch (item) {
      case null -> {
        if (value instanceof Boxed) {
          throw new GoError("len of nil pointer");
        }
        throw new GoError("reflect: call of reflect.Value.Type on zero Value");
      }
      case String text -> new GoInt(GoStrings.length(text));
      case GoList list -> new GoInt(list.size());
      case GoMap map -> new GoInt(map.size());
      case GoBytes bytes -> new GoInt(bytes.bytes().length);
      default -> throw new GoError("len of type " + indirect(item));
    };
  }

  /// The type that a pointer points to.
  private static String indirect(Object item) {
    String type = GoValues.type(item);
    return type.startsWith("*") ? type.substring(1) : type;
  }

  private enum Kind {
    INVALID,
    BOOL,
    INT,
    UINT,
    FLOAT,
    COMPLEX,
    STRING
  }

  private static Kind kind(@Nullable Object value) {
    return switch (value) {
      case Boolean _ -> Kind.BOOL;
      case Long _, GoInt _ -> Kind.INT;
      case GoUint _ -> Kind.UINT;
      case Double _ -> Kind.FLOAT;
      case GoComplex _ -> Kind.COMPLEX;
      case String _ -> Kind.STRING;
      case null, default -> Kind.INVALID;
    };
  }

  private static long number(@Nullable Object value) {
    return Arguments.toInt64(value);
  }

  private static boolean equal(@Nullable Object first, @Nullable Object[] others) {
    Object a = Boxed.unbox(first);
    if (others.length == 0) {
      throw new GoError("missing argument for comparison");
    }
    Kind kindA = kind(a);
    for (Object other : others) {
      Object b = Boxed.unbox(other);
      Kind kindB = kind(b);
      boolean same = false;
      if (kindA != kindB) {
        if ((kindA == Kind.INT && kindB == Kind.UINT)
            || (kindA == Kind.UINT && kindB == Kind.INT)) {
          same = number(a) == number(b);
        } else if (a != null && b != null) {
          throw incompatible(a, b);
        }
      } else {
        same =
            switch (kindA) {
              case BOOL, STRING, COMPLEX -> java.util.Objects.equals(a, b);
              case INT, UINT -> number(a) == number(b);
              case FLOAT -> Arguments.toFloat64(a) == Arguments.toFloat64(b);
              case INVALID -> equalOthers(a, b);
            };
      }
      if (same) {
        return true;
      }
    }
    return false;
  }

  private static GoError incompatible(Object a, Object b) {
    return new GoError(
        "incompatible types for comparison: " + GoValues.type(a) + " and " + GoValues.type(b));
  }

  private static boolean isNil(@Nullable Object value) {
    return value == null
        || (value instanceof GoMap map && map.isNil())
        || (value instanceof GoList list && list.isNil());
  }

  private static boolean equalOthers(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return isNil(a) == isNil(b);
    }
    if (!GoValues.kind(a).equals(GoValues.kind(b))) {
      throw new GoError(
          "non-comparable types "
              + GoFormat.sprintf("%s", a)
              + ": "
              + GoValues.type(a)
              + ", "
              + GoValues.type(b)
              + ": "
              + GoFormat.print(b));
    }
    if (isNil(a) || isNil(b)) {
      return isNil(a) == isNil(b);
    }
    if (b instanceof GoMap || b instanceof GoList || b instanceof GoBytes) {
      throw new GoError(
          "non-comparable type " + GoFormat.sprintf("%s", b) + ": " + GoValues.type(b));
    }
    return a.equals(b);
  }

  private static boolean less(@Nullable Object first, @Nullable Object second) {
    Object a = Boxed.unbox(first);
    Object b = Boxed.unbox(second);
    Kind kindA = kind(a);
    Kind kindB = kind(b);
    if (a == null || b == null || kindA == Kind.INVALID || kindB == Kind.INVALID) {
      throw new GoError("invalid type for comparison");
    }
    if (kindA != kindB) {
      if ((kindA == Kind.INT && kindB == Kind.UINT) || (kindA == Kind.UINT && kindB == Kind.INT)) {
        return number(a) < number(b);
      }
      throw incompatible(a, b);
    }
    return switch (kindA) {
      case INT, UINT -> number(a) < number(b);
      case FLOAT -> Arguments.toFloat64(a) < Arguments.toFloat64(b);
      case STRING -> GoStrings.ORDER.compare((String) a, (String) b) < 0;
      case BOOL, COMPLEX, INVALID -> throw new GoError("invalid type for comparison");
    };
  }

  private static boolean lessOrEqual(@Nullable Object first, @Nullable Object second) {
    return less(first, second) || equal(first, new @Nullable Object[] {second});
  }

  static String html(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case 0 -> out.append('\ufffd');
        case '"' -> out.append("&#34;");
        case '\'' -> out.append("&#39;");
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  static String js(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '\\' -> out.append("\\\\");
            case '\'' -> out.append("\\'");
            case '"' -> out.append("\\\"");
            case '<' -> out.append("\\u003C");
            case '>' -> out.append("\\u003E");
            case '&' -> out.append("\\u0026");
            case '=' -> out.append("\\u003D");
            default -> {
              if (c < ' ') {
                out.append("\\u00%02X".formatted(c));
              } else if (c < 0x80 || GoStrings.isPrint(c)) {
                out.appendCodePoint(c);
              } else {
                out.append("\\u%04X".formatted(GoStrings.isBroken(c) ? 0xfffd : c));
              }
            }
          }
        });
    return out.toString();
  }
}
