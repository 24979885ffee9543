package dev.fairlead.check;

import dev.fairlead.model.TreeEntry;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hides what looks like a secret of the revision from messages. Read line by line, because a file
/// with a fault in it is just the one that a message may quote.
final class Masks {
  private static final int SHORTEST = 4;
  private static final Pattern LINE =
      Pattern.compile("^\\s*(?:-\\s+)?[\"']?([\\w./-]+)[\"']?\\s*[:=]\\s*(\\S.*?)\\s*$");
  private static final Pattern NAME =
      Pattern.compile(
          "(?i).*(passw(or)?d|passphrase|secret|token|credential|private[-_.]?key|api[-_.]?key"
              + "|access[-_.]?key|connection[-_.]?string|dsn).*");
  private static final Pattern KIND =
      Pattern.compile("(?m)^\\s*[\"']?kind[\"']?:\\s*[\"']?Secret\\b");
  private static final Pattern HARMLESS =
      Pattern.compile(
          "(?i)true|false|null|none|\\d+|[|>][-+]?|[\\[{].*|\\$\\{\\{.*|\\{\\{.*|&.*|\\*.*");

  /// Names that say where a secret is, and not what it is.
  private static final Pattern REFERENCE =
      Pattern.compile("(?i).*(name|ref|existing.*|store|path|file|enabled|type|class|length|kind)");

  private static final Pattern WORD = Pattern.compile("[a-z]+([-_./ ][a-z]+)*");

  private static final int SHORTEST_WORD = 6;

  /// What messages themselves say.
  private static final Set<String> OURS =
      Set.of(
          "interface",
          "pointer",
          "evaluating",
          "evaluate",
          "string",
          "values",
          "nearest",
          "called",
          "required",
          "mapping",
          "directory",
          "repository",
          "resources",
          "parameter");

  private final List<String> values;
  private final List<String> words;

  private Masks(List<String> values) {
    this.values = values.stream().filter(value -> !WORD.matcher(value).matches()).toList();
    this.words =
        values.stream()
            .filter(value -> WORD.matcher(value).matches())
            .filter(value -> value.length() >= SHORTEST_WORD && !OURS.contains(value))
            .toList();
  }

  /// Reads the secrets of revisions, each file once. Safe for any thread.
  static final class Reader {
    private static final int MAX_KEPT = 50_000;

    private final Map<String, Set<String>> kept =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
            return size() > MAX_KEPT;
          }
        };

    Masks of(Files files) {
      Set<String> values = new HashSet<>();
      for (TreeEntry entry : files.all()) {
        if (mayHold(entry.name())) {
          values.addAll(secrets(files, entry));
        }
      }
      return new Masks(
          values.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList());
    }

    private Set<String> secrets(Files files, TreeEntry entry) {
      synchronized (kept) {
        Set<String> known = kept.get(entry.contentId());
        if (known != null) {
          return known;
        }
      }
      Set<String> found = new HashSet<>();
      read(files.text(entry.path()), found);
      synchronized (kept) {
        kept.put(entry.contentId(), Set.copyOf(found));
      }
      return found;
    }

    private static boolean mayHold(String name) {
      return name.endsWith(".yaml")
          || name.endsWith(".yml")
          || name.endsWith(".json")
          || name.endsWith(".tfvars")
          || name.startsWith(".env");
    }
  }

  private static void read(String text, Set<String> into) {
    boolean secret = KIND.matcher(text).find();
    boolean data = false;
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("---")) {
        data = false;
      }
      String stripped = line.strip();
      if (secret && (stripped.equals("data:") || stripped.equals("stringData:"))) {
        data = true;
        continue;
      }
      Matcher found = LINE.matcher(line);
      if (!found.matches()) {
        continue;
      }
      if (data && !Character.isWhitespace(line.charAt(0))) {
        data = false;
      }
      String name = found.group(1);
      if (data || (NAME.matcher(name).matches() && !REFERENCE.matcher(name).matches())) {
        add(found.group(2), into);
      }
    }
  }

  private static void add(String written, Set<String> into) {
    String value = written.replaceFirst("\\s+#.*$", "").replaceFirst(",$", "");
    if (value.length() > 1
        && ((value.startsWith("\"") && value.endsWith("\""))
            || (value.startsWith("'") && value.endsWith("'")))) {
      value = value.substring(1, value.length() - 1);
    }
    if (value.length() < SHORTEST || HARMLESS.matcher(value).matches()) {
      return;
    }
    into.add(value);
    if (value.length() % 4 == 0 && value.matches("[A-Za-z0-9+/]+={0,2}")) {
      String plain = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
      if (plain.length() >= SHORTEST && !plain.contains("\ufffd")) {
        into.add(plain.strip());
      }
    }
  }

  /// @param quoting whether the message may quote what templates and files hold; of others only
  ///   what cannot be a word of our own is hidden
  String hide(String message, boolean quoting) {
    String hidden = hide(message, values);
    return quoting ? hide(hidden, words) : hidden;
  }

  private static String hide(String message, List<String> secrets) {
    String hidden = message;
    for (String value : secrets) {
      if (hidden.contains(value)) {
        // Only whole words: a secret's name is often like the value of another one.
        hidden = hidden.replaceAll("(?<![\\w./-])" + Pattern.quote(value) + "(?![\\w./-])", "***");
      }
    }
    return hidden;
  }
}
