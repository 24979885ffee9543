package dev.fairlead.terraform.report;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.fairlead.terraform.plan.PlanSummary;
import dev.fairlead.terraform.plan.PlanText;

/// What came out of a command for one project.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Result.Planned.class, name = "planned"),
  @JsonSubTypes.Type(value = Result.Done.class, name = "done"),
  @JsonSubTypes.Type(value = Result.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = Result.Broken.class, name = "broken"),
  @JsonSubTypes.Type(value = Result.Disabled.class, name = "disabled"),
})
public sealed interface Result {

  /// @param output Terraform's text, shaped for a diff
  /// @param diverged whether the base branch has commits that touch the project and are not in the
  ///   pull request
  record Planned(String output, PlanSummary summary, boolean diverged) implements Result {

    public String line() {
      String line = PlanText.summary(output);
      return line.isEmpty() && !summary.hasChanges() ? "No changes." : line;
    }

    public boolean noChanges() {
      return PlanText.isNoChanges(output) || line().equals("No changes.");
    }
  }

  /// Any other command that succeeded.
  record Done(String output) implements Result {}

  /// Something that must hold does not; nothing was run.
  record Failed(String reason) implements Result {}

  /// A program failed.
  ///
  /// @param error what it said
  record Broken(String error) implements Result {}

  /// The server's configuration forbids the project to run.
  record Disabled(String reason) implements Result {}

  default boolean succeeded() {
    return switch (this) {
      case Planned _, Done _, Disabled _ -> true;
      case Failed _, Broken _ -> false;
    };
  }

  /// One line.
  default String brief() {
    return switch (this) {
      case Planned planned -> planned.line();
      case Done(String output) -> {
        String applied = PlanText.applied(output);
        yield applied.isEmpty() ? output.lines().findFirst().orElse("done") : applied;
      }
      case Failed(String reason) -> firstLine(reason);
      case Broken(String error) ->
          error
              .lines()
              .filter(line -> line.contains("Error: "))
              .findFirst()
              .map(line -> line.substring(line.indexOf("Error: ")))
              .orElse(firstLine(error));
      case Disabled(String reason) -> firstLine(reason);
    };
  }

  private static String firstLine(String text) {
    return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("").strip();
  }
}
