package dev.fairlead.sandbox.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/// A refused request: becomes the specification's `{"errors":[{"code":..,"message":..}]}`.
final class RegistryError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The specification's error codes, with the status that goes with each.
  enum Code {
    BLOB_UNKNOWN(404),
    BLOB_UPLOAD_INVALID(400),
    BLOB_UPLOAD_UNKNOWN(404),
    DENIED(403),
    DIGEST_INVALID(400),
    MANIFEST_BLOB_UNKNOWN(404),
    MANIFEST_INVALID(400),
    MANIFEST_UNKNOWN(404),
    NAME_INVALID(400),
    NAME_UNKNOWN(404),

    /// Docker's, for `n` of a list.
    PAGINATION_NUMBER_INVALID(400),
    RANGE_INVALID(416),
    SIZE_INVALID(400),
    TAG_INVALID(400),
    UNAUTHORIZED(401),

    /// Docker's, for what went wrong here.
    UNKNOWN(500),
    UNSUPPORTED(405);

    private final int status;

    Code(int status) {
      this.status = status;
    }
  }

  private final Code code;
  private final int status;

  RegistryError(Code code, String message) {
    this(code, code.status, message);
  }

  /// @param status where another than the usual one fits better
  RegistryError(Code code, int status, String message) {
    super(message);
    this.code = code;
    this.status = status;
  }

  /// What a failure of this machine's disk looks like to a client.
  static RegistryError of(IOException failure) {
    String text = String.valueOf(failure.getMessage());
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      text += ": " + cause.getMessage();
    }
    return text.contains("No space left on device") || text.contains("Disk quota exceeded")
        ? new RegistryError(
            Code.UNKNOWN,
            507, // Insufficient Storage
            "the registry's disk is full; make room in the sandbox's directory and push again")
        : new RegistryError(Code.UNKNOWN, "the registry cannot read or write its files: " + text);
  }

  Code code() {
    return code;
  }

  int status() {
    return status;
  }

  ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("errors").addObject().put("code", code.name()).put("message", getMessage());
    return body;
  }
}
