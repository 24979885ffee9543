package dev.fairlead.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.chart.ChartEngine;
import dev.fairlead.chart.TemplateCommandLine;
import dev.fairlead.chart.TemplateCommandLine.Result;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.cli.WorkingDirectory;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlJson;
import dev.fairlead.yaml.YamlOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Renders every chart below some directories with the engine and with a helm binary, and says how
/// the two differ.
///
/// Arguments: the helm binary, directories of charts, and behind `--` further arguments of `helm
/// template` for every chart. Each chart is rendered with its default values and with each file in
/// its `ci/` directory.
public final class Parity {
  private static final int MAX_DIFF_LINES = 12;

  /// How two results compare, best first.
  private enum Verdict {
    IDENTICAL("identical"),
    MASKED("identical but for what helm itself prints differently each time"),
    FAILED_ALIKE("failed with the same message"),
    EQUAL_YAML("equal YAML, other bytes"),
    OTHER_MESSAGE("failed with another message"),
    DIFFERENT("different");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    boolean good() {
      return compareTo(FAILED_ALIKE) <= 0;
    }
  }

  private final Path helm;
  private final TemplateCommandLine engine;
  private final List<String> more;
  private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);

  private Parity(Path helm, List<String> more) {
    this.helm = helm;
    this.more = more;
    this.engine =
        new TemplateCommandLine(
            new ChartEngine(), WorkingDirectory.of(Path.of("").toAbsolutePath()));
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> all = Arrays.asList(args);
    int dashes = all.indexOf("--");
    List<String> roots = all.subList(1, dashes < 0 ? all.size() : dashes);
    List<String> more = dashes < 0 ? List.of() : all.subList(dashes + 1, all.size());
    Parity parity = new Parity(Path.of(args[0]).toAbsolutePath(), more);
    for (String root : roots) {
      for (Path chart : ChartDirectories.below(Path.of(root).toAbsolutePath().normalize())) {
        parity.chart(chart);
      }
    }
    System.exit(parity.summary() ? 0 : 1);
  }

  private void chart(Path chart) throws IOException, InterruptedException {
    compare(chart, List.of());
    Path ci = chart.resolve("ci");
    if (Files.isDirectory(ci)) {
      List<Path> files;
      try (Stream<Path> entries = Files.list(ci)) {
        files = entries.filter(path -> path.toString().matches(".*\\.ya?ml")).sorted().toList();
      }
      for (Path file : files) {
        compare(chart, List.of("-f", file.toString()));
      }
    }
  }

  private void compare(Path chart, List<String> values) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("parity", chart.toString()));
    arguments.addAll(values);
    arguments.addAll(more);
    Result wanted = helm(arguments);
    Result got = engine.run(arguments);
    Verdict verdict = verdict(wanted, got, arguments);
    counts.merge(verdict, 1, Integer::sum);
    if (!verdict.good()) {
      System.out.println(
          verdict.words + ": " + String.join(" ", arguments.subList(1, arguments.size())));
      if (wanted.exitCode() != got.exitCode()) {
        System.out.println(
            "  exit status: helm " + wanted.exitCode() + ", engine " + got.exitCode());
      }
      difference("stdout", wanted.stdout(), got.stdout());
      difference("stderr", wanted.stderr(), got.stderr());
    }
  }

  private Verdict verdict(Result wanted, Result got, List<String> arguments)
      throws IOException, InterruptedException {
    boolean failed = wanted.exitCode() != 0;
    if (wanted.exitCode() != got.exitCode()) {
      return Verdict.DIFFERENT;
    }
    if (same(wanted, got)) {
      return failed ? Verdict.FAILED_ALIKE : Verdict.IDENTICAL;
    }
    Result again = helm(arguments);
    if (masked(wanted.stdout(), again.stdout(), got.stdout())
        && masked(wanted.stderr(), again.stderr(), got.stderr())) {
      return failed ? Verdict.FAILED_ALIKE : Verdict.MASKED;
    }
    if (failed) {
      return Verdict.OTHER_MESSAGE;
    }
    return wanted.stderr().equals(got.stderr()) && equalYaml(wanted.stdout(), got.stdout())
        ? Verdict.EQUAL_YAML
        : Verdict.DIFFERENT;
  }

  private static boolean same(Result a, Result b) {
    return a.stdout().equals(b.stdout()) && a.stderr().equals(b.stderr());
  }

  /// Whether a text is helm's, lines aside that helm itself does not print twice alike: keys,
  /// passwords, times, and the lines of a schema's failures in their random order.
  private static boolean masked(String first, String second, String text) {
    String[] firsts = first.split("\n", -1);
    String[] seconds = second.split("\n", -1);
    String[] lines = text.split("\n", -1);
    if (firsts.length != seconds.length || firsts.length != lines.length) {
      return false;
    }
    for (int i = 0; i < lines.length; i++) {
      if (!firsts[i].equals(lines[i]) && firsts[i].equals(seconds[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalYaml(String a, String b) {
    try {
      return documents(a).equals(documents(b));
    } catch (YamlException _) {
      // What cannot be read is not equal.
      return false;
    }
  }

  private static List<JsonNode> documents(String text) {
    YamlOptions options =
        YamlOptions.DEFAULT.withDuplicateKeys(YamlOptions.DuplicateKeys.LAST_WINS);
    return Yaml.parse("output", text, options).stream()
        .map(node -> YamlJson.toJson(node, Schema.YAML_1_1))
        .toList();
  }

  private static void difference(String name, String wanted, String got) {
    if (wanted.equals(got)) {
      return;
    }
    List<String> helms = wanted.lines().toList();
    List<String> ours = got.lines().toList();
    int at = 0;
    while (at < helms.size() && at < ours.size() && helms.get(at).equals(ours.get(at))) {
      at++;
    }
    System.out.println("  " + name + " from line " + (at + 1));
    helms.stream()
        .skip(at)
        .limit(MAX_DIFF_LINES)
        .forEach(line -> System.out.println("  - " + line));
    ours.stream().skip(at).limit(MAX_DIFF_LINES).forEach(line -> System.out.println("  + " + line));
  }

  private boolean summary() {
    boolean good = true;
    for (Verdict verdict : Verdict.values()) {
      int count = counts.getOrDefault(verdict, 0);
      good &= verdict.good() || count == 0;
      System.out.printf("%6d %s%n", count, verdict.words);
    }
    return good;
  }

  private Result helm(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(helm.toString(), "template"));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    CompletableFuture<String> stderr =
        CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
    String stdout = text(process.getInputStream());
    return new Result(process.waitFor(), stdout, stderr.join());
  }

  private static String text(InputStream in) {
    try (in) {
      return GoStrings.decode(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
