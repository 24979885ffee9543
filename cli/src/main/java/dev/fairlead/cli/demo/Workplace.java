package dev.fairlead.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The directory of one demo. It names its processes, so that a later demo can end what a demo that
/// was killed has left.
final class Workplace {
  private static final String PREFIX = "demo-";
  private static final String PROCESSES = "processes";
  private static final String KEPT = "kept";

  private final Path directory;

  private Workplace(Path directory) {
    this.directory = directory;
  }

  /// A new directory below another one, after the remains of former demos were put away.
  static Workplace create(Path parent) {
    try {
      Files.createDirectories(parent);
      try (Stream<Path> former = Files.list(parent)) {
        former
            .filter(path -> path.getFileName().toString().startsWith(PREFIX))
            .map(Workplace::new)
            .filter(Workplace::isAbandoned)
            .forEach(Workplace::remove);
      }
      var workplace = new Workplace(Files.createTempDirectory(parent, PREFIX));
      workplace.note(ProcessHandle.current().pid());
      return workplace;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory for the demo in " + parent, e);
    }
  }

  Path path() {
    return directory;
  }

  Path resolve(String name) {
    return directory.resolve(name);
  }

  /// Writes down a process of this demo; the first one is the demo itself.
  void note(long pid) {
    try {
      Files.writeString(
          directory.resolve(PROCESSES),
          pid + " " + startOf(pid).map(Instant::toString).orElse("") + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Later demos leave this one's processes alone.
  void keep() {
    try {
      Files.writeString(directory.resolve(KEPT), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The processes that the demo has started, for a shell.
  String pids() {
    return processes().stream()
        .skip(1)
        .filter(line -> alive(line).isPresent())
        .map(line -> line.substring(0, line.indexOf(' ')))
        .collect(Collectors.joining(" "));
  }

  private boolean isAbandoned() {
    return !Files.exists(directory.resolve(KEPT))
        && processes().stream().findFirst().flatMap(Workplace::alive).isEmpty();
  }

  /// Ends what still runs, the steps of jobs among it, and deletes the directory.
  void remove() {
    ProcessHandle.allProcesses().filter(this::worksHere).forEach(ProcessHandle::destroyForcibly);
    for (String line : processes()) {
      alive(line)
          .filter(handle -> handle.pid() != ProcessHandle.current().pid())
          .ifPresent(ProcessHandle::destroyForcibly);
    }
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new DemoException("cannot remove " + directory + ": " + e.getMessage(), e);
    }
  }

  /// Whether a process has its working directory in this one, as steps of jobs do.
  private boolean worksHere(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
          .startsWith(directory);
    } catch (IOException _) {
      // Ended meanwhile, or somebody else's.
      return false;
    }
  }

  private List<String> processes() {
    try {
      return Files.readAllLines(directory.resolve(PROCESSES));
    } catch (IOException _) {
      // A demo that was killed before it wrote anything.
      return List.of();
    }
  }

  /// The process of a line, where it is still the one that was written down.
  private static Optional<ProcessHandle> alive(String line) {
    String[] parts = line.split(" ", 2);
    if (parts.length < 2 || !parts[0].matches("\\d{1,10}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(parts[0]))
        .filter(ProcessHandle::isAlive)
        .filter(handle ->
            handle.info().startInstant().map(Instant::toString).orElse("").equals(parts[1]));
  }

  private static Optional<Instant> startOf(long pid) {
    return ProcessHandle.of(pid).flatMap(handle -> handle.info().startInstant());
  }
}
