package dev.fairlead.chart.functions;

import static dev.fairlead.chart.functions.Arguments.integer;
import static dev.fairlead.chart.functions.Arguments.text;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.fairlead.chart.go.Budget;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Sprig's regular expressions: RE2 with Go's rules for empty matches and replacements.
final class Regexes {
  /// Charts use a handful of expressions, again and again.
  private static final int MAX_COMPILED = 500;

  private static final int MAX_REMEMBERED = 10_000;

  private static final Map<String, Pattern> COMPILED = new ConcurrentHashMap<>();

  private Regexes() {}

  static void register(Registry registry) {
    registry.fixed("regexMatch", a -> matches(a, false), GoType.STRING, GoType.STRING);
    registry.fixed("mustRegexMatch", a -> matches(a, true), GoType.STRING, GoType.STRING);
    for (boolean must : List.of(false, true)) {
      registry.fixed(
          name("regexFind", must),
          a -> {
            Matcher matcher = matcher(compile(text(a[0]), must), text(a[1]));
            return matcher.find() ? matcher.group() : "";
          },
          GoType.STRING,
          GoType.STRING);
      registry.fixed(
          name("regexFindAll", must),
          a -> findAll(compile(text(a[0]), must), text(a[1]), integer(a[2])),
          GoType.STRING,
          GoType.STRING,
          GoType.INT);
      registry.fixed(
          name("regexReplaceAll", must),
          a -> replace(compile(text(a[0]), must), text(a[1]), text(a[2]), false),
          GoType.STRING,
          GoType.STRING,
          GoType.STRING);
      registry.fixed(
          name("regexReplaceAllLiteral", must),
          a -> replace(compile(text(a[0]), must), text(a[1]), text(a[2]), true),
          GoType.STRING,
          GoType.STRING,
          GoType.STRING);
      registry.fixed(
          name("regexSplit", must),
          a -> split(compile(text(a[0]), must), text(a[0]), text(a[1]), integer(a[2])),
          GoType.STRING,
          GoType.STRING,
          GoType.INT);
    }
    registry.fixed("regexQuoteMeta", a -> quoteMeta(text(a[0])), GoType.STRING);
  }

  private static String name(String name, boolean must) {
    return must ? Registry.must(name) : name;
  }

  /// Matching takes time in proportion to both lengths; nothing can stop it once it runs.
  private static Matcher matcher(Pattern pattern, String text) {
    Budget.current().regex((long) pattern.programSize() * text.length());
    return pattern.matcher(text);
  }

  private static Pattern compile(String regex, boolean must) {
    try {
      Pattern known = COMPILED.get(regex);
      if (known == null) {
        RepeatCheck.check(regex);
        known = Pattern.compile(withOwnNames(regex));
        if (COMPILED.size() >= MAX_COMPILED) {
          COMPILED.clear();
        }
        if (known.programSize() < MAX_REMEMBERED) {
          COMPILED.put(regex, known);
        }
      }
      return known;
    } catch (PatternSyntaxException e) {
      String problem = "error parsing regexp: " + problem(regex, e);
      if (must) {
        throw new GoError(problem);
      }
      boolean backquote = regex.indexOf('`') < 0;
      throw new GoError(
          "regexp: Compile("
              + (backquote ? "`" + regex + "`" : GoStrings.quote(regex))
              + "): "
              + problem);
    }
  }

  private static String problem(String regex, PatternSyntaxException e) {
    // Go shows the fragment even where there is none.
    String fragment = e.getPattern() == null ? "" : e.getPattern();
    return fragment.equals("stack underflow")
        ? "unexpected ): `" + regex + "`"
        : e.getDescription() + ": `" + fragment.replaceAll(TWIN + "[0-9]+", "") + "`";
  }

  /// Marks a group whose name another one has too: Go allows that, RE2/J does not.
  private static final String TWIN = "__twin";

  private static final java.util.regex.Pattern GROUP_NAME =
      java.util.regex.Pattern.compile("\\(\\?P?<(\\w+)>");

  private static String withOwnNames(String regex) {
    java.util.regex.Matcher names = GROUP_NAME.matcher(regex);
    Set<String> seen = new HashSet<>();
    StringBuilder out = new StringBuilder();
    int copied = 0;
    while (names.find()) {
      if (!seen.add(names.group(1))) {
        out.append(regex, copied, names.end(1)).append(TWIN).append(names.start());
        copied = names.end(1);
      }
    }
    return copied == 0 ? regex : out.append(regex, copied, regex.length()).toString();
  }

  private static boolean matches(@Nullable Object[] arguments, boolean must) {
    try {
      return matcher(compile(text(arguments[0]), true), text(arguments[1])).find();
    } catch (GoError e) {
      if (must) {
        throw e;
      }
      return false;
    }
  }

