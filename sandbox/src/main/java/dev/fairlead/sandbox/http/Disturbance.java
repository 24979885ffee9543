package dev.fairlead.sandbox.http;

/// Decides, before a request is answered, whether something goes wrong with it.
public interface Disturbance {
  /// Nothing ever goes wrong.
  Disturbance NONE = (_, _) -> Verdict.UNDISTURBED;

  /// Called on the request's own thread; may wait.
  ///
  /// @param method `GET`, `PATCH`, ..
  /// @param target the path, with the query where there is one
  /// @throws InterruptedException when the server ends meanwhile
  Verdict of(String method, String target) throws InterruptedException;

  /// What becomes of a request.
  sealed interface Verdict {
    Verdict UNDISTURBED = new Undisturbed();

    /// It is answered as always.
    record Undisturbed() implements Verdict {}

    /// It is answered with this status and has no effect.
    record Refused(int status) implements Verdict {}

    /// The connection is closed without an answer.
    record HungUp() implements Verdict {}
  }
}
