package dev.fairlead.server.config;

import dev.fairlead.model.Secret;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads single fields of a configuration file and notes what is wrong with each, so that all of it
/// can be told at once.
final class Fields {
  private static final Pattern DURATION = Pattern.compile("([1-9]\\d{0,6})(ms|s|m|h)");

  private final Path directory;
  private final List<String> problems = new ArrayList<>();

  /// @param directory what relative paths are relative to
  Fields(Path directory) {
    this.directory = directory;
  }

  /// What was wrong so far, each with its place.
  List<String> problems() {
    return List.copyOf(problems);
  }

  Path resolve(String path) {
    return directory.resolve(path);
  }

  /// The mapping's single values by name.
  Map<String, String> texts(YamlMapping mapping) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (YamlMapping.Entry entry : mapping.entries()) {
      if (entry.value() instanceof YamlScalar scalar) {
        texts.put(entry.name().orElse(""), scalar.value());
      } else {
        problem(entry.value(), "expected a single value");
      }
    }
    return texts;
  }

  Optional<Secret> secret(YamlMapping mapping, String key) {
    return path(mapping, key)
        .flatMap(file -> {
          try {
            String content = Files.readString(file).strip();
            if (content.isEmpty()) {
              problem(mapping.find(key).orElse(mapping), "`" + key + "`: " + file + " is empty");
              return Optional.empty();
            }
            return Optional.of(new Secret(content));
          } catch (IOException e) {
            problem(
                mapping.find(key).orElse(mapping),
                "`"
                    + key
                    + "`: "
                    + file
                    + " cannot be read ("
                    + e.getClass().getSimpleName()
                    + ")");
            return Optional.empty();
          }
        });
  }

  Duration duration(YamlMapping mapping, String key, Duration otherwise) {
    Optional<String> written = text(mapping, key);
    if (written.isEmpty()) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(written.get());
    if (!matcher.matches()) {
      problem(
          mapping.find(key).orElse(mapping),
          "`" + key + "`: expected a duration such as 30s or 3m, found " + written.get());
      return otherwise;
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  Optional<URI> uri(YamlMapping mapping, String key) {
    return text(mapping, key)
        .flatMap(written -> {
          try {
            return Optional.of(URI.create(written));
          } catch (IllegalArgumentException _) {
            problem(
                mapping.find(key).orElse(mapping),
                "`" + key + "`: expected a URL such as http://127.0.0.1:3000, found " + written);
            return Optional.empty();
          }
        });
  }

  Optional<Path> path(YamlMapping mapping, String key) {
    return text(mapping, key).map(directory::resolve).map(Path::normalize);
  }

  Optional<String> text(YamlMapping mapping, String key) {
    Optional<YamlNode> node = mapping.find(key);
    if (node.isPresent() && !(node.get() instanceof YamlScalar)) {
      problem(node.get(), "`" + key + "`: expected a single value");
    }
    return mapping.scalar(key).map(YamlScalar::value).filter(value -> !value.isEmpty());
  }

  YamlMapping mapping(YamlMapping parent, String key) {
    Optional<YamlNode> node = parent.find(key);
    if (node.isPresent() && !(node.get() instanceof YamlMapping)) {
      problem(node.get(), "`" + key + "`: expected a mapping");
    }
    return parent
        .mapping(key)
        .orElseGet(() ->
            new YamlMapping(
                parent.position(), parent.start(), parent.start(), "", false, List.of()));
  }

  void allow(YamlMapping mapping, String keys) {
    Set<String> known = Set.of(keys.split(" "));
    for (YamlMapping.Entry entry : mapping.entries()) {
      String name = entry.name().orElse("");
      if (!known.contains(name)) {
        problem(entry.key(), "unknown key `" + name + "`; known are " + keys.replace(" ", ", "));
      }
    }
  }

  void problem(YamlNode at, String message) {
    problems.add(at.position() + ": " + message);
  }

  /// A number from 1 to 999.
  int count(YamlMapping mapping, String key, int otherwise) {
    Optional<String> written = text(mapping, key);
    if (written.isEmpty()) {
      return otherwise;
    }
    if (!written.get().matches("[1-9][0-9]{0,2}")) {
      problem(
          mapping.find(key).orElse(mapping),
          "`" + key + "`: expected a number from 1 to 999, found " + written.get());
      return otherwise;
    }
    return Integer.parseInt(written.get());
  }

  boolean flag(YamlMapping mapping, String key) {
    String written = text(mapping, key).orElse("false");
    if (!written.equals("true") && !written.equals("false")) {
      problem(
          mapping.find(key).orElse(mapping),
          "`" + key + "`: expected true or false, found " + written);
    }
    return written.equals("true");
  }

  /// A list of single values.
  Optional<List<String>> texts(YamlMapping mapping, String key) {
    Optional<YamlNode> node = mapping.find(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    if (node.get() instanceof YamlSequence sequence) {
      for (YamlNode item : sequence.items()) {
        if (item instanceof YamlScalar scalar) {
          texts.add(scalar.value());
        } else {
          problem(item, "`" + key + "`: expected a list of single values");
        }
      }
    } else {
      problem(node.get(), "`" + key + "`: expected a list of single values");
    }
    return Optional.of(texts);
  }

  /// A list of which each item is one of a few words.
  List<String> choices(YamlMapping mapping, String key, String... known) {
    List<String> chosen = texts(mapping, key).orElse(List.of());
    for (String word : chosen) {
      if (!List.of(known).contains(word)) {
        problem(
            mapping.find(key).orElse(mapping),
            "`" + key + "`: expected " + String.join(", ", known) + ", found " + word);
      }
    }
    return chosen;
  }
}
