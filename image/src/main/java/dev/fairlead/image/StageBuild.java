package dev.fairlead.image;

import dev.fairlead.image.LayerEntry.Owner;
import dev.fairlead.model.Position;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Carries out the instructions of a Dockerfile's stages. One build; not for several threads.
final class StageBuild {
  private static final Pattern PORT =
      Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?(?:/(tcp|udp|sctp))?", Pattern.CASE_INSENSITIVE);
  private static final Pattern DURATION_PART =
      Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|ms|s|m|h)");

  /// Directories that every base image has, so that `COPY file /tmp` goes into one.
  private static final Set<String> USUAL_DIRECTORIES =
      Set.of(
          "",
          "bin",
          "etc",
          "home",
          "lib",
          "media",
          "mnt",
          "opt",
          "root",
          "run",
          "sbin",
          "srv",
          "tmp",
          "usr",
          "usr/bin",
          "usr/lib",
          "usr/local",
          "usr/local/bin",
          "usr/local/lib",
          "usr/share",
          "usr/src",
          "var",
          "var/lib",
          "var/log",
          "var/run",
          "var/tmp");

  private final BuildRequest request;
  private final BuildContext context;
  private final Dockerfile dockerfile;
  private final Bases bases;
  private final LayerCache cache;
  private final Map<Stage, Result> built = new HashMap<>();
  private final Map<String, String> globalArguments = new LinkedHashMap<>();

  /// Where base images come from.
  interface Bases {
    PulledImage pull(ImageReference reference, Platform platform, Position position);

    /// Reads a file of a base image.
    Optional<String> file(PulledImage base, String path);
  }

  /// @param base the image below, null for scratch
  /// @param ownLayers the layers on top of the base, the lowest first
  record Result(
      @Nullable PulledImage base,
      ImageConfiguration configuration,
      List<Layer> ownLayers,
      StageFiles files,
      Set<String> directories) {}

  StageBuild(BuildRequest request, BuildContext context, Bases bases, LayerCache cache) {
    this.request = request;
    this.context = context;
    this.dockerfile = request.dockerfile();
    this.bases = bases;
    this.cache = cache;
    Platform platform = request.platform();
    globalArguments.put("TARGETPLATFORM", platform.toString());
    globalArguments.put("TARGETOS", platform.os());
    globalArguments.put("TARGETARCH", platform.architecture());
    globalArguments.put("TARGETVARIANT", platform.variant() == null ? "" : platform.variant());
    globalArguments.put("BUILDPLATFORM", platform.toString());
    globalArguments.put("BUILDOS", platform.os());
    globalArguments.put("BUILDARCH", platform.architecture());
    for (Instruction.Arg arg : dockerfile.arguments()) {
      arg.variables()
          .forEach((name, value) -> {
            String given = request.buildArguments().get(name);
            if (given != null) {
              globalArguments.put(name, given);
            } else if (value != null) {
              globalArguments.put(name, expand(arg.position(), value, globalArguments::get));
            }
          });
    }
  }

  Result build(Stage stage) {
    Result known = built.get(stage);
    if (known == null) {
      known = new Run(stage).run();
      built.put(stage, known);
    }
    return known;
  }

  private static String expand(
      Position position,
      String text,
      java.util.function.Function<String, @Nullable String> variables) {
    try {
      return Words.expand(text, '\\', variables);
    } catch (IllegalArgumentException e) {
      throw Dockerfile.invalid(position, e.getMessage() + " in: " + text);
    }
  }

  /// One stage being carried out.
  private final class Run {
    private final Stage stage;
    private final Map<String, String> arguments = new LinkedHashMap<>();
    private final Result state;
    private boolean commandIsSet;

    Run(Stage stage) {
      this.stage = stage;
      this.state = begin();
    }

    private Result begin() {
      String base = StageBuild.expand(stage.position(), stage.base(), globalArguments::get);
      String name = String.valueOf(stage.name());
      if (base.isEmpty()) {
        throw Dockerfile.invalid(
            stage.position(), "FROM " + stage.base() + " names nothing; is the ARG given?");
      }
      if (base.equals("scratch")) {
        return new Result(
            null,
            ImageConfiguration.scratch(request.platform()),
            new ArrayList<>(),
            new StageFiles(name),
            new java.util.HashSet<>(Set.of("")));
      }
      Optional<Stage> earlier = earlier(base);
      if (earlier.isPresent()) {
        Result below = build(earlier.get());
        return new Result(
            below.base(),
            below.configuration().copy(),
            new ArrayList<>(below.ownLayers()),
            below.files().copy(name),
            new java.util.HashSet<>(below.directories()));
      }
      ImageReference reference;
      try {
        reference = ImageReference.parse(base);
      } catch (ImageException e) {
        throw Dockerfile.invalid(stage.position(), String.valueOf(e.getMessage()));
      }
      Platform platform =
          stage.platform() == null
              ? request.platform()
              : Platform.parse(
                  StageBuild.expand(stage.position(), stage.platform(), globalArguments::get));
      PulledImage pulled = bases.pull(reference, platform, stage.position());
      return new Result(
          pulled,
          ImageConfiguration.of(pulled.configuration()),
          new ArrayList<>(),
          new StageFiles(name),
          new java.util.HashSet<>(USUAL_DIRECTORIES));
    }

    private Optional<Stage> earlier(String name) {
      List<Stage> before = dockerfile.stages().subList(0, dockerfile.stages().indexOf(stage));
      return before.reversed().stream()
          .filter(other -> name.toLowerCase(Locale.ROOT).equals(other.name()))
          .findFirst();
    }

    Result run() {
      stage.instructions().forEach(this::carryOut);
      return state;
    }

    private @Nullable String variable(String name) {
      String value = state.configuration().environment().get(name);
      return value != null ? value : arguments.get(name);
    }

    private String expand(Instruction instruction, String text) {
      return StageBuild.expand(instruction.position(), text, this::variable);
    }

    private Map<String, String> expand(Instruction instruction, Map<String, String> pairs) {
      Map<String, String> expanded = new LinkedHashMap<>();
      pairs.forEach(
          (name, value) -> expanded.put(expand(instruction, name), expand(instruction, value)));
      return expanded;
    }

    private void carryOut(Instruction instruction) {
      ImageConfiguration configuration = state.configuration();
      switch (instruction) {
        case Instruction.Arg arg -> argument(arg);
        case Instruction.Env env -> configuration.putEnvironment(expand(env, env.variables()));
        case Instruction.Label label ->
            expand(label, label.labels()).forEach(configuration::putLabel);
        case Instruction.Copy copy -> copy(copy);
        case Instruction.Workdir workdir -> {
          String path = absolute(expand(workdir, workdir.path()));
          configuration.set("WorkingDir", "/" + CopyFiles.clean(path));
          state.directories().add(CopyFiles.clean(path));
        }
        case Instruction.User user -> configuration.set("User", expand(user, user.user()));
        case Instruction.Expose expose ->
            expose.ports().forEach(port -> expose(expose, expand(expose, port)));
        case Instruction.Volume volume ->
            volume.paths().forEach(path -> configuration.volume(expand(volume, path)));
        case Instruction.Entrypoint entrypoint -> {
          configuration.setCommand("Entrypoint", entrypoint.command());
          if (!commandIsSet) { // the base's command was meant for the base's entry point
            configuration.remove("Cmd");
          }
        }
        case Instruction.Cmd cmd -> {
          configuration.setCommand("Cmd", cmd.command());
          commandIsSet = true;
        }
        case Instruction.Shell shell -> configuration.setShell(shell.command());
        case Instruction.StopSignal signal ->
            configuration.set("StopSignal", expand(signal, signal.signal()));
        case Instruction.Maintainer maintainer -> configuration.setAuthor(maintainer.name());
        case Instruction.Healthcheck check -> healthcheck(check);
      }
    }

    private void argument(Instruction.Arg arg) {
      arg.variables()
          .forEach((name, value) -> {
            String given = request.buildArguments().get(name);
            String chosen =
                given != null
                    ? given
                    : value != null ? expand(arg, value) : globalArguments.get(name);
            if (chosen != null) {
              arguments.put(name, chosen);
            }
          });
    }

    private String absolute(String path) {
      return path.startsWith("/") ? path : state.configuration().workdir() + "/" + path;
    }

    private void copy(Instruction.Copy copy) {
      List<String> sources = copy.sources().stream().map(text -> expand(copy, text)).toList();
      String written = expand(copy, copy.destination());
      String destination = absolute(written);
      if (written.equals(".") || written.isEmpty()) {
        destination += "/";
      }
      var files =
          new CopyFiles(
              copy.position(),
              from(copy),
              Optional.ofNullable(copy.owner()).map(text -> owner(copy, expand(copy, text))),
              mode(copy),
              copy.add());
      List<LayerEntry> entries =
          files.copy(
              sources,
              destination,
              path -> state.directories().contains(path) || state.files().isDirectory(path));
      entries.forEach(state.files()::put);
      Layer layer = cache.layer(entries);
      state.ownLayers().add(layer);
      state
          .configuration()
          .addLayer(
              layer, (copy.add() ? "ADD " : "COPY ") + String.join(" ", sources) + " " + written);
    }

    private BuildContext from(Instruction.Copy copy) {
      if (copy.from() == null) {
        return context;
      }
      String name = expand(copy, copy.from());
      Optional<Stage> source = earlier(name);
      int own = dockerfile.stages().indexOf(stage);
      if (source.isEmpty() && name.matches("\\d{1,3}") && Integer.parseInt(name) < own) {
        source = Optional.of(dockerfile.stages().get(Integer.parseInt(name)));
      }
      return build(
              source.orElseThrow(() ->
                  Dockerfile.invalid(
                      copy.position(),
                      "COPY --from="
                          + name
                          + " names no earlier stage; files of another"
                          + " image cannot be copied, start from that image or COPY them"
                          + " from the build context")))
          .files();
    }

    private Owner owner(Instruction.Copy copy, String text) {
      String[] parts = text.split(":", 2);
      int user = id(copy, parts[0], "etc/passwd");
      return new Owner(user, parts.length == 2 ? id(copy, parts[1], "etc/group") : user);
    }

    private int id(Instruction.Copy copy, String name, String file) {
      if (name.matches("\\d{1,9}")) {
        return Integer.parseInt(name);
      }
      Optional<String> accounts =
          state
              .files()
              .find(file)
              .map(entry -> text(copy, entry))
              .or(() -> Optional.ofNullable(state.base()).flatMap(base -> bases.file(base, file)));
      for (String line : accounts.orElse("").split("\n")) {
        String[] fields = line.split(":");
        if (fields.length > 2 && fields[0].equals(name) && fields[2].matches("\\d{1,9}")) {
          return Integer.parseInt(fields[2]);
        }
      }
      throw Dockerfile.invalid(
          copy.position(),
          "--chown: the base image has no \""
              + name
              + "\" in /"
              + file
              + "; give a number, as --chown=1000:1000");
    }

    private static String text(Instruction.Copy copy, BuildContext.Entry entry) {
      try (var content = entry.content().open()) {
        return new String(content.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      } catch (java.io.IOException e) {
        throw new ImageException(
            ImageException.Kind.INVALID, copy.position() + ": cannot read " + entry.path(), e);
      }
    }

    private OptionalInt mode(Instruction.Copy copy) {
      if (copy.mode() == null) {
        return OptionalInt.empty();
      }
      String text = expand(copy, copy.mode());
      if (!text.matches("[0-7]{3,4}")) {
        throw Dockerfile.invalid(copy.position(), "--chmod must be octal, as 755, not " + text);
      }
      return OptionalInt.of(Integer.parseInt(text, 8));
    }

    private void expose(Instruction.Expose expose, String text) {
      Matcher port = PORT.matcher(text);
      if (!port.matches()) {
        throw Dockerfile.invalid(expose.position(), "not a port: " + text);
      }
      int first = Integer.parseInt(port.group(1));
      int last = port.group(2) == null ? first : Integer.parseInt(port.group(2));
      if (first < 1 || last > 65_535 || first > last) {
        throw Dockerfile.invalid(expose.position(), "not a port: " + text);
      }
      String protocol = port.group(3) == null ? "tcp" : port.group(3).toLowerCase(Locale.ROOT);
      for (int number = first; number <= last; number++) {
        state.configuration().expose(number + "/" + protocol);
      }
    }

    private void healthcheck(Instruction.Healthcheck check) {
      Map<String, Long> times = new LinkedHashMap<>();
      Map.of(
              "interval", "Interval",
              "timeout", "Timeout",
              "start-period", "StartPeriod",
              "start-interval", "StartInterval")
          .entrySet()
          .stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(option -> {
            String text = check.options().get(option.getKey());
            if (text != null) {
              times.put(option.getValue(), duration(check, text).toNanos());
            }
          });
      String retries = check.options().get("retries");
      if (retries != null && !retries.matches("\\d{1,6}")) {
        throw Dockerfile.invalid(check.position(), "--retries must be a number: " + retries);
      }
      state
          .configuration()
          .setHealthcheck(
              check.command(), times, retries == null ? null : Integer.valueOf(retries));
    }

    /// Go's form: `1m30s`, `500ms`.
    private static Duration duration(Instruction.Healthcheck check, String text) {
      Matcher part = DURATION_PART.matcher(text);
      Duration sum = Duration.ZERO;
      int end = 0;
      try {
        while (part.find() && part.start() == end) {
          end = part.end();
          double unit =
              switch (part.group(2)) {
                case "ns" -> 1;
                case "us" -> 1e3;
                case "ms" -> 1e6;
                case "s" -> 1e9;
                case "m" -> 60e9;
                default -> 3600e9;
              };
          sum = sum.plusNanos(Math.round(Double.parseDouble(part.group(1)) * unit));
        }
      } catch (ArithmeticException | DateTimeParseException _) {
        end = 0;
      }
      if (end == 0 || end != text.length()) {
        throw Dockerfile.invalid(check.position(), "not a duration, as 30s: " + text);
      }
      return sum;
    }
  }
}
