package dev.fairlead.terraform.comment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// GNU-style flags in the dialect of Go's `pflag`: `-d x`, `-dx`, `-d=x`, `--dir x`, `--dir=x`;
/// they may follow arguments; `--` ends them.
final class Flags {

  /// @param letter short form; 0 for none
  /// @param argument what its value is called; null for a switch
  record Flag(String name, char letter, @Nullable String argument, String help) {
    String usage() {
      String left =
          (letter == 0 ? "      " : "  -" + letter + ", ")
              + "--"
              + name
              + (argument == null ? "" : " " + argument);
      return left;
    }
  }

  /// What was found.
  ///
  /// @param extra what stands behind `--`
  record Found(Map<String, String> values, List<String> arguments, List<String> extra) {
    Optional<String> value(String name) {
      return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    boolean isSet(String name) {
      return "true".equals(values.get(name));
    }
  }

  static final class HelpWanted extends Exception {}

  static final class BadFlag extends Exception {
    BadFlag(String message) {
      super(message);
    }
  }

  private static final int USAGE_COLUMNS = 90;

  private final List<Flag> flags;

  Flags(List<Flag> flags) {
    this.flags = List.copyOf(flags);
  }

  Found parse(List<String> words) throws HelpWanted, BadFlag {
    Map<String, String> values = new HashMap<>();
    List<String> arguments = new ArrayList<>();
    List<String> extra = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        extra.addAll(words.subList(i + 1, words.size()));
        break;
      }
      if (word.startsWith("--")) {
        i = longFlag(words, i, values);
      } else if (word.startsWith("-") && word.length() > 1) {
        i = shortFlags(words, i, values);
      } else {
        arguments.add(word);
      }
    }
    return new Found(values, arguments, extra);
  }

  private int longFlag(List<String> words, int at, Map<String, String> values)
      throws HelpWanted, BadFlag {
    String word = words.get(at).substring(2);
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    Flag flag = flags.stream().filter(f -> f.name().equals(name)).findFirst().orElse(null);
    if (flag == null) {
      if (name.equals("help")) {
        throw new HelpWanted();
      }
      throw new BadFlag(name.isEmpty() ? "bad flag syntax: --" + word : "unknown flag: --" + name);
    }
    if (equals >= 0) {
      set(flag, word.substring(equals + 1), values);
      return at;
    }
    if (flag.argument() == null) {
      set(flag, "true", values);
      return at;
    }
    if (at + 1 == words.size()) {
      throw new BadFlag("flag needs an argument: --" + name);
    }
    set(flag, words.get(at + 1), values);
    return at + 1;
  }

  private int shortFlags(List<String> words, int at, Map<String, String> values)
      throws HelpWanted, BadFlag {
    String letters = words.get(at).substring(1);
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      Flag flag = flags.stream().filter(f -> f.letter() == letter).findFirst().orElse(null);
      if (flag == null) {
        if (letter == 'h') {
          throw new HelpWanted();
        }
        throw new BadFlag("unknown shorthand flag: '" + letter + "' in -" + letters.substring(i));
      }
      if (flag.argument() == null) {
        set(flag, "true", values);
        continue;
      }
      String rest = letters.substring(i + 1);
      if (!rest.isEmpty()) {
        set(flag, rest.startsWith("=") ? rest.substring(1) : rest, values);
        return at;
      }
      if (at + 1 == words.size()) {
        throw new BadFlag("flag needs an argument: '" + letter + "' in -" + letters.substring(i));
      }
      set(flag, words.get(at + 1), values);
      return at + 1;
    }
    return at;
  }

  private static void set(Flag flag, String value, Map<String, String> values) throws BadFlag {
    if (flag.argument() == null) {
      switch (value) {
        case "1", "t", "T", "TRUE", "true", "True" -> values.put(flag.name(), "true");
        case "0", "f", "F", "FALSE", "false", "False" -> values.put(flag.name(), "false");
        default ->
            throw new BadFlag(
                "invalid argument \"%s\" for \"--%s\" flag: expected true or false"
                    .formatted(value, flag.name()));
      }
    } else {
      values.put(flag.name(), value);
    }
  }

  /// The flags with their meaning, as `pflag` lays them out.
  String usage() {
    int width = flags.stream().mapToInt(flag -> flag.usage().length()).max().orElse(0) + 3;
    var text = new StringBuilder();
    for (Flag flag : flags.stream().sorted(java.util.Comparator.comparing(Flag::name)).toList()) {
      text.append(flag.usage()).append(" ".repeat(width - flag.usage().length()));
      int column = width;
      for (String word : flag.help().split(" ")) {
        if (column + word.length() > USAGE_COLUMNS && column > width) {
          text.append('\n').append(" ".repeat(width));
          column = width;
        }
        if (column > width) {
          text.append(' ');
          column++;
        }
        text.append(word);
        column += word.length();
      }
      text.append('\n');
    }
    return text.toString();
  }
}
