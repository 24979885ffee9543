package dev.fairlead.terraform.comment;

import dev.fairlead.terraform.project.Target;
import java.util.List;

/// A command that somebody gave.
///
/// @param extraArgs what stands behind `--`, for terraform
/// @param arguments what else terraform needs: address and id of an import, addresses to remove
public record Command(
    CommandKind kind,
    Target target,
    boolean verbose,
    List<String> extraArgs,
    List<String> arguments) {

  /// A plan of everything that a pull request changes.
  public static final Command PLAN =
      new Command(CommandKind.PLAN, Target.ALL, false, List.of(), List.of());

  public Command {
    extraArgs = List.copyOf(extraArgs);
    arguments = List.copyOf(arguments);
  }

  /// The arguments for terraform in its order: options before what they are for.
  public List<String> terraformArgs() {
    var all = new java.util.ArrayList<>(extraArgs);
    all.addAll(arguments);
    return List.copyOf(all);
  }
}
