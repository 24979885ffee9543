package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fairlead.kubernetes.FieldError.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Collects the faults of one object. Confined to one validation.
final class Faults {

  private final List<FieldError> found = new ArrayList<>();

  List<FieldError> found() {
    return found;
  }

  void required(String field) {
    found.add(new FieldError(Reason.REQUIRED, field, "Required value"));
  }

  void required(String field, String detail) {
    found.add(new FieldError(Reason.REQUIRED, field, "Required value: " + detail));
  }

  void invalid(String field, @Nullable JsonNode value, String detail) {
    found.add(
        new FieldError(
            Reason.INVALID,
            field,
            "Invalid value: "
                + GoText.shown(value == null || value.isMissingNode() ? NullNode.instance : value)
                + ": "
                + detail));
  }

  void invalid(String field, String value, String detail) {
    invalid(field, TextNode.valueOf(value), detail);
  }

  /// Without showing the value.
  void invalidWithoutValue(String field, String detail) {
    found.add(new FieldError(Reason.INVALID, field, "Invalid value: " + detail));
  }

  /// With the value as it is to be shown.
  void invalidShown(String field, String shown, String detail) {
    found.add(new FieldError(Reason.INVALID, field, "Invalid value: " + shown + ": " + detail));
  }

  /// Only when `complaint` is not null.
  void invalidIf(String field, String value, @Nullable String complaint) {
    if (complaint != null) {
      invalid(field, value, complaint);
    }
  }

  void forbidden(String field, String detail) {
    found.add(new FieldError(Reason.FORBIDDEN, field, "Forbidden: " + detail));
  }

  void duplicate(String field, JsonNode value) {
    found.add(new FieldError(Reason.DUPLICATE, field, "Duplicate value: " + GoText.shown(value)));
  }

  void duplicate(String field, String value) {
    duplicate(field, TextNode.valueOf(value));
  }

  void notSupported(String field, @Nullable JsonNode value, Collection<String> supported) {
    found.add(
        new FieldError(
            Reason.NOT_SUPPORTED,
            field,
            "Unsupported value: "
                + GoText.shown(value == null || value.isMissingNode() ? NullNode.instance : value)
                + ": supported values: "
                + supported.stream()
                    .map(text -> GoText.shown(TextNode.valueOf(text)))
                    .collect(Collectors.joining(", "))));
  }

  void notFound(String field, String value) {
    found.add(
        new FieldError(
            Reason.NOT_FOUND, field, "Not found: " + GoText.shown(TextNode.valueOf(value))));
  }

  void tooLong(String field, int bytes) {
    found.add(
        new FieldError(
            Reason.TOO_LONG, field, "Too long: may not be more than " + bytes + " bytes"));
  }

  void tooMany(String field, int count, long most) {
    found.add(
        new FieldError(
            Reason.TOO_MANY,
            field,
            "Too many: %d: must have at most %d items".formatted(count, most)));
  }

  /// A text member that must be one of a few; `missing` tells whether it may be left out.
  void oneOf(JsonNode holder, String path, String name, boolean missing, String... supported) {
    JsonNode value = holder.path(name);
    String text = value.asText("");
    String field = path.isEmpty() ? name : path + "." + name;
    if (text.isEmpty()) {
      if (!missing) {
        required(field);
      }
    } else if (!List.of(supported).contains(text)) {
      notSupported(field, value, List.of(supported));
    }
  }

  /// A number that must not be negative, if it is there.
  void notNegative(JsonNode holder, String path, String name) {
    JsonNode value = holder.path(name);
    if (value.isNumber() && value.asLong() < 0) {
      invalid(path + "." + name, value, "must be greater than or equal to 0");
    }
  }

  /// Labels by the rules for keys and values.
  void labels(JsonNode labels, String field) {
    for (Map.Entry<String, JsonNode> label : labels.properties()) {
      invalidIf(field, label.getKey(), Names.qualifiedName(label.getKey()));
      invalidIf(field, label.getValue().asText(), Names.labelValue(label.getValue().asText()));
    }
  }

  /// A LabelSelector.
  void selector(JsonNode selector, String field) {
    labels(selector.path("matchLabels"), field + ".matchLabels");
    int i = 0;
    for (JsonNode expression : selector.path("matchExpressions")) {
      String at = field + ".matchExpressions[" + i++ + "]";
      switch (expression.path("operator").asText()) {
        case "In", "NotIn" -> {
          if (expression.path("values").isEmpty()) {
            required(at + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
          }
        }
        case "Exists", "DoesNotExist" -> {
          if (!expression.path("values").isEmpty()) {
            forbidden(
                at + ".values",
                "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
          }
        }
        default ->
            invalid(at + ".operator", expression.get("operator"), "not a valid selector operator");
      }
      String key = expression.path("key").asText();
      invalidIf(at + ".key", key, Names.qualifiedName(key));
      int j = 0;
      for (JsonNode value : expression.path("values")) {
        invalidIf(at + ".values[" + j++ + "]", value.asText(), Names.labelValue(value.asText()));
      }
    }
  }
}
