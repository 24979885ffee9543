package dev.fairlead.chart;

import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The flags of `helm template`, read as `spf13/pflag` reads them.
final class CommandFlags {

  /// What a flag takes; a wrong value is refused when it is read.
  enum Kind {
    BOOL,
    STRING,
    /// Each use adds its whole value.
    ARRAY,
    /// Each use adds the fields of a line of CSV.
    SLICE,
    INT,
    FLOAT,
    DURATION,
    /// `key=value,…`
    PAIRS,
    WAIT,
    /// The name of a plugin; there are none.
    POST_RENDERER
  }

  /// A flag.
  ///
  /// @param shorthand 0 where there is none
  /// @param alone the value that the flag has when it stands alone; null where it needs one
  /// @param instead what helm says to use instead of a deprecated flag
  private record Flag(
      String name, char shorthand, Kind kind, @Nullable String alone, @Nullable String instead) {
    /// As messages name it.
    String shown() {
      return (shorthand == 0 ? "" : "-" + shorthand + ", ") + "--" + name;
    }
  }

  private static final Map<String, Flag> FLAGS = new HashMap<>();
  private static final Map<Character, Flag> SHORTHANDS = new HashMap<>();

  static {
    add(
        Kind.BOOL,
        "create-namespace force-replace force-conflicts server-side no-hooks replace wait-for-jobs"
            + " g/generate-name devel dependency-update disable-openapi-validation"
            + " rollback-on-failure skip-crds render-subchart-notes skip-schema-validation"
            + " enable-dns hide-notes take-ownership verify insecure-skip-tls-verify plain-http"
            + " pass-credentials include-crds skip-tests is-upgrade release-name h/help debug"
            + " kube-insecure-skip-tls-verify");
    // Ours, not helm's.
    add(Kind.BOOL, "trace-unused");
    add(Kind.STRING, "trace");
    add(
        Kind.STRING,
        "name-template description version keyring repo username password cert-file key-file"
            + " ca-file output-dir kube-version n/namespace kubeconfig kube-context kube-token"
            + " kube-as-user kube-apiserver kube-ca-file kube-tls-server-name registry-config"
            + " repository-config repository-cache content-cache color colour"
            + " post-renderer-args helm");
    add(Kind.ARRAY, "set set-string set-file set-json set-literal s/show-only kube-as-group");
    add(Kind.SLICE, "f/values a/api-versions");
    add(Kind.INT, "burst-limit");
    add(Kind.FLOAT, "qps");
    add(Kind.DURATION, "timeout");
    add(Kind.PAIRS, "l/labels");
    add(Kind.POST_RENDERER, "post-renderer");
    add(new Flag("wait", (char) 0, Kind.WAIT, "watcher", null));
    add(new Flag("dry-run", (char) 0, Kind.STRING, "unset", null));
    add(new Flag("force", (char) 0, Kind.BOOL, "true", "use --force-replace instead"));
    add(new Flag("atomic", (char) 0, Kind.BOOL, "true", "use --rollback-on-failure instead"));
    add(new Flag("validate", (char) 0, Kind.BOOL, "true", "use '--dry-run=server' instead"));
  }

  private static void add(Kind kind, String names) {
    for (String name : names.split(" ")) {
      int slash = name.indexOf('/');
      add(
          new Flag(
              name.substring(slash + 1),
              slash < 0 ? (char) 0 : name.charAt(0),
              kind,
              kind == Kind.BOOL ? "true" : null,
              null));
    }
  }

  private static void add(Flag flag) {
    FLAGS.put(flag.name(), flag);
    if (flag.shorthand() != 0) {
      SHORTHANDS.put(flag.shorthand(), flag);
    }
  }

  /// A flag's values in the order of the command line, with its name.
  record Setting(String flag, String value) {}

  private final List<String> positional = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<Setting> settings = new ArrayList<>();
  private final Map<String, String> last = new LinkedHashMap<>();
  private List<String> rest = List.of();

  private CommandFlags() {}

  /// Reads a command line.
  ///
  /// @throws ChartException with pflag's message, and what was warned of before as its log
  static CommandFlags parse(List<String> arguments) {
    CommandFlags flags = new CommandFlags();
    try {
      flags.read(arguments);
    } catch (ChartException e) {
      throw e.withLog(flags.warningText());
    }
    return flags;
  }

  List<String> positional() {
    return positional;
  }

  /// The uses of some flags, in the order of the command line.
  List<Setting> settings() {
    return settings;
  }

  List<String> all(String flag) {
    return settings.stream().filter(s -> s.flag().equals(flag)).map(Setting::value).toList();
  }

  boolean on(String flag) {
    return Boolean.parseBoolean(last.getOrDefault(flag, "false"));
  }

  Optional<String> text(String flag) {
    return Optional.ofNullable(last.get(flag));
  }

  boolean isSet(String flag) {
    return last.containsKey(flag);
  }

  /// What is printed of deprecated flags.
  String warningText() {
    return String.join("", warnings);
  }

