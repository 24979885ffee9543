package dev.fairlead.image;

import dev.fairlead.model.Position;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One instruction of a Dockerfile's stage, with its words as written: quotes and variables are
/// resolved when the stage is built, because what they mean depends on the ones before.
public sealed interface Instruction {
  /// Where it begins.
  Position position();

  /// `ARG name[=value]`; a null value: to be given, or taken from before the first FROM.
  record Arg(Position position, Map<String, @Nullable String> variables) implements Instruction {}

  /// `ENV`: names to raw values.
  record Env(Position position, Map<String, String> variables) implements Instruction {}

  /// `LABEL`: raw names to raw values.
  record Label(Position position, Map<String, String> labels) implements Instruction {}

  /// `COPY` and `ADD`.
  ///
  /// @param add whether local tar archives are unpacked
  /// @param from the stage that it copies from; null: the build context
  record Copy(
      Position position,
      boolean add,
      @Nullable String from,
      @Nullable String owner,
      @Nullable String mode,
      List<String> sources,
      String destination)
      implements Instruction {
    public Copy {
      sources = List.copyOf(sources);
    }
  }

  record Workdir(Position position, String path) implements Instruction {}

  record User(Position position, String user) implements Instruction {}

  record Expose(Position position, List<String> ports) implements Instruction {}

  record Volume(Position position, List<String> paths) implements Instruction {}

  record Entrypoint(Position position, Command command) implements Instruction {}

  record Cmd(Position position, Command command) implements Instruction {}

  record Shell(Position position, List<String> command) implements Instruction {}

  record StopSignal(Position position, String signal) implements Instruction {}

  record Maintainer(Position position, String name) implements Instruction {}

  /// `HEALTHCHECK`: Docker's own, which Kubernetes does not look at.
  ///
  /// @param options `interval`, `timeout`, `start-period`, `start-interval`, `retries`
  /// @param command null for NONE
  record Healthcheck(Position position, Map<String, String> options, @Nullable Command command)
      implements Instruction {}

  /// What an image runs.
  sealed interface Command {
    /// `["program", "argument"]`
    record Exec(List<String> words) implements Command {
      public Exec {
        words = List.copyOf(words);
      }
    }

    /// A line for the shell.
    record Line(String text) implements Command {}
  }
}
