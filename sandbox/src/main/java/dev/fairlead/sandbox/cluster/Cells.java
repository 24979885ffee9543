package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.kubernetes.LabelSelector;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// How the cells of tables are written.
final class Cells {
  /// Lists in cells are cut after so many entries.
  private static final int MAX_ENTRIES = 3;

  private Cells() {}

  /// A row of texts, numbers and booleans.
  static List<JsonNode> row(Object... values) {
    List<JsonNode> row = new ArrayList<>();
    for (Object value : values) {
      row.add(value instanceof JsonNode node ? node : Json.MAPPER.valueToTree(value));
    }
    return row;
  }

  /// How long ago an object was created.
  static String age(JsonNode object, Instant now) {
    return age(Json.metadata(object, "creationTimestamp"), now);
  }

  /// How long ago a time was; `<unknown>` for none.
  static String age(String time, Instant now) {
    if (time.isEmpty()) {
      return "<unknown>";
    }
    try {
      return duration(Duration.between(OffsetDateTime.parse(time).toInstant(), now));
    } catch (DateTimeException _) {
      return "<invalid>";
    }
  }

  /// A duration with one or two units, after Go's `duration.HumanDuration`.
  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < -1) {
      return "<invalid>";
    }
    if (seconds < 0) {
      return "0s";
    }
    if (seconds < 120) {
      return seconds + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 10) {
      return two(minutes, "m", seconds % 60, "s");
    }
    if (minutes < 180) {
      return minutes + "m";
    }
    long hours = minutes / 60;
    if (hours < 8) {
      return two(hours, "h", minutes % 60, "m");
    }
    if (hours < 48) {
      return hours + "h";
    }
    long days = hours / 24;
    if (hours < 192) {
      return two(days, "d", hours % 24, "h");
    }
    if (days < 730) {
      return days + "d";
    }
    return days < 2920 ? two(days / 365, "y", days % 365, "d") : days / 365 + "y";
  }

  private static String two(long big, String bigUnit, long small, String smallUnit) {
    return small == 0 ? big + bigUnit : big + bigUnit + small + smallUnit;
  }

  static String orNone(String text) {
    return text.isEmpty() ? "<none>" : text;
  }

  static String or(String text, String other) {
    return text.isEmpty() ? other : text;
  }

  /// A LabelSelector in its text form.
  static String selector(JsonNode selector) {
    return orNone(selector.isObject() ? LabelSelector.of(selector).toString() : "");
  }

  /// Labels as `a=b,c=d`.
  static String labels(JsonNode labels) {
    TreeMap<String, String> sorted = new TreeMap<>();
    labels.properties().forEach(each -> sorted.put(each.getKey(), each.getValue().asText()));
    List<String> pairs = new ArrayList<>();
    sorted.forEach((key, value) -> pairs.add(key + "=" + value));
    return orNone(String.join(",", pairs));
  }

  /// A member of every element, joined by commas.
  static String joined(JsonNode list, String member) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.path(member).asText("")));
    return String.join(",", texts);
  }

  /// The first entries, and how many more there are.
  static String cut(List<String> entries, String empty) {
    if (entries.isEmpty()) {
      return empty;
    }
    if (entries.size() <= MAX_ENTRIES) {
      return String.join(",", entries);
    }
    return String.join(",", entries.subList(0, MAX_ENTRIES))
        + " + "
        + (entries.size() - MAX_ENTRIES)
        + " more...";
  }

  /// The addresses of a load balancer's status.
  static String loadBalancer(JsonNode status) {
    List<String> addresses = new ArrayList<>();
    for (JsonNode ingress : status.path("loadBalancer").path("ingress")) {
      String ip = ingress.path("ip").asText("");
      String text = ip.isEmpty() ? ingress.path("hostname").asText("") : ip;
      if (!text.isEmpty() && !addresses.contains(text)) {
        addresses.add(text);
      }
    }
    return String.join(",", addresses);
  }

  /// Access modes in short.
  static String accessModes(JsonNode modes) {
    List<String> present = new ArrayList<>();
    modes.forEach(mode -> present.add(mode.asText()));
    List<String> texts = new ArrayList<>();
    String[][] known = {
      {"ReadWriteOnce", "RWO"},
      {"ReadOnlyMany", "ROX"},
      {"ReadWriteMany", "RWX"},
      {"ReadWriteOncePod", "RWOP"}
    };
    for (String[] each : known) {
      if (present.contains(each[0])) {
        texts.add(each[1]);
      }
    }
    return String.join(",", texts);
  }

  /// The status of a condition, or the empty string.
  static String condition(JsonNode object, String type) {
    for (JsonNode condition : object.path("status").path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText();
      }
    }
    return "";
  }

  /// A number or percentage as text.
  static String intOrString(JsonNode value, String absent) {
    return value.isMissingNode() || value.isNull() ? absent : value.asText();
  }
}
