package dev.fairlead.kubernetes;

import java.util.List;

/// One fault that validation found, in the API server's words.
///
/// @param reason the machine-readable kind of fault
/// @param field such as `spec.template.spec.containers[0].name`
/// @param detail the message without the field, such as `Required value`
public record FieldError(Reason reason, String field, String detail) {

  /// The `reason` of a cause in a Status' details.
  public enum Reason {
    REQUIRED("FieldValueRequired"),
    INVALID("FieldValueInvalid"),
    NOT_SUPPORTED("FieldValueNotSupported"),
    FORBIDDEN("FieldValueForbidden"),
    DUPLICATE("FieldValueDuplicate"),
    TOO_LONG("FieldValueTooLong"),
    TOO_MANY("FieldValueTooMany"),
    TYPE_INVALID("FieldValueTypeInvalid"),
    NOT_FOUND("FieldValueNotFound"),
    INTERNAL("InternalError");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /// As it stands in a Status, such as `FieldValueRequired`.
    public String text() {
      return text;
    }
  }

  /// `field: detail`, as in the message of a Status.
  public String message() {
    return field + ": " + detail;
  }

  /// The message of a 422 answer about `kind` and `name`: one fault stands alone, several in
  /// brackets.
  public static String summary(GroupVersionKind kind, String name, List<FieldError> faults) {
    List<String> messages = faults.stream().map(FieldError::message).distinct().toList();
    String all =
        messages.size() == 1 ? messages.getFirst() : "[" + String.join(", ", messages) + "]";
    return kind.qualifiedKind() + " \"" + name + "\" is invalid: " + all;
  }
}
