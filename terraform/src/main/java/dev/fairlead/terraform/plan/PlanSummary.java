package dev.fairlead.terraform.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.terraform.plan.PlannedChange.Action;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// What a plan would do, without any value: plans in JSON hold secrets in clear text.
///
/// @param changes replaced and deleted resources first; what stays as it is is left out
/// @param outputs names of outputs that would change, sorted
public record PlanSummary(List<PlannedChange> changes, List<String> outputs) {
  public static final PlanSummary NONE = new PlanSummary(List.of(), List.of());

  public PlanSummary {
    changes = List.copyOf(changes);
    outputs = List.copyOf(outputs);
  }

  /// Reads what `terraform show -json PLANFILE` prints (format 1.x).
  public static PlanSummary of(JsonNode plan) {
    List<PlannedChange> changes = new ArrayList<>();
    for (JsonNode change : plan.path("resource_changes")) {
      read(change, changes);
    }
    changes.sort(Comparator.comparing(PlannedChange::action).thenComparing(PlannedChange::address));
    List<String> outputs = new ArrayList<>();
    plan.path("output_changes")
        .properties()
        .forEach(output -> {
          String action = output.getValue().path("actions").path(0).asText();
          if (!action.equals("no-op")) {
            outputs.add(output.getKey());
          }
        });
    outputs.sort(Comparator.naturalOrder());
    return new PlanSummary(changes, outputs);
  }

  private static void read(JsonNode resource, List<PlannedChange> into) {
    JsonNode change = resource.path("change");
    List<String> actions = new ArrayList<>();
    change.path("actions").forEach(action -> actions.add(action.asText()));
    String from = resource.path("previous_address").asText("");
    Action action;
    if (actions.size() == 2) {
      action = Action.REPLACE; // delete and create, in either order
    } else {
      switch (actions.isEmpty() ? "no-op" : actions.getFirst()) {
        case "create" -> action = Action.CREATE;
        case "update" -> action = Action.UPDATE;
        case "delete" -> action = Action.DELETE;
        case "forget" -> action = Action.FORGET;
        case "read" -> action = Action.READ;
        default -> {
          if (change.path("importing").isObject()) {
            action = Action.IMPORT;
          } else if (!from.isEmpty()) {
            action = Action.MOVE;
          } else {
            return;
          }
        }
      }
    }
    List<String> forcedBy = new ArrayList<>();
    for (JsonNode path : change.path("replace_paths")) {
      forcedBy.add(attribute(path));
    }
    into.add(
        new PlannedChange(
            resource.path("address").asText(),
            action,
            resource.path("action_reason").asText(""),
            forcedBy,
            from));
  }

  private static String attribute(JsonNode path) {
    var text = new StringBuilder();
    for (JsonNode part : path) {
      if (part.isNumber()) {
        text.append('[').append(part.asInt()).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(part.asText());
      }
    }
    return text.toString();
  }

  public int count(Action action) {
    return (int) changes.stream().filter(change -> change.action() == action).count();
  }

  /// Addresses with an action.
  public List<String> addresses(Action action) {
    return changes.stream()
        .filter(change -> change.action() == action)
        .map(PlannedChange::address)
        .toList();
  }

  /// Whether applying it would change anything, outputs included.
  public boolean hasChanges() {
    return !outputs.isEmpty()
        || changes.stream().anyMatch(change -> change.action() != Action.READ);
  }

  /// Such as `replace 1, delete 2, create 3`; `no changes` where nothing would change.
  public String inWords() {
    String words =
        java.util.Arrays.stream(Action.values())
            .filter(action -> count(action) > 0)
            .map(action -> action.name().toLowerCase(java.util.Locale.ROOT) + " " + count(action))
            .collect(Collectors.joining(", "));
    if (!outputs.isEmpty()) {
      words += (words.isEmpty() ? "" : ", ") + "outputs " + outputs.size();
    }
    return words.isEmpty() ? "no changes" : words;
  }
}
