package dev.fairlead.ansible.outputs;

import dev.fairlead.ansible.inventory.IniLines;
import dev.fairlead.ansible.inventory.ShellWords;
import dev.fairlead.ansible.inventory.ShellWords.Word;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The lines of an INI inventory while host lines of it are changed. Every other byte stays.
final class IniFile {
  /// @param words of a host line: its name and its `key=value`s; empty for other lines
  record Line(
      IniLines.Kind kind,
      String group,
      String state,
      String content,
      String end,
      List<Word> words) {

    boolean isHost(String name) {
      return !words.isEmpty() && words.getFirst().text().equals(name);
    }

    /// The word that sets a variable.
    Optional<Word> variable(String key) {
      return words.stream().skip(1).filter(word -> word.text().startsWith(key + "=")).findFirst();
    }

    List<String> keys() {
      return words.stream()
          .skip(1)
          .map(Word::text)
          .filter(word -> word.indexOf('=') > 0)
          .map(word -> word.substring(0, word.indexOf('=')))
          .toList();
    }
  }

  private final List<Line> lines = new ArrayList<>();

  IniFile(String text) {
    for (IniLines.Line line : IniLines.of(text)) {
      List<Word> words = line.kind() == IniLines.Kind.HOST ? words(line.content()) : List.of();
      lines.add(
          new Line(line.kind(), line.group(), line.state(), line.content(), line.end(), words));
    }
  }

  private static List<Word> words(String content) {
    try {
      return ShellWords.split(content);
    } catch (ShellWords.UnbalancedException _) {
      return List.of(); // Ansible refuses the file; so does the check of what is written.
    }
  }

  String text() {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line.content()).append(line.end()));
    return text.toString();
  }

  /// The groups that have a section for hosts, in order.
  Set<String> sections() {
    Set<String> sections = new LinkedHashSet<>();
    for (Line line : lines) {
      if ((line.kind() == IniLines.Kind.SECTION && line.state().equals("hosts"))
          || line.kind() == IniLines.Kind.HOST) {
        sections.add(line.group());
      }
    }
    return sections;
  }

  /// Host lines of a group's sections, in order.
  List<Line> hosts(String section) {
    return lines.stream()
        .filter(line -> line.kind() == IniLines.Kind.HOST && line.group().equals(section))
        .filter(line -> !line.words().isEmpty())
        .toList();
  }

  /// Every line that names a host by itself.
  List<Line> linesOf(String host) {
    return lines.stream().filter(line -> line.isHost(host)).toList();
  }

  /// Gives a variable of a host line another value, or adds it behind the name.
  void set(Line line, String key, String value) {
    int index = lines.indexOf(line);
    Optional<Word> before = line.variable(key);
    int start = before.map(Word::start).orElse(line.words().getFirst().end());
    int end = before.map(Word::end).orElse(start);
    String content =
        line.content().substring(0, start)
            + (before.isPresent() ? "" : " ")
            + key
            + "="
            + value
            + line.content().substring(end);
    lines.set(
        index,
        new Line(line.kind(), line.group(), line.state(), content, line.end(), words(content)));
  }

  void remove(Line line) {
    int index = lines.indexOf(line);
    boolean last = index == lines.size() - 1 && line.end().isEmpty() && index > 0;
    lines.remove(index);
    if (last) {
      Line before = lines.get(index - 1);
      lines.set(
          index - 1,
          new Line(
              before.kind(), before.group(), before.state(), before.content(), "", before.words()));
    }
  }

  /// Adds a host line behind another line of its section.
  void insertAfter(Line before, String content) {
    insert(lines.indexOf(before) + 1, before.group(), content);
  }

  /// Adds a host line to a section that has none yet: behind its header.
  void insertFirst(String section, String content) {
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      if (line.kind() == IniLines.Kind.SECTION
          && line.group().equals(section)
          && line.state().equals("hosts")) {
        insert(i + 1, section, content);
        return;
      }
    }
    throw new IllegalArgumentException("no section [" + section + "]");
  }

  /// Adds a section at the end.
  void appendSection(String section) {
    String end = lineEnd();
    if (!lines.isEmpty()) {
      terminate(lines.size() - 1, end);
      lines.add(new Line(IniLines.Kind.BLANK, section, "hosts", "", end, List.of()));
    }
    lines.add(
        new Line(IniLines.Kind.SECTION, section, "hosts", "[" + section + "]", end, List.of()));
  }

  private void insert(int index, String section, String content) {
    String end = lineEnd();
    if (index > 0 && lines.get(index - 1).end().isEmpty()) {
      terminate(index - 1, end);
      end = "";
    }
    lines.add(index, new Line(IniLines.Kind.HOST, section, "hosts", content, end, words(content)));
  }

  private void terminate(int index, String end) {
    Line line = lines.get(index);
    if (line.end().isEmpty()) {
      lines.set(
          index,
          new Line(line.kind(), line.group(), line.state(), line.content(), end, line.words()));
    }
  }

  /// As the file's own lines end.
  private String lineEnd() {
    return lines.stream().map(Line::end).filter(end -> !end.isEmpty()).findFirst().orElse("\n");
  }
}
