package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// The helm binary that tests compare with: `FAIRLEAD_HELM`, `PATH`, or where `build/tools` puts
/// it.
record RealHelm(Path binary) {
  private static final String FOLLOWED = "v4.1.4";

  static Optional<RealHelm> find() {
    Stream<String> named =
        Stream.of(System.getProperty("FAIRLEAD_HELM"), System.getenv("FAIRLEAD_HELM"));
    String cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .orElse(System.getProperty("user.home") + "/.cache");
    Stream<String> path =
        Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
            .map(directory -> directory + "/helm");
    return Stream.of(named, Stream.of(cache + "/fairlead/tools/helm"), path)
        .flatMap(paths -> paths)
        .filter(candidate -> candidate != null && Files.isExecutable(Path.of(candidate)))
        .map(candidate -> new RealHelm(Path.of(candidate)))
        .filter(helm -> helm.run(Path.of("."), List.of("version")).stdout().contains(FOLLOWED))
        .findFirst();
  }

  TemplateCommandLine.Result template(Path directory, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("template"));
    all.addAll(arguments);
    return run(directory, all);
  }

  private TemplateCommandLine.Result run(Path directory, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("TZ", "UTC");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      var stderr = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
      String stdout = text(process.getInputStream());
      int code = process.waitFor();
      return new TemplateCommandLine.Result(code, stdout, stderr.join());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(InputStream in) {
    try (in) {
      return dev.fairlead.chart.go.GoStrings.decode(in.readAllBytes());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// Compares exit code, output and messages of one command line.
  void assertSame(TemplateCommandLine commandLine, Path directory, List<String> arguments) {
    TemplateCommandLine.Result expected = template(directory, arguments);
    TemplateCommandLine.Result actual = commandLine.run(arguments);
    assertThat(actual.stderr()).isEqualTo(expected.stderr());
    assertThat(actual.stdout()).isEqualTo(expected.stdout());
    assertThat(actual.exitCode()).isEqualTo(expected.exitCode());
  }
}
