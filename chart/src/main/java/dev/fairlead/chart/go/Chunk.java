package dev.fairlead.chart.go;

import org.jspecify.annotations.Nullable;

/// One element of a layout of Go's `time`, as `2006` or `Jan`.
record Chunk(Kind kind, String text) {
  enum Kind {
    LONG_MONTH("January"),
    MONTH("Jan"),
    LONG_WEEKDAY("Monday"),
    WEEKDAY("Mon"),
    ZONE_NAME("MST"),
    ZERO_MONTH("01"),
    ZERO_YEAR_DAY("002"),
    ZERO_DAY("02"),
    ZERO_HOUR_12("03"),
    ZERO_MINUTE("04"),
    ZERO_SECOND("05"),
    YEAR("06"),
    HOUR("15"),
    NUM_MONTH("1"),
    LONG_YEAR("2006"),
    DAY("2"),
    UNDER_YEAR_DAY("__2"),
    UNDER_DAY("_2"),
    HOUR_12("3"),
    MINUTE("4"),
    SECOND("5"),
    PM("PM"),
    LOWER_PM("pm"),
    NUM_SECONDS_ZONE("-070000"),
    NUM_COLON_SECONDS_ZONE("-07:00:00"),
    NUM_ZONE("-0700"),
    NUM_COLON_ZONE("-07:00"),
    NUM_SHORT_ZONE("-07"),
    ISO_SECONDS_Z("Z070000"),
    ISO_COLON_SECONDS_Z("Z07:00:00"),
    ISO_Z("Z0700"),
    ISO_COLON_Z("Z07:00"),
    ISO_SHORT_Z("Z07"),
    FRACTION_0(""),
    FRACTION_9("");

    private final String layout;

    Kind(String layout) {
      this.layout = layout;
    }
  }

  int length() {
    return text.length();
  }

  static @Nullable Chunk at(String layout, int at) {
    char first = layout.charAt(at);
    if ((first == '.' || first == ',') && at + 1 < layout.length()) {
      char digit = layout.charAt(at + 1);
      if (digit == '0' || digit == '9') {
        int end = at + 1;
        while (end < layout.length() && layout.charAt(end) == digit) {
          end++;
        }
        boolean more =
            end < layout.length() && layout.charAt(end) >= '0' && layout.charAt(end) <= '9';
        if (!more) {
          String text = layout.substring(at, end);
          return new Chunk(digit == '0' ? Kind.FRACTION_0 : Kind.FRACTION_9, text);
        }
      }
      return null;
    }
    for (Kind kind : Kind.values()) {
      if (kind.layout.isEmpty() || !layout.startsWith(kind.layout, at)) {
        continue;
      }
      int end = at + kind.layout.length();
      if (kind == Kind.MONTH || kind == Kind.WEEKDAY) {
        // "Jan" and "Mon" only where no lower-case letter follows.
        if (end < layout.length() && layout.charAt(end) >= 'a' && layout.charAt(end) <= 'z') {
          continue;
        }
      }
      if (kind == Kind.UNDER_DAY && layout.startsWith("_2006", at)) {
        return null;
      }
      return new Chunk(kind, kind.layout);
    }
    return null;
  }
}
