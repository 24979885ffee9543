package dev.fairlead.ansible.inventory;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/// The hosts of a play or a limit, by the rules of Ansible's `InventoryManager`: unions first, then
/// intersections (`&`), then exclusions (`!`), whatever their order.
///
/// @param parts the single patterns
public record HostPattern(List<String> parts) {
  private static final Set<String> LOCALHOST = Set.of("localhost", "127.0.0.1", "::1");
  private static final java.util.regex.Pattern SUBSCRIPT =
      java.util.regex.Pattern.compile("(.+)\\[(?:(-?[0-9]+)|([0-9]+)([:-])([0-9]*))]");
  private static final java.util.regex.Pattern PART =
      java.util.regex.Pattern.compile("(?:[^\\s:\\[\\]]|\\[[^\\]]*])+");
  private static final java.util.regex.Pattern ADDRESS =
      java.util.regex.Pattern.compile(
          "(?:[\\w_-]|\\[[0-9A-Za-z]+:[0-9A-Za-z]+(?::[0-9]+)?])+(?:\\.(?:[\\w_-]|\\[[^\\]]*])+)*"
              + "(?::[0-9]+)?|[0-9a-fA-F:]*::[0-9a-fA-F:.]*|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}",
          java.util.regex.Pattern.UNICODE_CHARACTER_CLASS);

  public HostPattern {
    parts = List.copyOf(parts);
  }

  /// A pattern as `hosts:` or `--limit` has it.
  public static HostPattern of(String text) {
    return of(List.of(text));
  }

  /// Several patterns, which are united.
  public static HostPattern of(Collection<String> texts) {
    List<String> parts = new ArrayList<>();
    for (String text : texts) {
      if (text.contains(",")) {
        Arrays.stream(text.split(",", -1)).forEach(parts::add);
      } else if (ADDRESS.matcher(text).matches()) {
        parts.add(text);
      } else {
        Matcher matcher = PART.matcher(text);
        while (matcher.find()) {
          parts.add(matcher.group());
        }
      }
    }
    return new HostPattern(
        parts.stream().map(String::strip).filter(part -> !part.isEmpty()).toList());
  }

  /// Whether it can only be known in a run.
  public boolean isTemplated() {
    return parts.stream().anyMatch(part -> part.contains("{{") || part.contains("{%"));
  }

  /// The hosts that match, in Ansible's order. `localhost` matches also where no inventory names
  /// it.
  public List<String> match(Inventory inventory) {
    List<String> unions = new ArrayList<>();
    List<String> others = new ArrayList<>();
    parts.stream().filter(part -> part.startsWith("&")).forEach(others::add);
    parts.stream().filter(part -> part.startsWith("!")).forEach(others::add);
    parts.stream()
        .filter(part -> !part.startsWith("&") && !part.startsWith("!"))
        .forEach(unions::add);
    if (unions.isEmpty()) {
      unions.add("all");
    }
    Set<String> hosts = new LinkedHashSet<>();
    unions.forEach(part -> hosts.addAll(one(part, inventory)));
    for (String part : others) {
      List<String> that = one(part.substring(1), inventory);
      if (part.startsWith("&")) {
        hosts.retainAll(that);
      } else {
        that.forEach(hosts::remove);
      }
    }
    return List.copyOf(hosts);
  }

  /// The single patterns that match nothing in an inventory, without those that are templates.
  public List<String> unknown(Inventory inventory) {
    return parts.stream()
        .filter(part -> !part.contains("{{") && !part.contains("{%"))
        .filter(part -> {
          String bare = part.startsWith("&") || part.startsWith("!") ? part.substring(1) : part;
          return !bare.equals("all")
              && !bare.equals("*")
              && !bare.equals("ungrouped")
              && !inventory.groups().containsKey(bare)
              && one(bare, inventory).isEmpty();
        })
        .toList();
  }

  private static List<String> one(String pattern, Inventory inventory) {
    if (pattern.isEmpty()) {
      return List.of();
    }
    if (inventory.hosts().containsKey(pattern)) {
      return List.of(pattern);
    }
    Matcher subscript = SUBSCRIPT.matcher(pattern);
    if (pattern.startsWith("~") || !subscript.matches()) {
      return enumerate(pattern, inventory);
    }
    List<String> hosts = enumerate(subscript.group(1), inventory);
    return slice(hosts, subscript);
  }

  private static List<String> slice(List<String> hosts, Matcher subscript) {
    int size = hosts.size();
    if (size == 0) {
      return hosts;
    }
    String index = subscript.group(2);
    if (index != null) {
      int at = parse(index);
      at = at < 0 ? size + at : at;
      return at >= 0 && at < size ? List.of(hosts.get(at)) : List.of();
    }
    int start = Math.min(parse(subscript.group(3)), size);
    String last = subscript.group(5);
    int end = last.isEmpty() ? size - 1 : parse(last);
    if (end == 0) {
      // Python takes 0 for "no end given": the one host at the start.
      return start < size ? List.of(hosts.get(start)) : List.of();
    }
    return hosts.subList(start, Math.max(start, Math.min(end + 1, size)));
  }

  private static int parse(String digits) {
    return digits.length() > 9 ? Integer.MAX_VALUE - 1 : Integer.parseInt(digits);
  }

  private static List<String> enumerate(String pattern, Inventory inventory) {
    Optional<Pattern> expression = expression(pattern);
    if (expression.isEmpty()) {
      return List.of();
    }
    boolean regex = pattern.startsWith("~");
    Set<String> results = new LinkedHashSet<>();
    boolean groupMatched = false;
    for (String group : inventory.groups().keySet()) {
      if (matches(expression.get(), group, regex)) {
        groupMatched = true;
        results.addAll(inventory.members(group));
      }
    }
    if (!groupMatched || regex || pattern.matches(".*[.?*\\[].*")) {
      for (String host : inventory.hosts().keySet()) {
        if (matches(expression.get(), host, regex)) {
          results.add(host);
        }
      }
    }
    if (results.isEmpty() && LOCALHOST.contains(pattern)) {
      results.add(pattern);
    }
    return List.copyOf(results);
  }

  /// A regular expression has to match from the start, a glob as a whole.
  private static boolean matches(Pattern expression, String name, boolean regex) {
    return regex ? expression.matcher(name).lookingAt() : expression.matcher(name).matches();
  }

  private static Optional<Pattern> expression(String pattern) {
    try {
      return Optional.of(
          pattern.startsWith("~")
              ? Pattern.compile(pattern.substring(1))
              : Pattern.compile(glob(pattern), Pattern.DOTALL));
    } catch (PatternSyntaxException _) {
      return Optional.empty(); // Ansible refuses it when it runs.
    }
  }

  /// `fnmatch.translate`.
  private static String glob(String glob) {
    StringBuilder regex = new StringBuilder();
    int at = 0;
    while (at < glob.length()) {
      char c = glob.charAt(at++);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        case '[' -> {
          int close =
              glob.indexOf(']', at < glob.length() && glob.charAt(at) == '!' ? at + 2 : at + 1);
          if (close < 0) {
            regex.append("\\[");
          } else {
            String set = glob.substring(at, close).replace("\\", "\\\\");
            regex.append('[');
            regex.append(set.startsWith("!") ? "^" + set.substring(1) : set);
            regex.append(']');
            at = close + 1;
          }
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }
}