  private void read(List<String> arguments) {
    rest = arguments;
    while (!rest.isEmpty()) {
      String argument = next();
      if (!argument.startsWith("-") || argument.length() == 1) {
        positional.add(argument);
      } else if (argument.equals("--")) {
        positional.addAll(rest);
        return;
      } else if (argument.startsWith("--")) {
        longFlag(argument);
      } else {
        String letters = argument.substring(1);
        while (!letters.isEmpty()) {
          letters = shorthand(letters);
        }
      }
    }
  }

  private String next() {
    String first = rest.getFirst();
    rest = rest.subList(1, rest.size());
    return first;
  }

  private void longFlag(String argument) {
    String body = argument.substring(2);
    if (body.startsWith("-") || body.startsWith("=")) {
      throw new ChartException("bad flag syntax: " + argument);
    }
    int equals = body.indexOf('=');
    String name = equals < 0 ? body : body.substring(0, equals);
    Flag flag = FLAGS.get(name);
    if (flag == null) {
      throw new ChartException("unknown flag: --" + name);
    }
    if (equals >= 0) {
      set(flag, body.substring(equals + 1));
    } else if (flag.alone() != null) {
      set(flag, flag.alone());
    } else if (rest.isEmpty()) {
      throw new ChartException("flag needs an argument: " + argument);
    } else {
      set(flag, next());
    }
  }

  /// Reads the first of some letters.
  ///
  /// @return those that are left
  private String shorthand(String letters) {
    Flag flag = SHORTHANDS.get(letters.charAt(0));
    if (flag == null) {
      throw new ChartException(
          "unknown shorthand flag: "
              + GoStrings.quote(letters.substring(0, 1), '\'', false)
              + " in -"
              + letters);
    }
    if (letters.length() > 2 && letters.charAt(1) == '=') {
      set(flag, letters.substring(2));
      return "";
    }
    if (flag.alone() != null) {
      set(flag, flag.alone());
      return letters.substring(1);
    }
    if (letters.length() > 1) {
      set(flag, letters.substring(1));
    } else if (rest.isEmpty()) {
      throw new ChartException(
          "flag needs an argument: '" + letters.charAt(0) + "' in -" + letters);
    } else {
      set(flag, next());
    }
    return "";
  }

  private void set(Flag flag, String value) {
    List<String> values;
    try {
      values = values(flag.kind(), value);
    } catch (IllegalArgumentException e) {
      throw new ChartException(
          "invalid argument "
              + GoStrings.quote(value)
              + " for "
              + GoStrings.quote(flag.shown())
              + " flag: "
              + e.getMessage());
    }
    for (String each : values) {
      settings.add(new Setting(flag.name(), each));
    }
    last.put(flag.name(), values.isEmpty() ? "" : values.getLast());
    if (flag.instead() != null) {
      warnings.add("Flag --" + flag.name() + " has been deprecated, " + flag.instead() + "\n");
    }
  }

  /// The values in a value.
  ///
  /// @throws IllegalArgumentException with Go's message
  private static List<String> values(Kind kind, String value) {
    return switch (kind) {
      case STRING, ARRAY -> List.of(value);
      case BOOL -> List.of(bool(value) ? "true" : "false");
      case SLICE -> value.isEmpty() ? List.of() : Csv.line(value);
      case INT -> number(value.matches("[-+]?[0-9]{1,18}"), "ParseInt", value);
      case FLOAT ->
          number(
              value.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?"),
              "ParseFloat",
              value);
      case DURATION -> duration(value);
      case PAIRS -> pairs(value);
      case WAIT -> wait(value);
      case POST_RENDERER -> {
        if (!value.isEmpty()) {
          throw new IllegalArgumentException(
              "plugin: {Name:" + value + " Type:postrenderer/v1} not found");
        }
        yield List.of(value);
      }
    };
  }

  private static boolean bool(String value) {
    return switch (value) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default ->
          throw new IllegalArgumentException(
              "strconv.ParseBool: parsing " + GoStrings.quote(value) + ": invalid syntax");
    };
  }

  private static List<String> number(boolean valid, String parser, String value) {
    if (!valid) {
      throw new IllegalArgumentException(
          "strconv." + parser + ": parsing " + GoStrings.quote(value) + ": invalid syntax");
    }
    return List.of(value);
  }

  private static List<String> duration(String value) {
    if (GoTime.parseDuration(value) == null) {
      boolean unitless = value.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)");
      throw new IllegalArgumentException(
          (unitless ? "time: missing unit in duration " : "time: invalid duration ")
              + GoStrings.quote(value));
    }
    return List.of(value);
  }

  private static List<String> pairs(String value) {
    List<String> pairs =
        value.indexOf('=') == value.lastIndexOf('=') ? List.of(value) : Csv.line(value);
    for (String pair : pairs) {
      if (pair.indexOf('=') < 0) {
        throw new IllegalArgumentException(pair + " must be formatted as key=value");
      }
    }
    return pairs;
  }

  private static List<String> wait(String value) {
    return switch (value) {
      case "watcher", "hookOnly", "legacy", "true", "false" -> List.of(value);
      default ->
          throw new IllegalArgumentException(
              "invalid wait input "
                  + GoStrings.quote(value)
                  + ". Valid inputs are watcher, hookOnly, and legacy");
    };
  }
}
