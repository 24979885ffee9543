package dev.fairlead.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What to run. Nothing is inherited: the environment is exactly the given one (plus
/// [Processes#MARKER]), standard input is empty.
///
/// @param argv program and arguments; a program without `/` is looked up in the PATH of
///   `environment`
/// @param directory where it runs
/// @param timeout measured from its start, across restarts of ours; empty: none
/// @param leftovers what happens to processes that it leaves in the background when it ends
public record ProcessSpec(
    List<String> argv,
    Map<String, String> environment,
    Path directory,
    Output output,
    Optional<Duration> timeout,
    Leftovers leftovers) {

  public enum Output {
    /// Standard output to [RunningProcess#stdout], errors to [RunningProcess#stderr].
    SEPARATE,
    /// Both to [RunningProcess#stdout], in the order in which they were written.
    MERGED
  }

  public enum Leftovers {
    END,
    KEEP
  }

  public ProcessSpec {
    argv = List.copyOf(argv);
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("no program to run");
    }
    environment = new LinkedHashMap<>(environment);
  }

  /// A program with separate outputs, without a timeout, whose leftovers are ended.
  public static ProcessSpec of(Path directory, Map<String, String> environment, String... argv) {
    return new ProcessSpec(
        List.of(argv), environment, directory, Output.SEPARATE, Optional.empty(), Leftovers.END);
  }

  public ProcessSpec withTimeout(Duration timeout) {
    return new ProcessSpec(argv, environment, directory, output, Optional.of(timeout), leftovers);
  }

  public ProcessSpec withMergedOutput() {
    return new ProcessSpec(argv, environment, directory, Output.MERGED, timeout, leftovers);
  }

  public ProcessSpec keepingLeftovers() {
    return new ProcessSpec(argv, environment, directory, output, timeout, Leftovers.KEEP);
  }

  /// Names only: arguments and environment may hold secrets.
  @Override
  public String toString() {
    return argv.getFirst() + " in " + directory;
  }
}
