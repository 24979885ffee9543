package dev.fairlead.sandbox.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerLogTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.5Z");

  @TempDir Path directory;

  private ContainerLog log() {
    return new ContainerLog(directory.resolve("c.log"), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static String read(ContainerLog log, boolean timestamps, @Nullable Long tail)
      throws IOException {
    var out = new ByteArrayOutputStream();
    log.write(out, false, timestamps, tail, null, null);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void copy(ContainerLog log, String text) {
    log.copy(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void givesBackWhatTheContainerPrinted() throws IOException {
    ContainerLog log = log();
    copy(log, "one\n\ntwo\nno end");
    assertThat(read(log, false, null)).isEqualTo("one\n\ntwo\nno end\n");
    assertThat(read(log, false, 2L)).isEqualTo("two\nno end\n");
    assertThat(read(log, false, 0L)).isEmpty();
    assertThat(read(log, true, 1L)).isEqualTo("2026-01-02T03:04:05.500000000Z no end\n");
  }

  @Test
  void longLinesComeBackInOnePiece() throws IOException {
    ContainerLog log = log();
    String line = "x".repeat(40_000);
    copy(log, line + "\nshort\n");
    assertThat(read(log, false, null)).isEqualTo(line + "\nshort\n");
  }

  @Test
  void limitsBytesAndTime() throws IOException {
    ContainerLog log = log();
    copy(log, "one\ntwo\n");
    var out = new ByteArrayOutputStream();
    log.write(out, false, false, null, null, 5L);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("one\nt");
    out.reset();
    log.write(out, false, false, null, NOW.plusSeconds(1), null);
    assertThat(out.size()).isZero();
  }

  @Test
  void followsUntilTheContainerEnds() throws IOException, InterruptedException {
    ContainerLog log = log();
    var in = new PipedOutputStream();
    var source = new PipedInputStream(in);
    Thread writer = Thread.ofVirtual().start(() -> log.copy(source));
    var out = new ByteArrayOutputStream();
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                log.write(out, true, false, null, null, null);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    in.write("one\n".getBytes(StandardCharsets.UTF_8));
    in.flush();
    in.write("two\n".getBytes(StandardCharsets.UTF_8));
    in.close();
    writer.join();
    reader.join();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
  }
}
