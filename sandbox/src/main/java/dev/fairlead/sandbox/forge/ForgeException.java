package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A refused API request; becomes GitHub's error body.
final class ForgeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient ArrayNode errors;

  private ForgeException(int status, String message, ArrayNode errors) {
    super(message);
    this.status = status;
    this.errors = errors;
  }

  ForgeException(int status, String message) {
    this(status, message, JsonNodeFactory.instance.arrayNode());
  }

  static ForgeException notFound() {
    return new ForgeException(404, "Not Found");
  }

  /// @param code GitHub's word: `missing_field`, `invalid`, `already_exists`
  static ForgeException invalid(String resource, String field, String code, String message) {
    ArrayNode errors = JsonNodeFactory.instance.arrayNode();
    errors
        .addObject()
        .put("resource", resource)
        .put("code", code)
        .put("field", field)
        .put("message", message);
    return new ForgeException(422, "Validation Failed", errors);
  }

  /// The same with another message above it.
  ForgeException saying(String message) {
    return new ForgeException(status, message, errors);
  }

  /// A rule of a resource's own is broken.
  static ForgeException custom(String resource, String message) {
    ArrayNode errors = JsonNodeFactory.instance.arrayNode();
    errors.addObject().put("resource", resource).put("code", "custom").put("message", message);
    return new ForgeException(422, "Validation Failed", errors);
  }

  /// What GitHub answers where a text is the whole error.
  static ForgeException unprocessable(String error) {
    return new ForgeException(
        422, "Unprocessable Entity", JsonNodeFactory.instance.arrayNode().add(error));
  }

  int status() {
    return status;
  }

  /// The message with what is wrong in particular, for people.
  String inWords() {
    var text = new StringBuilder(getMessage());
    errors.forEach(error ->
        text.append(text.charAt(text.length() - 1) == '.' ? " " : ": ")
            .append(error.isTextual() ? error.asText() : error.path("message").asText()));
    return text.toString();
  }

  ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("message", getMessage());
    if (!errors.isEmpty()) {
      body.set("errors", errors);
    }
    return body.put("documentation_url", "https://docs.github.com/rest")
        .put("status", String.valueOf(status));
  }
}
