package dev.fairlead.chart.go;

import org.jspecify.annotations.Nullable;

/// Go's `fmt`.
public final class GoFormat {
  private GoFormat() {}

  /// `fmt.Sprint(value)`.
  public static String print(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    GoPrinter printer = new GoPrinter();
    printer.argument(value, 'v');
    return printer.text();
  }

  /// `fmt.Sprint(values...)`.
  public static String sprint(@Nullable Object... values) {
    StringBuilder out = new StringBuilder();
    boolean previousString = false;
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      boolean string = value instanceof String;
      if (i > 0 && !string && !previousString) {
        out.append(' ');
      }
      out.append(print(value));
      previousString = string;
    }
    return out.toString();
  }

  /// `fmt.Sprintln(values...)`.
  public static String sprintln(@Nullable Object... values) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      out.append(i > 0 ? " " : "").append(print(values[i]));
    }
    return out.append('\n').toString();
  }

  /// What sprig's `strval` gives: text as it is, bytes and errors and Stringers as text, else `%v`.
  public static String strval(@Nullable Object value) {
    return value instanceof GoBytes bytes ? bytes.text() : print(value);
  }

  /// `fmt.Sprintf(format, arguments...)`.
  public static String sprintf(String format, @Nullable Object... arguments) {
    GoPrinter printer = new GoPrinter();
    printer.format(format, arguments);
    return printer.text();
  }
}
