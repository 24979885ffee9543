package dev.fairlead.ansible.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.ansible.layout.AnsibleYaml;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Which variables of a file differ between two revisions, and which others are made from them.
final class VariableChanges {
  private VariableChanges() {}

  /// Names whose values differ; empty where the file cannot be read as variables in either
  /// revision, so that any of them may have changed. No names: only comments or spaces differ.
  static Optional<Set<String>> of(LayerFiles before, LayerFiles after, String path) {
    Optional<Map<String, JsonNode>> old = variables(before, path);
    Optional<Map<String, JsonNode>> now = variables(after, path);
    if (old.isEmpty() || now.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(differences(old.get(), now.get()));
  }

  static Set<String> differences(Map<String, JsonNode> old, Map<String, JsonNode> now) {
    Set<String> names = new TreeSet<>(old.keySet());
    names.addAll(now.keySet());
    names.removeIf(name -> {
      JsonNode value = old.get(name);
      return value != null && value.equals(now.get(name));
    });
    return names;
  }

  /// A file that is not there sets nothing.
  private static Optional<Map<String, JsonNode>> variables(LayerFiles files, String path) {
    Map<String, JsonNode> variables = new LinkedHashMap<>();
    if (!files.isFile(path)) {
      return Optional.of(variables);
    }
    if (files.isBroken(path) || files.text(path).startsWith("$ANSIBLE_VAULT;")) {
      return Optional.empty();
    }
    Optional<YamlNode> document = files.document(path);
    if (document.isPresent() && !(document.get() instanceof YamlMapping)) {
      return Optional.empty();
    }
    document.ifPresent(node ->
        AnsibleYaml.value(node)
            .properties()
            .forEach(field -> variables.put(field.getKey(), field.getValue())));
    return Optional.of(variables);
  }

  /// Some names with all that are made from them, through any number of steps.
  static Set<String> closure(Set<String> names, Map<String, Set<String>> definitions) {
    Set<String> all = new LinkedHashSet<>(names);
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Map.Entry<String, Set<String>> definition : definitions.entrySet()) {
        boolean touched =
            definition.getValue().contains(Words.ANYTHING)
                || definition.getValue().stream().anyMatch(all::contains);
        if (!all.isEmpty() && touched && all.add(definition.getKey())) {
          grew = true;
        }
      }
    }
    return all;
  }
}
