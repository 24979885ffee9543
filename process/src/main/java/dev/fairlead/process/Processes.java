package dev.fairlead.process;

import dev.fairlead.process.ProcessSpec.Leftovers;
import dev.fairlead.process.ProcessSpec.Output;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Starts programs and finds them again. Safe for any thread.
///
/// A run directory belongs to one run of one program, and is readable by its owner only.
public final class Processes {
  /// The environment variable that every process of a run carries.
  public static final String MARKER = "FAIRLEAD_PROCESS";

  private final Clock clock;
  private final String supervisor;

  public Processes(Clock clock) {
    this.clock = clock;
    try (InputStream script = Processes.class.getResourceAsStream("supervise.sh")) {
      if (script == null) {
        throw new IllegalStateException("supervise.sh is missing from the program");
      }
      this.supervisor = new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts a program.
  ///
  /// @param runDirectory made if missing; must not have been used for another run
  /// @throws ProcessException when the program or its directory does not exist
  public RunningProcess start(Path runDirectory, ProcessSpec spec) {
    if (!Files.isDirectory(spec.directory())) {
      throw new ProcessException(
          "cannot run "
              + spec.argv().getFirst()
              + ": its directory "
              + spec.directory()
              + " does not exist",
          null);
    }
    checkProgram(spec);
    try {
      Files.createDirectories(runDirectory);
      Files.setPosixFilePermissions(runDirectory, PosixFilePermissions.fromString("rwx------"));
      RunFiles files = new RunFiles(runDirectory.toAbsolutePath());
      if (Files.exists(files.claimed())) {
        throw new ProcessException(
            "cannot run " + spec + ": " + runDirectory + " was used for another run", null);
      }
      String marker = UUID.randomUUID().toString();
      files.write("marker", marker);
      if (spec.leftovers() == Leftovers.KEEP) {
        files.write("keep-leftovers", "");
      }
      @Nullable Instant deadline = spec.timeout().map(clock.instant()::plus).orElse(null);
      if (deadline != null) {
        files.write("deadline", deadline.toString());
      }
      Process process = launch(files, spec, marker);
      return new RunningProcess(files, clock, marker, deadline, process);
    } catch (IOException e) {
      throw new ProcessException("cannot run " + spec + ": " + e.getMessage(), e);
    }
  }

  private Process launch(RunFiles files, ProcessSpec spec, String marker) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "setsid",
                shell(spec.environment()),
                "-c",
                supervisor,
                "supervise",
                files.directory().toString(),
                spec.output() == Output.MERGED ? "merged" : "separate"));
    command.addAll(spec.argv());
    var builder = new ProcessBuilder(command).directory(spec.directory().toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(spec.environment());
    environment.put(MARKER, marker);
    return builder
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(
            ProcessBuilder.Redirect.appendTo(
                files.directory().resolve("supervisor-errors").toFile()))
        .start();
  }

  /// Some shells drop variables whose names they could not use themselves, such as
  /// `INPUT_NODE-VERSION`; Bash passes them on.
  private static String shell(Map<String, String> environment) {
    boolean odd =
        environment.keySet().stream().anyMatch(name -> !name.matches("[A-Za-z_][A-Za-z0-9_]*"));
    for (String bash : List.of("/bin/bash", "/usr/bin/bash")) {
      if (odd && Files.isExecutable(Path.of(bash))) {
        return bash;
      }
    }
    return "/bin/sh";
  }

  private static void checkProgram(ProcessSpec spec) {
    String program = spec.argv().getFirst();
    String path = spec.environment().getOrDefault("PATH", "/usr/bin:/bin");
    if (find(program, path, spec.directory()).isEmpty()) {
      throw new ProcessException(
          program.contains("/")
              ? "cannot run " + program + ": no such program, or not executable"
              : "cannot run "
                  + program
                  + ": not found in PATH ("
                  + path
                  + "); install it, or set PATH",
          null);
    }
  }

  /// Where a program is, by the rules of `execvp`.
  ///
  /// @param directory what a relative name with `/` in it is relative to
  public static Optional<Path> find(String program, String path, Path directory) {
    if (program.contains("/")) {
      Path file = directory.resolve(program);
      return Files.isExecutable(file) && !Files.isDirectory(file)
          ? Optional.of(file)
          : Optional.empty();
    }
    for (String folder : path.split(":", -1)) {
      Path file = directory.resolve(folder).resolve(program);
      if (Files.isExecutable(file) && !Files.isDirectory(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /// Finds out what became of a run whose starter died. When nothing was started yet, it never will
  /// be: a late starter finds the directory claimed.
  public Adopted adopt(Path runDirectory) {
    RunFiles files = new RunFiles(runDirectory.toAbsolutePath());
    try {
      if (!Files.isDirectory(runDirectory)) {
        return new Adopted.NeverStarted();
      }
      if (claim(files)) {
        return new Adopted.NeverStarted();
      }
      Optional<RunFiles.Identity> identity = files.awaitIdentity();
      String marker = files.read("marker").orElse("");
      Optional<Instant> deadline = files.read("deadline").map(Instant::parse);
      var process = new RunningProcess(files, clock, marker, deadline.orElse(null), null);
      if (identity.isEmpty() && files.status().isEmpty()) {
        return files.read("adopter").isPresent()
            ? new Adopted.NeverStarted()
            : new Adopted.Done(process, process.await());
      }
      return process.isAlive()
          ? new Adopted.Alive(process)
          : new Adopted.Done(process, process.await());
    } catch (IOException e) {
      throw new ProcessException("cannot read " + runDirectory + ": " + e.getMessage(), e);
    }
  }

  private static boolean claim(RunFiles files) throws IOException {
    try {
      Files.createFile(files.claimed());
      files.write("adopter", "");
      return true;
    } catch (FileAlreadyExistsException _) {
      return false;
    } catch (NoSuchFileException e) {
      throw new ProcessException("no run directory: " + files.directory(), e);
    }
  }
}
