package dev.fairlead.server.pages;

import dev.fairlead.sync.control.ApplicationState;
import dev.fairlead.sync.control.ApplicationState.ResourceRow;
import java.util.List;

/// One Application: what differs, and why is it unhealthy?
public record ApplicationPage(ApplicationState state, List<PodRow> pods) {

  public String title() {
    return Sign.ofHealth(state.health()).sign()
        + " "
        + state.name()
        + " · "
        + state.sync().text()
        + ", "
        + state.health();
  }

  public String revision() {
    return state.revisions().isEmpty() ? "" : state.revisions().getFirst().abbreviated();
  }

  public String remark(ResourceRow row) {
    if (row.requiresPruning()) {
      return "no longer in Git; to be pruned";
    }
    if (!row.differences().isEmpty()) {
      return "differs at " + String.join(", ", row.differences());
    }
    return row.hook() ? "hook" : row.healthMessage();
  }
}
