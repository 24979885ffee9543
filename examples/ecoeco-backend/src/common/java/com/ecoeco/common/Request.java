package com.ecoeco.common;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// One request, read in full.
///
/// @param pathValues the parts of the path that a route's `{name}` stands for
/// @param query the decoded query parameters; of a repeated one the first
/// @param bearer the token of an `Authorization: Bearer` header
public record Request(
    Map<String, String> pathValues,
    Map<String, String> query,
    Optional<String> bearer,
    byte[] body) {

  /// A part of the path; the route guarantees that it is there.
  public String path(String name) {
    return pathValues.get(name);
  }

  public double decimal(String name) {
    String text = query.get(name);
    if (text == null) {
      throw HttpError.badRequest("query parameter " + name + " is missing");
    }
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
      throw HttpError.badRequest("query parameter " + name + " must be finite");
    } catch (NumberFormatException e) {
      throw HttpError.badRequest(
          "query parameter " + name + " must be a number, but is '" + text + "'");
    }
  }

  public long whole(String name, long otherwise) {
    String text = query.get(name);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw HttpError.badRequest(
          "query parameter " + name + " must be a whole number, but is '" + text + "'");
    }
  }

  /// The body as a JSON object.
  @SuppressWarnings("unchecked")
  public Map<String, Object> object() {
    Object value;
    try {
      value = Json.parse(new String(body, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw HttpError.badRequest("the body is not JSON: " + e.getMessage());
    }
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw HttpError.badRequest("the body must be a JSON object");
  }

  /// A text of the JSON body that must be there and must not be longer than `limit` characters.
  public String text(String field, int limit) {
    if (!(object().get(field) instanceof String text) || text.isBlank()) {
      throw HttpError.badRequest("field " + field + " must be a non-empty text");
    }
    if (text.length() > limit) {
      throw HttpError.badRequest("field " + field + " is longer than " + limit + " characters");
    }
    return text;
  }
}