  /// `FindAllStringSubmatchIndex`: no empty match directly behind another match.
  private static List<int[]> all(Pattern pattern, String text, int limit) {
    List<int[]> out = new ArrayList<>();
    int most = limit < 0 ? Integer.MAX_VALUE : limit;
    Matcher matcher = matcher(pattern, text);
    int position = 0;
    int previousEnd = -1;
    Budget budget = Budget.current();
    while (out.size() < most && position <= text.length()) {
      budget.tick();
      if ((out.size() & 0xffff) == 0xffff) {
        budget.parts(out.size());
      }
      if (!matcher.find(position)) {
        break;
      }
      boolean accept = true;
      int end = matcher.end();
      if (end == position) {
        accept = matcher.start() != previousEnd;
        position += position < text.length() ? Character.charCount(text.codePointAt(position)) : 1;
      } else {
        position = end;
      }
      previousEnd = end;
      if (accept) {
        int[] groups = new int[2 * (matcher.groupCount() + 1)];
        for (int i = 0; i <= matcher.groupCount(); i++) {
          groups[2 * i] = matcher.start(i);
          groups[2 * i + 1] = matcher.end(i);
        }
        out.add(groups);
      }
    }
    return out;
  }

  private static GoList findAll(Pattern pattern, String text, int limit) {
    List<int[]> found = all(pattern, text, limit);
    if (found.isEmpty()) {
      return GoList.nil("string");
    }
    return GoList.ofStrings(
        found.stream().map(match -> text.substring(match[0], match[1])).toList());
  }

  private static GoList split(Pattern pattern, String regex, String text, int limit) {
    if (limit == 0) {
      return GoList.nil("string");
    }
    if (!regex.isEmpty() && text.isEmpty()) {
      return GoList.ofStrings(List.of(""));
    }
    List<String> out = new ArrayList<>();
    int begin = 0;
    int end = 0;
    for (int[] match : all(pattern, text, limit)) {
      if (limit > 0 && out.size() == limit - 1) {
        break;
      }
      end = match[0];
      if (match[1] != 0) {
        out.add(text.substring(begin, end));
      }
      begin = match[1];
    }
    if (end != text.length()) {
      out.add(text.substring(begin));
    }
    return GoList.ofStrings(out);
  }

  private static String replace(Pattern pattern, String text, String replacement, boolean literal) {
    StringBuilder out = new StringBuilder();
    int last = 0;
    int most = 1 << 20;
    for (int[] match : all(pattern, text, -1)) {
      if (out.length() > most) {
        Budget.current().text(out.length());
        most = 2 * out.length();
      }
      out.append(text, last, match[0]);
      if (literal) {
        out.append(replacement);
      } else {
        expand(out, replacement, text, match, pattern);
      }
      last = match[1];
    }
    return out.append(text, last, text.length()).toString();
  }

  /// `Regexp.Expand`: `$1`, `${1}`, `$name`, `$$`.
  private static void expand(
      StringBuilder out, String template, String text, int[] match, Pattern pattern) {
    int i = 0;
    while (i < template.length()) {
      char c = template.charAt(i);
      if (c != '$') {
        out.append(c);
        i++;
        continue;
      }
      if (i + 1 < template.length() && template.charAt(i + 1) == '$') {
        out.append('$');
        i += 2;
        continue;
      }
      boolean brace = i + 1 < template.length() && template.charAt(i + 1) == '{';
      int start = brace ? i + 2 : i + 1;
      int end = start;
      while (end < template.length() && isWord(template.charAt(end))) {
        end++;
      }
      boolean bad =
          end == start || (brace && (end >= template.length() || template.charAt(end) != '}'));
      if (bad) {
        out.append('$');
        i++;
        continue;
      }
      append(out, template.substring(start, end), text, match, pattern);
      i = brace ? end + 1 : end;
    }
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private static void append(
      StringBuilder out, String name, String text, int[] match, Pattern pattern) {
    Integer group = null;
    if (name.chars().allMatch(c -> c >= '0' && c <= '9')
        && name.length() < 9
        && !(name.length() > 1 && name.charAt(0) == '0')) {
      group = Integer.parseInt(name);
    } else {
      group = named(pattern, name, match);
    }
    if (group != null && 2 * group + 1 < match.length && match[2 * group] >= 0) {
      out.append(text, match[2 * group], match[2 * group + 1]);
    }
  }

  /// The first group of a name that took part in the match.
  private static @Nullable Integer named(Pattern pattern, String name, int[] match) {
    Integer first = pattern.namedGroups().get(name);
    if (first == null || match[2 * first] >= 0) {
      return first;
    }
    return pattern.namedGroups().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(name + TWIN))
        .map(Map.Entry::getValue)
        .filter(group -> match[2 * group] >= 0)
        .min(Integer::compare)
        .orElse(null);
  }

  static String quoteMeta(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ("\\.+*?()|[]{}^$".indexOf(c) >= 0) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }
}
