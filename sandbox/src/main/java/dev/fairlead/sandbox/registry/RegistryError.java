package dev.fairlead.sandbox.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

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
    RANGE_INVALID(416),
    SIZE_INVALID(400),
    TAG_INVALID(400),
    UNAUTHORIZED(401),
    UNSUPPORTED(405);

    private final int status;

    Code(int status) {
      this.status = status;
    }
  }

  private final Code code;

  RegistryError(Code code, String message) {
    super(message);
    this.code = code;
  }

  Code code() {
    return code;
  }

  int status() {
    return code.status;
  }

  ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("errors").addObject().put("code", code.name()).put("message", getMessage());
    return body;
  }
}
