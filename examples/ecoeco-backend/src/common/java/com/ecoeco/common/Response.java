package com.ecoeco.common;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// An answer: status, content type and body.
public record Response(int status, String contentType, byte[] body) {

  public static Response json(int status, Object value) {
    return new Response(
        status,
        "application/json; charset=utf-8",
        Json.write(value).getBytes(StandardCharsets.UTF_8));
  }

  public static Response ok(Object value) {
    return json(200, value);
  }

  public static Response text(String contentType, String text) {
    return new Response(200, contentType, text.getBytes(StandardCharsets.UTF_8));
  }

  /// The shape of every error of the platform.
  public static Response error(int status, String message) {
    return json(status, Map.of("error", message));
  }
}
