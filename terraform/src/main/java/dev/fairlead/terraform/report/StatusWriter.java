package dev.fairlead.terraform.report;

import dev.fairlead.terraform.comment.CommandKind;
import dev.fairlead.terraform.project.ProjectId;
import dev.fairlead.terraform.pull.CommitStatus;
import dev.fairlead.terraform.pull.CommitStatus.State;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Writes commit statuses in Atlantis's words.
public final class StatusWriter {
  private static final int MAX_CONTEXT = 255;
  private static final int DIGEST_DIGITS = 12;
  private static final int MAX_DESCRIPTION = 140;

  private final String prefix;

  /// @param prefix what contexts begin with, such as `atlantis`
  public StatusWriter(String prefix) {
    this.prefix = prefix;
  }

  public CommitStatus combined(CommandKind kind, State state, String description, String url) {
    return status(prefix + "/" + kind.word(), state, description, url);
  }

  public CommitStatus project(
      CommandKind kind, ProjectId project, State state, String description, String url) {
    return status(prefix + "/" + kind.word() + ": " + project.label(), state, description, url);
  }

  public static String inProgress(CommandKind kind) {
    return kind.title() + " in progress...";
  }

  public static String failed(CommandKind kind) {
    return kind.title() + " failed.";
  }

  /// After a plan.
  public static String planned(int succeeded, int failed, int all) {
    return failed > 0
        ? "%d/%d projects failed to plan.".formatted(failed, all)
        : "%d/%d projects planned successfully.".formatted(succeeded, all);
  }

  /// After an apply.
  ///
  /// @param applied projects that are applied or had nothing to apply
  /// @param upToDate those of them that had nothing to apply
  public static String applied(int applied, int upToDate, int failed, int all) {
    if (failed > 0) {
      return "%d/%d projects failed to apply.".formatted(failed, all);
    }
    if (all > 0 && upToDate == all) {
      return "%d/%d projects up to date.".formatted(upToDate, all);
    }
    String suffix = upToDate > 0 ? " (%d up to date)".formatted(upToDate) : "";
    return applied < all
        ? "%d/%d projects applied%s.".formatted(applied, all, suffix)
        : "%d/%d projects applied successfully%s.".formatted(applied, all, suffix);
  }

  private static CommitStatus status(String context, State state, String description, String url) {
    String short_ = description;
    if (short_.length() > MAX_DESCRIPTION) {
      short_ = short_.substring(0, MAX_DESCRIPTION - 3) + "...";
    }
    return new CommitStatus(shortened(context), state, short_, url);
  }

  private static String shortened(String context) {
    if (context.length() <= MAX_CONTEXT) {
      return context;
    }
    try {
      String digest =
          HexFormat.of()
              .formatHex(
                  MessageDigest.getInstance("SHA-256")
                      .digest(context.getBytes(StandardCharsets.UTF_8)));
      return context.substring(0, MAX_CONTEXT - 1 - DIGEST_DIGITS)
          + "-"
          + digest.substring(0, DIGEST_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
