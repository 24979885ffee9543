package dev.fairlead.ansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.ansible.inventory.InventoryBuilder.BrokenException;
import dev.fairlead.ansible.inventory.ShellWords.Word;
import dev.fairlead.model.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads an INI source as Ansible's plugin `ini` does. A source that cannot be read to its end is
/// refused as a whole by Ansible; what stands before the error is kept here for other findings.
final class IniInventory {
  private record Pending(Position at, String state, List<String> parents) {}

  private final String file;
  private final InventoryBuilder into;
  private final Map<String, Pending> pending = new LinkedHashMap<>();

  private IniInventory(String file, InventoryBuilder into) {
    this.file = file;
    this.into = into;
  }

  static void read(String file, String text, InventoryBuilder into) {
    new IniInventory(file, into).read(text);
  }

  private void read(String text) {
    String withoutMark = text.startsWith("\ufeff") ? text.substring(1) : text;
    for (IniLines.Line line : IniLines.of(withoutMark)) {
      Position at = new Position(file, line.number(), line.indent() + 1);
      switch (line.kind()) {
        case BLANK, COMMENT -> {}
        case SECTION -> section(line.group(), line.state(), at);
        case HOST -> host(line.content(), line.group(), at);
        case CHILD -> child(line.content().strip(), line.group(), at);
        case VARIABLE -> variable(line.content().strip(), line.group(), at);
        case BROKEN ->
            throw new BrokenException(
                at,
                "\"%s\" is no section: expected [group], [group:children] or [group:vars], without"
                        .formatted(line.content().strip())
                    + " spaces inside");
      }
    }
    pending.forEach((name, open) -> {
      throw new BrokenException(
          open.at(),
          open.state().equals("vars")
              ? "[%s:vars] has no group: nothing else declares \"%s\"".formatted(name, name)
              : "[%s:children] includes the group \"%s\", which is declared nowhere"
                  .formatted(open.parents().getFirst(), name));
    });
  }

  private void section(String group, String state, Position at) {
    if (!List.of("hosts", "children", "vars").contains(state)) {
      throw new BrokenException(
          at, "[%s:%s]: expected hosts, children or vars after the colon".formatted(group, state));
    }
    if (!into.hasGroup(group)) {
      if (state.equals("vars") && !pending.containsKey(group)) {
        pending.put(group, new Pending(at, "vars", new ArrayList<>()));
      }
      into.addGroup(group, at);
    }
    Pending open = pending.get(group);
    if (open != null && !state.equals("vars")) {
      if (open.state().equals("children")) {
        resolve(group, open);
      } else {
        pending.remove(group);
      }
    }
  }

  private void resolve(String group, Pending open) {
    for (String parent : open.parents()) {
      into.addChild(parent, group, open.at());
      Pending above = pending.get(parent);
      if (above != null && above.state().equals("children")) {
        resolve(parent, above);
      }
    }
    pending.remove(group);
  }

  private void host(String content, String group, Position at) {
    List<Word> words;
    try {
      words = ShellWords.split(content);
    } catch (ShellWords.UnbalancedException e) {
      throw new BrokenException(at, "cannot read this host line: " + e.getMessage());
    }
    if (words.isEmpty()) {
      throw new BrokenException(at, "cannot read this host line: it names no host");
    }
    String name = words.getFirst().text();
    HostNames names = names(name, at);
    Map<String, JsonNode> vars = new LinkedHashMap<>();
    for (Word word : words.subList(1, words.size())) {
      int equals = word.text().indexOf('=');
      if (equals < 0) {
        throw new BrokenException(
            new Position(file, at.line(), word.start() + 1),
            "expected key=value, found \"%s\"".formatted(word.text()));
      }
      vars.put(
          word.text().substring(0, equals), PythonLiteral.of(word.text().substring(equals + 1)));
    }
    into.addHosts(names, vars, group, at);
  }

  static HostNames names(String word, Position at) {
    HostNames names;
    try {
      names = HostNames.of(word);
    } catch (HostNames.BadRangeException e) {
      throw new BrokenException(at, "cannot read \"%s\": %s".formatted(word, e.getMessage()));
    }
    if (word.endsWith(":") && names.port().isEmpty()) {
      throw new BrokenException(
          at, "a host name cannot end with a colon, which is for its port: \"" + word + "\"");
    }
    if (names.names().contains("---")) {
      throw new BrokenException(at, "\"---\" begins a YAML file, this one is read as INI");
    }
    return names;
  }

  private void child(String content, String group, Position at) {
    String name = content.replaceFirst("\\s*#.*$", "");
    if (name.isEmpty() || !name.matches("[^:\\]\\s]+")) {
      throw new BrokenException(at, "expected a group's name, found \"" + content + "\"");
    }
    if (into.hasGroup(name)) {
      into.addChild(group, name, at);
      return;
    }
    pending
        .computeIfAbsent(name, _ -> new Pending(at, "children", new ArrayList<>()))
        .parents()
        .add(group);
  }

  private void variable(String content, String group, Position at) {
    int equals = content.indexOf('=');
    if (equals < 0) {
      throw new BrokenException(at, "expected key=value, found \"" + content + "\"");
    }
    into.setGroupVariable(
        group,
        content.substring(0, equals).strip(),
        PythonLiteral.of(content.substring(equals + 1).strip()),
        at);
  }
}
