package dev.fairlead.kubernetes;

import java.util.List;

/// A request that an API server would refuse, with the answer it would give.
public final class KubernetesException extends RuntimeException {

  private final int code;
  private final String reason;
  private final List<Cause> causes;

  /// One cause in a Status' details.
  public record Cause(String reason, String message, String field) {}

  public KubernetesException(int code, String reason, String message, List<Cause> causes) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.causes = List.copyOf(causes);
  }

  public KubernetesException(int code, String reason, String message) {
    this(code, reason, message, List.of());
  }

  /// The HTTP status code: 400, 409, 422, 500.
  public int code() {
    return code;
  }

  /// The Status' reason, such as `BadRequest`; empty for a 500 of server-side apply.
  public String reason() {
    return reason;
  }

  /// Causes for the Status' details; often none.
  public List<Cause> causes() {
    return causes;
  }
}
