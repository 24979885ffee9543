package dev.fairlead.actions.action;

import dev.fairlead.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the versions of a tool that the machine has: in the tool cache, and on the PATH.
final class InstalledTools {
  private static final Pattern VERSION = Pattern.compile("([0-9]+(?:\\.[0-9]+)*)");

  private InstalledTools() {}

  record Tool(Path program, String version) {}

  /// The newest version that fits what is wanted.
  ///
  /// @param programs names on the PATH
  /// @param cacheFolder name below the tool cache, as GitHub's runners have it
  static Tool choose(
      ActionContext context,
      String title,
      List<String> programs,
      String wanted,
      String versionOption,
      String cacheFolder) {
    List<Tool> found = new ArrayList<>();
    for (Path program : candidates(context, programs, cacheFolder)) {
      String text;
      try {
        text =
            context.capture(
                context.workspace(), Map.of(), List.of(program.toString(), versionOption));
      } catch (ActionException _) {
        continue; // It is there but does not work.
      }
      Matcher matcher = VERSION.matcher(text);
      if (matcher.find()) {
        found.add(new Tool(program, matcher.group(1)));
      }
    }
    return found.stream()
        .filter(tool -> fits(tool.version(), wanted))
        .max(Comparator.comparing(Tool::version, InstalledTools::compare))
        .orElseThrow(() ->
            new ActionException(
                "there is no "
                    + title
                    + " "
                    + wanted
                    + " on this machine; found: "
                    + (found.isEmpty()
                        ? "none"
                        : String.join(
                            ", ",
                            found.stream()
                                .map(tool -> tool.version() + " (" + tool.program() + ")")
                                .toList()))
                    + "; install it, or ask for one of these"));
  }

  static Path folder(Path program) {
    Path folder = program.toAbsolutePath().getParent();
    return folder == null ? Path.of("/") : folder;
  }

  private static Set<Path> candidates(
      ActionContext context, List<String> programs, String cacheFolder) {
    Set<Path> candidates = new LinkedHashSet<>();
    Path cache = context.toolCache().resolve(cacheFolder);
    if (Files.isDirectory(cache)) {
      try (var versions = Files.list(cache)) {
        for (Path version : versions.sorted().toList()) {
          for (String architecture : List.of("x64", "arm64")) {
            for (String program : programs) {
              candidates.add(version.resolve(architecture).resolve("bin").resolve(program));
            }
          }
        }
      } catch (IOException _) {
        // A cache that cannot be read has nothing to offer.
      }
    }
    candidates.removeIf(program -> !Files.isExecutable(program));
    String path = context.environment().getOrDefault("PATH", "");
    for (String program : programs) {
      for (String folder : path.split(":")) {
        Processes.find(program, folder, Path.of("/")).ifPresent(candidates::add);
      }
    }
    return candidates;
  }

  /// Understands what the setup actions' users write: `20`, `20.x`, `>=18`, `^20.1`, `~3.11`,
  /// `lts/*`, `latest`, lists of ranges with `||`, two bounds with a blank.
  static boolean fits(String version, String wanted) {
    String text = wanted.strip();
    if (text.isEmpty() || text.matches("latest|current|node|stable|lts/.*|\\*|x")) {
      return true;
    }
    for (String range : text.split("\\|\\|")) {
      boolean all = true;
      for (String part : range.strip().replaceAll("([<>=^~])\\s+", "$1").split("\\s+")) {
        all &= part(version, part);
      }
      if (all) {
        return true;
      }
    }
    return false;
  }

  private static boolean part(String version, String text) {
    String operator = text.replaceAll("[^<>=^~].*", "");
    String bound =
        text.substring(operator.length()).replaceFirst("^v", "").replaceAll("\\.[xX*].*", "");
    int order = compare(version, bound);
    return switch (operator) {
      case ">=" -> order >= 0;
      case ">" -> order > 0 && !prefix(version, bound);
      case "<=" -> order <= 0 || prefix(version, bound);
      case "<" -> order < 0;
      case "^" -> order >= 0 && prefix(version, bound.split("\\.")[0]);
      case "~", "~=" ->
          order >= 0 && prefix(version, bound.replaceFirst("^([0-9]+\\.[0-9]+)\\..*", "$1"));
      default -> prefix(version, bound);
    };
  }

  private static boolean prefix(String version, String bound) {
    return version.equals(bound) || version.startsWith(bound + ".");
  }

  private static int compare(String one, String other) {
    String[] left = one.split("\\.");
    String[] right = other.split("\\.");
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      int order = Integer.compare(number(left, i), number(right, i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int number(String[] parts, int index) {
    return index < parts.length && parts[index].matches("[0-9]{1,9}")
        ? Integer.parseInt(parts[index])
        : 0;
  }

  /// The version that a file such as `.nvmrc`, `.python-version` or `.tool-versions` names.
  static String versionFile(ActionContext context, String name, String toolNames) {
    Path file = context.workspace().resolve(name);
    try {
      String text = Files.readString(file);
      Matcher tools = Pattern.compile("(?m)^(?:" + toolNames + ")\\s+(\\S+)").matcher(text);
      Matcher engines = Pattern.compile("\"node\"\\s*:\\s*\"([^\"]+)\"").matcher(text);
      return tools.find()
          ? tools.group(1)
          : file.endsWith("package.json") && engines.find()
              ? engines.group(1)
              : text.lines()
                  .map(String::strip)
                  .filter(line -> !line.isEmpty())
                  .findFirst()
                  .orElse("")
                  .replaceFirst("^v", "");
    } catch (IOException e) {
      throw new ActionException("cannot read the version from " + file + ": " + e.getMessage(), e);
    }
  }
}
