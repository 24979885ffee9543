package dev.fairlead.check;

import dev.fairlead.model.Position;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlOptions;
import dev.fairlead.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The charts that a chart declares to need.
final class ChartDependencies {
  private final Files files;

  ChartDependencies(Files files) {
    this.files = files;
  }

  /// @param repository as written; empty where there is none
  private record Declared(String name, String repository, Position at) {
    boolean isLocal() {
      return repository.startsWith("file://");
    }

    String path() {
      return repository.substring("file://".length());
    }
  }

  /// Remarks on the dependencies of a chart that are not there.
  List<Remark> missing(String directory, List<String> names) {
    List<Remark> remarks = new ArrayList<>();
    List<Declared> declared = declared(directory);
    for (String name : names) {
      Declared dependency =
          declared.stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseGet(
                  () -> new Declared(name, "", Position.of(Files.join(directory, "Chart.yaml"))));
      String message = explain(directory, dependency);
      // Argo CD would fetch it; only this renderer cannot.
      remarks.add(
          dependency.isLocal() || dependency.repository().isEmpty()
              ? Remark.error(Rules.DEPENDENCY, dependency.at(), message)
              : Remark.warning(Rules.DEPENDENCY, dependency.at(), message));
    }
    return remarks;
  }

  private String explain(String directory, Declared dependency) {
    if (dependency.isLocal()) {
      String path = Files.resolve(directory, dependency.path()).orElse(dependency.path());
      return "the dependency %s is to be in %s, where no chart of that name is%s"
          .formatted(dependency.name(), path, files.hint(path, true));
    }
    return ("the dependency %s is not in %s: only charts that are in the repository are rendered;"
            + " run `helm dependency build` and commit what it brings")
        .formatted(dependency.name(), Files.join(directory, "charts"));
  }

  /// The directories of this repository that a chart takes charts from.
  List<String> locals(String directory) {
    return declared(directory).stream()
        .filter(Declared::isLocal)
        .map(dependency -> Files.resolve(directory, dependency.path()))
        .flatMap(Optional::stream)
        .toList();
  }

  private List<Declared> declared(String directory) {
    List<Declared> all = new ArrayList<>();
    for (String name : List.of("Chart.yaml", "requirements.yaml")) {
      String file = Files.join(directory, name);
      if (!files.isFile(file)) {
        continue;
      }
      try {
        Yaml.parseFirst(
                file,
                files.text(file),
                YamlOptions.DEFAULT.withDuplicateKeys(YamlOptions.DuplicateKeys.LAST_WINS))
            .ifPresent(document -> read(document, all));
      } catch (YamlException _) {
        // The file is remarked on its own.
      }
    }
    return all;
  }

  private static void read(YamlNode document, List<Declared> into) {
    if (!(document instanceof YamlMapping chart)) {
      return;
    }
    chart
        .sequence("dependencies")
        .ifPresent(list -> {
          for (YamlNode item : list.items()) {
            if (item instanceof YamlMapping dependency) {
              into.add(
                  new Declared(
                      text(dependency, "name"),
                      text(dependency, "repository"),
                      dependency.position()));
            }
          }
        });
  }

  private static String text(YamlMapping mapping, String key) {
    return mapping.scalar(key).map(YamlScalar::value).orElse("");
  }
}
