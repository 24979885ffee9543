package dev.fairlead.server.pages;

import dev.fairlead.model.ProposedChange;
import dev.fairlead.model.Severity;
import dev.fairlead.model.State;
import dev.fairlead.sync.control.ApplicationState;

/// A state as every page shows it: one sign, one word, one colour role; never the colour alone.
///
/// @param role name of the CSS class
public record Sign(String sign, String word, String role) {
  private static final Sign GOOD = new Sign("●", "done", "good");

  public static Sign of(State state) {
    return switch (state) {
      case WAITING -> new Sign("◌", "waiting", "quiet");
      case RUNNING -> new Sign("◐", "running", "accent");
      case SUCCEEDED -> GOOD;
      case BLOCKED -> new Sign("◆", "needs a person", "attention");
      case FAILED -> new Sign("✗", "failed", "bad");
      case CANCELLED -> new Sign("–", "cancelled", "quiet");
      case SKIPPED -> new Sign("–", "skipped", "quiet");
    };
  }

  /// A pull request, by what its check found.
  public static Sign of(ProposedChange change) {
    return switch (change.pullRequest().status()) {
      case MERGED -> new Sign("●", "merged", "good");
      case CLOSED -> new Sign("–", "closed", "quiet");
      case OPEN -> {
        if (change.errors() > 0 || !change.problem().isEmpty()) {
          yield new Sign("✗", "stopped", "bad");
        }
        yield change.isGood()
            ? new Sign("●", "checked", "good")
            : new Sign("◐", "checking", "accent");
      }
    };
  }

  /// How much a finding weighs.
  public static Sign of(Severity severity) {
    return switch (severity) {
      case ERROR -> new Sign("✗", "error", "bad");
      case WARNING -> new Sign("◆", "warning", "attention");
      case NOTICE -> new Sign("◌", "notice", "quiet");
    };
  }

  public static Sign of(ApplicationState.SyncStatus status) {
    return switch (status) {
      case SYNCED -> new Sign("●", "synced", "good");
      case OUT_OF_SYNC -> new Sign("≠", "out of sync", "attention");
      case UNKNOWN -> new Sign("✗", "unknown", "bad");
    };
  }

  /// Argo CD's health words.
  public static Sign ofHealth(String health) {
    return switch (health) {
      case "Healthy" -> new Sign("●", "healthy", "good");
      case "Progressing" -> new Sign("◐", "progressing", "accent");
      case "Degraded" -> new Sign("✗", "degraded", "bad");
      case "Suspended" -> new Sign("◆", "suspended", "attention");
      case "Missing" -> new Sign("≠", "missing", "attention");
      case "" -> new Sign("", "", "quiet");
      default -> new Sign("◌", "unknown", "quiet");
    };
  }

  public static Sign simulated() {
    return new Sign("⟡", "simulated", "quiet");
  }
}
