package dev.fairlead.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.image.Instruction.Command;
import dev.fairlead.model.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a Dockerfile line by line, by the rules of BuildKit's parser.
final class DockerfileParser {
  private static final Pattern DIRECTIVE =
      Pattern.compile("#\\s*([A-Za-z][A-Za-z0-9]*)\\s*=\\s*(.*?)\\s*");
  private static final Pattern HEREDOC = Pattern.compile("<<-?\\s*['\"]?([A-Za-z_]\\w*)['\"]?");
  private static final Pattern FLAG = Pattern.compile("--([a-z-]+)(?:=(\\S*))?(?:\\s+|$)");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

  private static final String WHY_NOT_RUN =
      "an image is put together here without running anything in it. Do the work before the build"
          + " (a step of the workflow) and COPY its result, or start from a base image that has it"
          + " already";

  private final String file;
  private final List<Line> lines;
  private char escape = '\\';

  private final List<Instruction.Arg> arguments = new ArrayList<>();
  private final List<Stage> stages = new ArrayList<>();
  private @Nullable Head head;
  private List<Instruction> instructions = new ArrayList<>();

  /// A whole instruction, continuation lines joined.
  private record Line(int number, String text) {}

  private record Head(
      Position position, String base, @Nullable String platform, @Nullable String name) {}

  DockerfileParser(String file, String text) {
    this.file = file;
    this.lines = join(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  Dockerfile parse() {
    for (Line line : lines) {
      instruction(line);
    }
    endStage();
    if (stages.isEmpty()) {
      throw Dockerfile.invalid(Position.of(file), "there is no FROM: nothing to build");
    }
    return new Dockerfile(file, arguments, stages);
  }

  /// Joins continuation lines; drops comments and, between continued lines, blank lines.
  private List<Line> join(String text) {
    var joined = new ArrayList<Line>();
    String[] raw = text.split("\r?\n", -1);
    boolean directives = true;
    StringBuilder current = new StringBuilder();
    int start = 0;
    for (int i = 0; i < raw.length; i++) {
      String line = raw[i];
      String bare = line.strip();
      if (directives) {
        Matcher directive = DIRECTIVE.matcher(bare);
        if (directive.matches()) {
          directive(directive, i + 1);
          continue;
        }
        directives = false;
      }
      if (bare.startsWith("#") || (bare.isEmpty() && (start > 0 || current.isEmpty()))) {
        continue;
      }
      if (start == 0) {
        start = i + 1;
        line = line.stripLeading();
      }
      String end = line.stripTrailing();
      if (end.endsWith(String.valueOf(escape))) {
        current.append(end, 0, end.length() - 1);
        continue;
      }
      current.append(line);
      joined.add(new Line(start, current.toString().strip()));
      current = new StringBuilder();
      start = 0;
    }
    if (start > 0) {
      joined.add(new Line(start, current.toString().strip()));
    }
    return joined;
  }

  private void directive(Matcher directive, int number) {
    if (directive.group(1).equalsIgnoreCase("escape")) {
      String value = directive.group(2);
      if (!value.equals("\\") && !value.equals("`")) {
        throw Dockerfile.invalid(
            new Position(file, number, 1), "the escape directive must be \\ or `, not " + value);
      }
      escape = value.charAt(0);
    }
  }

  private void instruction(Line line) {
    var position = new Position(file, line.number(), 1);
    String[] parts = line.text().split("\\s+", 2);
    String name = parts[0].toUpperCase(Locale.ROOT);
    String rest = parts.length == 2 ? parts[1].strip() : "";
    if (name.equals("RUN")) {
      throw Dockerfile.invalid(position, "RUN is not supported: " + WHY_NOT_RUN);
    }
    if (rest.isEmpty()) {
      throw Dockerfile.invalid(position, name + " needs an argument");
    }
    if ((name.equals("COPY") || name.equals("ADD")) && HEREDOC.matcher(rest).find()) {
      throw Dockerfile.invalid(
          position,
          name
              + " of a here-document is not supported; put the text into a file beside the"
              + " Dockerfile and COPY that");
    }
    if (name.equals("FROM")) {
      endStage();
      head = from(position, rest);
      return;
    }
    if (head == null) {
      if (!name.equals("ARG")) {
        throw Dockerfile.invalid(position, name + " stands before the first FROM; only ARG may");
      }
      arguments.add(arg(position, rest));
      return;
    }
    instructions.add(
        switch (name) {
          case "ARG" -> arg(position, rest);
          case "ENV" -> new Instruction.Env(position, pairs(position, name, rest));
          case "LABEL" -> new Instruction.Label(position, pairs(position, name, rest));
          case "COPY" -> copy(position, rest, false);
          case "ADD" -> copy(position, rest, true);
          case "WORKDIR" -> new Instruction.Workdir(position, rest);
          case "USER" -> new Instruction.User(position, rest);
          case "EXPOSE" -> new Instruction.Expose(position, Words.split(rest, escape));
          case "VOLUME" ->
              new Instruction.Volume(
                  position, json(rest).orElseGet(() -> Words.split(rest, escape)));
          case "ENTRYPOINT" -> new Instruction.Entrypoint(position, command(rest));
          case "CMD" -> new Instruction.Cmd(position, command(rest));
          case "SHELL" ->
              new Instruction.Shell(
                  position,
                  json(rest)
                      .filter(words -> !words.isEmpty())
                      .orElseThrow(() ->
                          Dockerfile.invalid(
                              position, "SHELL must be a JSON array, as [\"/bin/sh\", \"-c\"]")));
          case "STOPSIGNAL" -> new Instruction.StopSignal(position, rest);
          case "MAINTAINER" -> new Instruction.Maintainer(position, rest);
          case "HEALTHCHECK" -> healthcheck(position, rest);
          case "ONBUILD" ->
              throw Dockerfile.invalid(
                  position,
                  "ONBUILD is not supported; write the instruction into the Dockerfiles that build"
                      + " on this image");
          default -> throw Dockerfile.invalid(position, "unknown instruction: " + name);
        });
  }

  private void endStage() {
    if (head != null) {
      stages.add(
          new Stage(head.position(), head.base(), head.platform(), head.name(), instructions));
      instructions = new ArrayList<>();
    }
  }

  private Head from(Position position, String rest) {
    Flags flags = flags(position, "FROM", rest, List.of("platform"));
    String[] words = flags.rest().split("\\s+");
    String name = null;
    if (words.length == 3 && words[1].equalsIgnoreCase("AS")) {
      name = words[2].toLowerCase(Locale.ROOT);
      if (!name.matches("[a-z][a-z0-9-_.]*")) {
        throw Dockerfile.invalid(position, "invalid name for a stage: " + words[2]);
      }
    } else if (words.length != 1) {
      throw Dockerfile.invalid(position, "FROM must be: FROM image [AS name]");
    }
    return new Head(position, words[0], flags.values().get("platform"), name);
  }

  private Instruction.Arg arg(Position position, String rest) {
    Map<String, @Nullable String> variables = new LinkedHashMap<>();
    for (String word : Words.split(rest, escape)) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (!VARIABLE.matcher(name).matches()) {
        throw Dockerfile.invalid(position, "invalid ARG name: " + name);
      }
      variables.put(name, equals < 0 ? null : word.substring(equals + 1));
    }
    return new Instruction.Arg(position, variables);
  }

  /// `name=value name2="value 2"`, or the old form `name value with blanks`.
  private Map<String, String> pairs(Position position, String instruction, String rest) {
    Map<String, String> pairs = new LinkedHashMap<>();
    List<String> words = Words.split(rest, escape);
    if (!words.getFirst().contains("=")) {
      String[] old = rest.split("\\s+", 2);
      if (old.length < 2) {
        throw Dockerfile.invalid(position, instruction + " must have two arguments");
      }
      pairs.put(old[0], old[1]);
      return pairs;
    }
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals <= 0) {
        throw Dockerfile.invalid(
            position, instruction + ": \"" + word + "\" is not of the form name=value");
      }
      pairs.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return pairs;
  }

