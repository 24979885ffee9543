package dev.fairlead.server.pages;

import dev.fairlead.sync.control.ApplicationState;
import dev.fairlead.sync.control.ApplicationState.SyncStatus;
import java.util.List;
import java.util.Map;

/// All Applications: what differs from Git, what is unhealthy?
///
/// @param simulatedPods how many pods of an Application are stand-ins
public record ApplicationsPage(
    List<ApplicationState> applications, Map<String, Integer> simulatedPods) {

  public String answer() {
    if (applications.isEmpty()) {
      return "No Applications yet";
    }
    long unhealthy =
        applications.stream()
            .filter(each -> each.health().equals("Degraded") || each.sync() == SyncStatus.UNKNOWN)
            .count();
    long moving =
        applications.stream()
            .filter(each -> each.application().syncPolicy().automated() != null)
            .filter(each -> !each.isSettled())
            .count();
    if (unhealthy > 0) {
      return unhealthy + " of " + applications.size() + " Applications need care";
    }
    return moving > 0
        ? moving + " of " + applications.size() + " Applications are on their way"
        : "All automated Applications are synced and healthy";
  }

  public int simulated(ApplicationState state) {
    return simulatedPods.getOrDefault(state.name(), 0);
  }

  public String line(ApplicationState state) {
    return state.conditions().stream()
        .filter(ApplicationState.Condition::isError)
        .findFirst()
        .map(condition -> condition.message().lines().findFirst().orElse(""))
        .orElseGet(() ->
            state.operation() != null && !state.operation().phase().isFinal()
                ? state.operation().message()
                : state.held() != null ? "held: " + state.held() : state.healthMessage());
  }

  public String revision(ApplicationState state) {
    return state.revisions().isEmpty() ? "" : state.revisions().getFirst().abbreviated();
  }
}
