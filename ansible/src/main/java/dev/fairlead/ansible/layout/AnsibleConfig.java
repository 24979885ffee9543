package dev.fairlead.ansible.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// An `ansible.cfg`: the settings that decide where things are found and how a run is started. Keys
/// are `section.key` in lower case.
///
/// @param file path from the root of the repository; empty where there is none
public record AnsibleConfig(Optional<String> file, Map<String, Setting> settings) {
  public static final AnsibleConfig NONE = new AnsibleConfig(Optional.empty(), Map.of());

  /// @param line counts from 1
  public record Setting(String value, int line) {}

  public AnsibleConfig {
    settings = new TreeMap<>(settings);
  }

  /// Reads the text as Python's `configparser` does for Ansible: `;` begins a comment behind a
  /// value, `#` only at the beginning of a line, indented lines continue the value before them.
  static AnsibleConfig parse(String file, String text) {
    Map<String, Setting> settings = new TreeMap<>();
    String section = "";
    String last = "";
    String[] lines = text.split("\r?\n|\r", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i];
      String content = line.strip();
      if (content.isEmpty() || content.startsWith("#") || content.startsWith(";")) {
        continue;
      }
      int comment = content.indexOf(" ;");
      if (comment >= 0) {
        content = content.substring(0, comment).strip();
      }
      Setting before = settings.get(last);
      if (Character.isWhitespace(line.charAt(0)) && before != null) {
        settings.put(last, new Setting(before.value() + "\n" + content, before.line()));
      } else if (content.startsWith("[") && content.endsWith("]")) {
        section = content.substring(1, content.length() - 1).toLowerCase(Locale.ROOT);
        last = "";
      } else {
        int split = content.indexOf('=');
        int colon = content.indexOf(':');
        if (colon >= 0 && (split < 0 || colon < split)) {
          split = colon;
        }
        if (split > 0) {
          last = section + "." + content.substring(0, split).strip().toLowerCase(Locale.ROOT);
          settings.put(last, new Setting(content.substring(split + 1).strip(), i + 1));
        }
      }
    }
    return new AnsibleConfig(Optional.of(file), settings);
  }

  /// The first of some keys that is set; an empty value counts as none.
  public Optional<String> value(String... keys) {
    return Arrays.stream(keys)
        .map(settings::get)
        .filter(setting -> setting != null && !setting.value().isBlank())
        .map(Setting::value)
        .findFirst();
  }

  /// The items of a list, separated by commas or line ends.
  public List<String> list(String... keys) {
    return items(value(keys).orElse(""), "[,\n]");
  }

  /// The items of a search path, separated by colons.
  public List<String> searchPath(String... keys) {
    return items(value(keys).orElse(""), "[:\n]");
  }

  private static List<String> items(String text, String separator) {
    List<String> items = new ArrayList<>();
    for (String item : text.split(separator)) {
      if (!item.isBlank()) {
        items.add(item.strip());
      }
    }
    return items;
  }
}
