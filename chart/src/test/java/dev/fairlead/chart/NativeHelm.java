package dev.fairlead.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import dev.fairlead.chart.go.GoStrings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Helm 3.21.0 in this process, as helm-java embeds it.
///
/// It cannot say all that a command line can: no hooks are printed, nothing of what goes to stderr
/// besides the error is seen, there is no `--set-string`, `--set-json`, `--set-literal`,
/// `--api-versions`, `--include-crds`, `--is-upgrade`; it was built without the version of
/// Kubernetes, which [#DEFAULT_KUBE] tells it, and without its own; and it asks a cluster at
/// `lookup`.
final class NativeHelm {
  /// What the released binary takes for the version of Kubernetes.
  private static final String DEFAULT_KUBE = "v1.35.0";

  private NativeHelm() {}

  /// Empty where the library is not for this machine.
  static Optional<NativeHelm> load() {
    // One char per byte: what templates print need not be UTF-8.
    System.setProperty("jna.encoding", StandardCharsets.ISO_8859_1.name());
    NativeHelm helm = new NativeHelm();
    try {
      // The library is loaded; what it says of a directory that is no chart does not matter.
      helm.template(Path.of(""), List.of("rel", "."));
      return Optional.of(helm);
    } catch (LinkageError | IllegalStateException e) {
      System.err.println("helm-java cannot be loaded: " + e);
      return Optional.empty();
    }
  }

  /// Whether all of a command line can be said.
  static boolean canSay(Path directory, List<String> arguments) {
    return parse(directory, arguments).isPresent();
  }

  /// The standard output without hooks, or what stands behind `Error: `.
  TemplateCommandLine.Result template(Path directory, List<String> arguments) {
    try {
      String out = parse(directory, arguments).orElseThrow().call();
      return new TemplateCommandLine.Result(0, decoded(out), "");
    } catch (IllegalStateException e) {
      // Paths are absolute.
      String message = decoded(String.valueOf(e.getMessage()));
      return new TemplateCommandLine.Result(1, "", message.replace(directory + "/", ""));
    }
  }

  private static String decoded(String bytes) {
    return GoStrings.decode(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Optional<TemplateCommand> parse(Path directory, List<String> arguments) {
    List<String> positional = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    List<String> sets = new ArrayList<>();
    String namespace = "default";
    String kube = DEFAULT_KUBE;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith("-") && i + 1 == arguments.size()) {
        return Optional.empty();
      }
      switch (argument) {
        case "-f", "--values" -> files.add(directory.resolve(arguments.get(++i)));
        case "--set" -> sets.add(arguments.get(++i));
        case "-n" -> namespace = arguments.get(++i);
        case "--kube-version" -> kube = arguments.get(++i);
        case "--no-hooks" -> {
          // There are none anyway.
        }
        default -> {
          if (argument.startsWith("-")) {
            return Optional.empty();
          }
          positional.add(argument);
        }
      }
    }
    // The library says less than the command about a wrong version, and knows neither the CSV of a
    // flag nor charts that are no files.
    boolean plain =
        kube.matches("v?[1-9][0-9]*\\.[0-9].*")
            && files.stream().noneMatch(file -> file.toString().contains("\""))
            && positional.size() == 2
            && Files.exists(directory.resolve(positional.getLast()));
    if (!plain) {
      return Optional.empty();
    }
    TemplateCommand command =
        new Helm(directory.resolve(positional.getLast()).toAbsolutePath())
            .template()
            .withName(positional.getFirst())
            .withNamespace(namespace)
            .withKubeVersion(kube);
    files.forEach(command::withValuesFile);
    for (String set : sets) {
      // Several come in no order, and what is special in a value is escaped: an expression passes
      // whole only as a key with a plain last value.
      int equals = set.lastIndexOf('=');
      if (sets.size() > 1 || equals < 0 || !set.substring(equals + 1).matches("[-\\w ]*")) {
        return Optional.empty();
      }
      command.set(set.substring(0, equals), set.substring(equals + 1));
    }
    return Optional.of(command);
  }
}
