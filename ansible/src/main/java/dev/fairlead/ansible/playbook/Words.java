package dev.fairlead.ansible.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names that expressions may read: every identifier in a template, its string literals
/// included. More than what is really read, never less.
///
/// Membership of groups has names of its own: `@group:NAME` for a group that is named, `@groups`
/// where it is computed which one.
final class Words {
  /// Some expression computes the name of what it reads: it may be any variable.
  static final String ANYTHING = "@anything";

  /// Variables of other hosts are read.
  static final String HOSTVARS = "hostvars";

  static final String GROUPS = "@groups";
  static final String GROUP = "@group:";

  private static final Pattern SEGMENT =
      Pattern.compile("\\{\\{(.*?)}}|\\{%(.*?)%}", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern NAMED_GROUP =
      Pattern.compile("\\bgroups\\s*(?:\\[\\s*(['\"])([^'\"]+)\\1\\s*]|\\.\\s*([A-Za-z_]\\w*))");
  private static final Pattern GROUPS_WORD = Pattern.compile("\\bgroups\\b");
  private static final Pattern VARS_WORD = Pattern.compile("\\b(?:vars|varnames)\\b");
  private static final Pattern NAMED_VARS =
      Pattern.compile(
          "\\b(?:lookup|query|q)\\s*\\(\\s*(['\"])(?:ansible\\.builtin\\.)?vars\\1\\s*,"
              + "\\s*(['\"])\\w+\\2\\s*[,)]");
  private static final Pattern HOSTVARS_WORD = Pattern.compile("\\bhostvars\\b");
  private static final Pattern NAMED_HOSTVARS =
      Pattern.compile(
          "\\bhostvars\\s*\\[[^\\[\\]]*(?:\\[[^\\[\\]]*][^\\[\\]]*)*]\\s*"
              + "(?:\\.\\s*[A-Za-z_]|\\[\\s*['\"]\\w+['\"]\\s*])"
              + "|extract\\s*'\\s*,\\s*hostvars\\s*,\\s*\\[?\\s*['\"]\\w+['\"]"
              + "|['\"]extract['\"]\\s*,\\s*hostvars\\s*,\\s*\\[?\\s*['\"]\\w+['\"]");

  private static final Pattern ALIAS =
      Pattern.compile("\\s*-?\\s*set\\s+(\\w+)\\s*=\\s*hostvars\\s*\\[([^\\[\\]]*)]\\s*-?\\s*");
  private static final String NO_NAME =
      "(?!\\s*(?:\\.\\s*[A-Za-z_]|\\[\\s*['\"]\\w+['\"]\\s*]|\\s+is\\s+(?:not\\s+)?defined))";

  private static final Set<String> EXPRESSIONS =
      Set.of(
          "when",
          "changed_when",
          "failed_when",
          "until",
          "that",
          "var",
          "debug",
          "assert",
          "ansible.builtin.debug",
          "ansible.builtin.assert",
          "loop");

  private final Set<String> found = new LinkedHashSet<>();

  Set<String> found() {
    return found;
  }

  void addAll(Set<String> words) {
    found.addAll(words);
  }

  /// The names in the templates of a text.
  static Set<String> of(String text) {
    Words words = new Words();
    words.text(text);
    return words.found;
  }

  /// The names in the templates of all texts of a value.
  static Set<String> of(JsonNode value) {
    Words words = new Words();
    words.value(value);
    return words.found;
  }

  private void value(JsonNode value) {
    if (value.isTextual()) {
      text(value.textValue());
    } else if (!value.has("__ansible_vault")) {
      value.fieldNames().forEachRemaining(this::text);
      value.forEach(this::value);
    }
  }

  /// A text with templates in it.
  void text(String text) {
    if (text.startsWith("#jinja2:")) {
      expression(text); // It may have marks of its own.
      return;
    }
    List<String> expressions = new ArrayList<>();
    Set<String> aliases = new LinkedHashSet<>();
    Matcher matcher = SEGMENT.matcher(text);
    while (matcher.find()) {
      String expression = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      Matcher alias = ALIAS.matcher(expression);
      if (alias.matches()) {
        aliases.add(alias.group(1));
        expression(alias.group(2));
        found.add(HOSTVARS);
      } else {
        expressions.add(expression);
      }
    }
    for (String expression : expressions) {
      expression(expression);
      for (String alias : aliases) {
        // As good as hostvars[..] itself, as long as only named variables are taken from it.
        if (Pattern.compile("\\b" + alias + "\\b" + NO_NAME).matcher(expression).find()) {
          found.add(ANYTHING);
          found.add(GROUPS);
        }
      }
    }
  }

  /// A text that is an expression as a whole.
  void expression(String text) {
    Matcher names = NAME.matcher(text);
    while (names.find()) {
      found.add(names.group());
    }
    String rest = text;
    Matcher groups = NAMED_GROUP.matcher(text);
    while (groups.find()) {
      found.add(GROUP + (groups.group(2) == null ? groups.group(3) : groups.group(2)));
      rest = rest.replace(groups.group(), "");
    }
    if (GROUPS_WORD.matcher(rest).find()) {
      found.add(GROUPS);
    }
    if (VARS_WORD.matcher(NAMED_VARS.matcher(text).replaceAll("")).find()) {
      found.add(ANYTHING);
    }
    if (HOSTVARS_WORD.matcher(text).find()) {
      if (HOSTVARS_WORD.matcher(NAMED_HOSTVARS.matcher(text).replaceAll("")).find()) {
        found.add(ANYTHING);
        found.add(GROUPS);
      }
    }
  }

  /// A node of tasks or plays: templates anywhere, and the values of keys that are expressions.
  void node(YamlNode node) {
    node(node, "");
  }

  private void node(YamlNode node, String key) {
    switch (node) {
      case YamlScalar scalar -> {
        if (scalar.tag().endsWith("unsafe") || scalar.tag().contains("vault")) {
          return;
        }
        boolean expression = EXPRESSIONS.contains(key) || key.startsWith("with_");
        if (expression && !scalar.value().contains("{{")) {
          expression(scalar.value());
        } else {
          text(scalar.value());
        }
      }
      case YamlSequence list -> list.items().forEach(item -> node(item, key));
      case YamlMapping map ->
          map.entries()
              .forEach(entry -> {
                entry.name().ifPresent(this::text);
                node(entry.value(), entry.name().orElse(""));
              });
    }
  }
}
