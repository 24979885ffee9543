package dev.fairlead.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileStampsTest {
  @TempDir Path directory;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectory(directory.resolve("templates"));
    Files.writeString(directory.resolve("templates/a.yaml"), "a: 1\n");
  }

  /// As if the files had been there for a while.
  private Optional<String> later() {
    return FileStamps.of(directory, Instant.now().plus(Duration.ofMinutes(1)));
  }

  @Test
  void standForFilesAsLongAsTheyStayTheSame() throws IOException {
    Optional<String> before = later();
    assertThat(before).isPresent();
    assertThat(later()).isEqualTo(before);
    Files.writeString(directory.resolve("templates/b.yaml"), "");
    assertThat(later()).isPresent().isNotEqualTo(before);
  }

  @Test
  void seeAChangeThatKeepsLengthAndTimeOfModification() throws IOException {
    Path file = directory.resolve("templates/a.yaml");
    FileTime modified = Files.getLastModifiedTime(file);
    Object changed = Files.getAttribute(file, "unix:ctime");
    Optional<String> before = later();
    Instant deadline = Instant.now().plusSeconds(10);
    do {
      Files.writeString(file, "a: 2\n");
      Files.setLastModifiedTime(file, modified);
      assertThat(Instant.now()).isBefore(deadline);
    } while (Files.getAttribute(file, "unix:ctime").equals(changed));
    assertThat(later()).isPresent().isNotEqualTo(before);
  }

  @Test
  void areNotMadeOfFilesThatChangedAMomentAgo() {
    assertThat(FileStamps.of(directory, Instant.now())).isEmpty();
  }

  @Test
  void areNotMadeOfLinks() throws IOException {
    Files.createSymbolicLink(directory.resolve("link"), Path.of("templates"));
    assertThat(later()).isEmpty();
  }

  @Test
  void leaveGitsOwnFilesOut() throws IOException {
    Files.createDirectory(directory.resolve(".git"));
    Optional<String> before = later();
    Files.writeString(directory.resolve(".git/index"), "");
    assertThat(later()).isPresent().isEqualTo(before);
  }

  @Test
  void areNotMadeOfWhatIsMissing() {
    assertThat(FileStamps.of(directory.resolve("none"), Instant.now())).isEmpty();
  }
}
