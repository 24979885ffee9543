package dev.fairlead.terraform.config;

import java.util.List;

/// What must hold before each kind of command.
public record Requirements(
    List<Requirement> plan, List<Requirement> apply, List<Requirement> importing) {
  public static final Requirements NONE = new Requirements(List.of(), List.of(), List.of());

  public Requirements {
    plan = List.copyOf(plan);
    apply = List.copyOf(apply);
    importing = List.copyOf(importing);
  }

  public Requirements withApply(Requirement... apply) {
    return new Requirements(plan, List.of(apply), importing);
  }
}
