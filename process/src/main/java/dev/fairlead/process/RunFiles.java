package dev.fairlead.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// The files of a run directory. Each appears whole or not at all.
record RunFiles(Path directory) {
  /// How long the supervising shell may take from claiming the directory to writing its pid.
  private static final Duration PID_PATIENCE = Duration.ofSeconds(5);

  /// @param boot what the pid and start time are valid for
  record Identity(long pid, long startTime, String boot) {}

  Path claimed() {
    return directory.resolve("claimed");
  }

  Path stdout() {
    return directory.resolve("stdout");
  }

  Path stderr() {
    return directory.resolve("stderr");
  }

  Optional<Identity> identity() {
    return read("pid")
        .map(text -> text.split(" "))
        .map(parts -> new Identity(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]));
  }

  Optional<Identity> awaitIdentity() {
    long deadline = System.nanoTime() + PID_PATIENCE.toNanos();
    Optional<Identity> identity = identity();
    while (identity.isEmpty() && read("adopter").isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      identity = identity();
    }
    return identity;
  }

  Optional<Integer> status() {
    return read("status").map(Integer::valueOf);
  }

  Optional<String> read(String name) {
    try {
      return Optional.of(Files.readString(directory.resolve(name)).strip());
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new ProcessException(
          "cannot read " + directory.resolve(name) + ": " + e.getMessage(), e);
    }
  }

  void write(String name, String text) throws IOException {
    Path draft = directory.resolve(name + ".draft");
    Files.writeString(draft, text);
    Files.move(draft, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
