package dev.fairlead.terraform.command;

import dev.fairlead.model.State;
import dev.fairlead.terraform.comment.Command;
import dev.fairlead.terraform.ledger.RunRecord;
import java.util.Set;

/// Who may change something: the users and teams of the settings; everybody where there are none.
final class Permissions {
  private final Desk desk;
  private final RunWriter writer;

  Permissions(Desk desk, RunWriter writer) {
    this.desk = desk;
    this.writer = writer;
  }

  /// Whether a run is refused to who asked for it; it has ended then.
  boolean refused(RunRecord run) {
    Command command = run.command();
    return switch (command.kind()) {
      case APPLY, IMPORT, STATE_RM -> {
        if (mayChange(run)) {
          yield false;
        }
        String text =
            "```\nError: User @%s does not have permissions to execute '%s' command.\n```"
                .formatted(run.user(), command.kind().word());
        writer.say(run, State.FAILED, "@" + run.user() + " may not " + command.kind().word(), text);
        yield true;
      }
      case VERSION, PLAN, UNLOCK, CANCEL -> false;
    };
  }

  private boolean mayChange(RunRecord run) {
    Set<String> users = desk.settings().access().applyUsers();
    Set<String> teams = desk.settings().access().applyTeams();
    if ((users.isEmpty() && teams.isEmpty())
        || users.stream().anyMatch(user -> user.equalsIgnoreCase(run.user()))) {
      return true;
    }
    return !teams.isEmpty()
        && Patience.SHORT
            .get(
                "ask for the teams of " + run.user(),
                () -> desk.pullRequests().teams(run.repository(), run.user()))
            .stream()
            .anyMatch(teams::contains);
  }
}
