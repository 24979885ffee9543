package dev.fairlead.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/// The API server refused a request, or could not be reached.
public final class ClusterException extends RuntimeException {
  private final int code;
  private final String reason;
  private final transient JsonNode details;

  /// @param code HTTP status; 0 where no answer came
  /// @param reason the `reason` of the server's Status, such as `NotFound`; empty where there is
  ///   none
  /// @param message the server's text, or what stood in the way
  public ClusterException(int code, String reason, String message, JsonNode details) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  private ClusterException(String message, Throwable cause) {
    super(message, cause);
    this.code = 0;
    this.reason = "Unreachable";
    this.details = MissingNode.getInstance();
  }

  /// No answer came.
  public static ClusterException unreachable(String message, Throwable cause) {
    return new ClusterException(message, cause);
  }

  public int code() {
    return code;
  }

  public String reason() {
    return reason;
  }

  /// The `details` of the server's Status; a missing node where there are none.
  public JsonNode details() {
    return details;
  }

  public boolean isNotFound() {
    return code == 404;
  }

  public boolean isConflict() {
    return code == 409 && !reason.equals("AlreadyExists");
  }

  public boolean isAlreadyExists() {
    return reason.equals("AlreadyExists");
  }

  /// The resource version asked for is no longer kept: list again.
  public boolean isExpired() {
    return code == 410;
  }

  public boolean isUnreachable() {
    return code == 0;
  }

  /// Whether the same request may succeed a moment later, without any change of it.
  ///
  /// A 500 without a reason is how the server answers a body that does not fit the schema, so 500
  /// is not among them.
  public boolean isTransient() {
    return code == 0 || code == 429 || code == 502 || code == 503 || code == 504;
  }
}
