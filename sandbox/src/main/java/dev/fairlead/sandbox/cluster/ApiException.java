package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// A request that the API refused: carries the Status object that the HTTP API answers with.
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ObjectNode status;

  /// @param status a v1 Status with `code` and, mostly, `reason`
  public ApiException(ObjectNode status) {
    super(status.path("message").asText());
    this.status = status;
  }

  /// The Status object, as sent to HTTP clients.
  public ObjectNode status() {
    return status.deepCopy();
  }

  /// The HTTP status code.
  public int code() {
    return status.path("code").asInt();
  }

  /// The machine-readable reason (`NotFound`, `Conflict`, ..), or the empty string.
  public String reason() {
    return status.path("reason").asText("");
  }

  /// Whether the object (or its namespace) does not exist.
  public boolean isNotFound() {
    return code() == 404;
  }

  /// Whether a resourceVersion or uid did not match, or an apply would take another manager's
  /// field.
  public boolean isConflict() {
    return reason().equals("Conflict");
  }

  /// Whether an object of that name exists already.
  public boolean isAlreadyExists() {
    return reason().equals("AlreadyExists");
  }
}