  private Instruction.Copy copy(Position position, String rest, boolean add) {
    String name = add ? "ADD" : "COPY";
    Flags flags =
        flags(
            position,
            name,
            rest,
            add ? List.of("chown", "chmod", "link") : List.of("from", "chown", "chmod", "link"));
    List<String> words = json(flags.rest()).orElseGet(() -> Words.split(flags.rest(), escape));
    if (words.size() < 2) {
      throw Dockerfile.invalid(position, name + " needs at least one source and a destination");
    }
    return new Instruction.Copy(
        position,
        add,
        flags.values().get("from"),
        flags.values().get("chown"),
        flags.values().get("chmod"),
        words.subList(0, words.size() - 1),
        words.getLast());
  }

  private Instruction.Healthcheck healthcheck(Position position, String rest) {
    Flags flags =
        flags(
            position,
            "HEALTHCHECK",
            rest,
            List.of("interval", "timeout", "start-period", "start-interval", "retries"));
    if (flags.rest().equalsIgnoreCase("NONE")) {
      return new Instruction.Healthcheck(position, Map.of(), null);
    }
    String[] words = flags.rest().split("\\s+", 2);
    if (!words[0].equalsIgnoreCase("CMD") || words.length < 2) {
      throw Dockerfile.invalid(position, "HEALTHCHECK must be: HEALTHCHECK [options] CMD command");
    }
    return new Instruction.Healthcheck(position, flags.values(), command(words[1]));
  }

  private record Flags(Map<String, String> values, String rest) {}

  private static Flags flags(
      Position position, String instruction, String text, List<String> known) {
    Map<String, String> values = new LinkedHashMap<>();
    String rest = text;
    Matcher flag = FLAG.matcher(rest);
    while (flag.lookingAt()) {
      if (!known.contains(flag.group(1))) {
        throw Dockerfile.invalid(
            position,
            instruction
                + " --"
                + flag.group(1)
                + " is not supported; supported: "
                + String.join(", ", known));
      }
      values.put(flag.group(1), flag.group(2) == null ? "" : flag.group(2));
      rest = rest.substring(flag.end());
      flag = FLAG.matcher(rest);
    }
    return new Flags(values, rest);
  }

  private static Command command(String rest) {
    return json(rest).<Command>map(Command.Exec::new).orElseGet(() -> new Command.Line(rest));
  }

  /// A JSON array of strings; whatever else is the shell form, as Docker has it.
  private static Optional<List<String>> json(String text) {
    if (!text.startsWith("[")) {
      return Optional.empty();
    }
    try {
      JsonNode array = new ObjectMapper().readTree(text);
      var words = new ArrayList<String>();
      for (JsonNode word : array) {
        if (!word.isTextual()) {
          return Optional.empty();
        }
        words.add(word.asText());
      }
      return Optional.of(words);
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
