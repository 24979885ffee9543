package dev.fairlead.terraform.config;

import com.google.re2j.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of a workflow's stage.
public sealed interface Step {

  /// A step that the program knows.
  ///
  /// @param extraArgs one argument each; `$VAR` in them is replaced from the environment
  record Builtin(Action action, List<String> extraArgs) implements Step {
    public Builtin {
      extraArgs = List.copyOf(extraArgs);
    }
  }

  enum Action {
    INIT("init"),
    PLAN("plan"),
    APPLY("apply"),
    SHOW("show"),
    POLICY_CHECK("policy_check"),
    IMPORT("import"),
    STATE_RM("state_rm");

    private final String word;

    Action(String word) {
      this.word = word;
    }

    /// As it is written in files.
    public String word() {
      return word;
    }
  }

  /// A command line for a shell, and what of its output is shown in comments.
  record Run(Command command, Output output) implements Step {}

  /// Sets a variable for the steps behind it.
  ///
  /// @param value fixed; null: what `command` prints
  record Env(String name, @Nullable String value, @Nullable Command command) implements Step {}

  /// Sets the variables that a command prints as `K=v,K2="a,b"`.
  record Multienv(Command command, boolean hidden) implements Step {}

  /// @param shell program, such as `sh`
  /// @param shellArgs what stands between the shell and the command line, such as `-c`
  record Command(String line, String shell, List<String> shellArgs) {
    public Command {
      shellArgs = List.copyOf(shellArgs);
    }

    public static Command sh(String line) {
      return new Command(line, "sh", List.of("-c"));
    }
  }

  /// What of a `run` step's output goes to the comment. The log shows all.
  ///
  /// @param stripRefreshing whether lines up to the last `Refreshing state...` are left out
  /// @param redact a match of each is replaced by its first group, `<redacted>` and its second
  record Output(boolean hidden, boolean stripRefreshing, List<Pattern> redact) {
    public static final Output SHOW = new Output(false, false, List.of());
    public static final Output HIDE = new Output(true, false, List.of());

    public Output {
      redact = List.copyOf(redact);
    }
  }
}
