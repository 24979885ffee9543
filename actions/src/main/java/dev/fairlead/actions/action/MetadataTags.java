package dev.fairlead.actions.action;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The tags of docker/metadata-action, version 5 and 6.
final class MetadataTags {
  private static final Pattern SEMVER =
      Pattern.compile("v?(\\d+)\\.(\\d+)\\.(\\d+)(?:-([0-9A-Za-z.-]+))?(?:\\+([0-9A-Za-z.-]+))?");
  private static final Pattern PEP440 =
      Pattern.compile(
          "v?(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?(?:\\.\\d+)*((?:a|b|rc|\\.dev|\\.?post)\\d*)?");
  private static final Pattern GLOBAL =
      Pattern.compile("\\{\\{\\s*([a-z_]+)((?:\\s+[^}]*)?)\\}\\}");
  private static final Map<String, Integer> PRIORITIES =
      Map.of(
          "schedule",
          1000,
          "semver",
          900,
          "pep440",
          900,
          "match",
          800,
          "edge",
          700,
          "ref",
          600,
          "raw",
          200,
          "sha",
          100);
  private static final int SHORT_SHA = 7;

  private final Event event;
  private final Consumer<String> warning;

  private MetadataTags(Event event, Consumer<String> warning) {
    this.event = event;
    this.warning = warning;
  }

  /// @param pullNumber empty when it is no pull request
  /// @param time of the commit; dates in tags are taken from it
  record Event(
      String ref,
      String sha,
      String name,
      String defaultBranch,
      String baseRef,
      String pullNumber,
      Instant time) {}

  /// @param version the first tag
  record Result(String version, List<String> tags) {}

  static Result compute(
      Event event, List<String> tags, List<String> flavor, Consumer<String> warning) {
    return new MetadataTags(event, warning).compute(tags, flavor);
  }

  private record Rule(String type, int priority, Map<String, String> keys) {
    String key(String name, String otherwise) {
      return keys.getOrDefault(name, otherwise);
    }
  }

  private Result compute(List<String> lines, List<String> flavorLines) {
    List<String> given =
        lines.isEmpty()
            ? List.of(
                "type=schedule", "type=ref,event=branch", "type=ref,event=tag", "type=ref,event=pr")
            : lines;
    List<Rule> rules = new ArrayList<>(given.stream().map(MetadataTags::rule).toList());
    rules.sort(Comparator.comparingInt(Rule::priority).reversed());
    Map<String, String> flavor = new LinkedHashMap<>();
    flavorLines.forEach(line -> flavor.putAll(fields(line)));
    String latestMode = flavor.getOrDefault("latest", "auto");
    Set<String> names = new LinkedHashSet<>();
    boolean latest = latestMode.equals("true");
    boolean first = true;
    for (Rule rule : rules) {
      if (!enabled(rule)) {
        continue;
      }
      Tag tag = tag(rule);
      if (tag.name().isEmpty()) {
        continue;
      }
      String name =
          sanitized(
              global(rule.key("prefix", standardPrefix(rule, flavor)))
                  + tag.name()
                  + global(rule.key("suffix", flavor.getOrDefault("suffix", ""))));
      names.add(name);
      if (first && latestMode.equals("auto")) {
        latest = tag.latest();
      }
      first = false;
    }
    String version = names.stream().findFirst().orElse("");
    if (latest && !names.isEmpty()) {
      boolean on = flavor.getOrDefault("onlatest", "false").equals("true");
      names.add(
          on
              ? flavor.getOrDefault("prefix", "") + "latest" + flavor.getOrDefault("suffix", "")
              : "latest");
    }
    return new Result(version, List.copyOf(names));
  }

  private static String standardPrefix(Rule rule, Map<String, String> flavor) {
    if (flavor.containsKey("prefix")) {
      return flavor.getOrDefault("prefix", "");
    }
    return rule.type().equals("sha")
        ? "sha-"
        : rule.type().equals("ref") && rule.key("event", "").equals("pr") ? "pr-" : "";
  }

  private static Rule rule(String line) {
    Map<String, String> keys = fields(line);
    String type = keys.getOrDefault("type", "raw");
    if (!line.contains("=")) {
      keys.put("value", line);
    }
    Integer standard = PRIORITIES.get(type);
    if (standard == null) {
      throw new ActionException(
          "unknown tag type '"
              + type
              + "' in '"
              + line
              + "'; expected one of "
              + new java.util.TreeSet<>(PRIORITIES.keySet()));
    }
    String priority = keys.getOrDefault("priority", "");
    return new Rule(
        type, priority.matches("\\d{1,6}") ? Integer.parseInt(priority) : standard, keys);
  }

  /// `a=b,"c=d,e"`: CSV whose fields are pairs.
  private static Map<String, String> fields(String line) {
    Map<String, String> fields = new LinkedHashMap<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    int braces = 0;
    for (char c : (line + ",").toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted && braces == 0) {
        int equals = field.indexOf("=");
        if (equals > 0) {
          fields.put(
              field.substring(0, equals).strip().toLowerCase(Locale.ROOT),
              field.substring(equals + 1).strip());
        }
        field.setLength(0);
      } else {
        braces += c == '{' ? 1 : c == '}' ? -1 : 0;
        field.append(c);
      }
    }
    return fields;
  }

  private boolean enabled(Rule rule) {
    String text = global(rule.key("enable", "true"));
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new ActionException(
              "Invalid value for enable attribute: " + text + " (true or false)");
    };
  }

  /// @param latest whether it makes `latest=auto` add `latest`
  private record Tag(String name, boolean latest) {
    static final Tag NONE = new Tag("", false);
  }

  private String branch() {
    return event.ref().startsWith("refs/heads/")
        ? event.ref().substring("refs/heads/".length())
        : "";
  }

  private String tagName() {
    return event.ref().startsWith("refs/tags/") ? event.ref().substring("refs/tags/".length()) : "";
  }

  private Tag tag(Rule rule) {
    return switch (rule.type()) {
      case "schedule" ->
          event.name().equals("schedule")
              ? new Tag(global(rule.key("pattern", "nightly")), false)
              : Tag.NONE;
      case "semver" -> version(rule, SEMVER);
      case "pep440" -> version(rule, PEP440);
      case "match" -> match(rule);
      case "edge" -> {
        String wanted = rule.key("branch", event.defaultBranch());
        yield !branch().isEmpty() && branch().equals(wanted) ? new Tag("edge", false) : Tag.NONE;
      }
      case "ref" ->
          switch (rule.key("event", "")) {
            case "branch" -> new Tag(branch(), false);
            case "tag" -> new Tag(tagName(), true);
            case "pr" -> new Tag(event.pullNumber(), false);
            default ->
                throw new ActionException(
                    "Invalid event for ref tag: " + rule.key("event", "(none)"));
          };
      case "sha" ->
          new Tag(
              rule.key("format", "short").equals("long")
                  ? event.sha()
                  : event.sha().substring(0, Math.min(SHORT_SHA, event.sha().length())),
              false);
      default -> new Tag(global(rule.key("value", "")), false);
    };
  }

  private Tag version(Rule rule, Pattern form) {
    if (!rule.keys().containsKey("pattern")) {
      throw new ActionException("Missing pattern attribute for " + rule.type());
    }
    String raw = global(rule.key("value", tagName()));
    if (raw.isEmpty()) {
      return Tag.NONE;
    }
    if (rule.keys().containsKey("match")) {
      Matcher matcher = Pattern.compile(rule.key("match", "")).matcher(raw);
      if (!matcher.find()) {
        warning.accept(raw + " does not match " + rule.key("match", ""));
        return Tag.NONE;
      }
      raw = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
    }
    Matcher matcher = form.matcher(raw.replace('/', '-'));
    if (!matcher.matches()) {
      warning.accept(raw + " is not a valid " + rule.type() + ". More info: https://semver.org/");
      return Tag.NONE;
    }
    boolean pre = matcher.group(4) != null;
    String full = raw.replace('/', '-').replaceFirst("^v", "").replaceFirst("\\+.*", "");
    String pattern = rule.key("pattern", "");
    if (pattern.contains("{{raw}}")) {
      return new Tag(global(pattern.replace("{{raw}}", raw)), !pre);
    }
    if (pre) {
      // A prerelease must not move `1` or `1.2`.
      return new Tag(full, false);
    }
    String name =
        pattern
            .replace("{{version}}", full)
            .replace("{{major}}", matcher.group(1))
            .replace("{{minor}}", String.valueOf(matcher.group(2)))
            .replace("{{patch}}", String.valueOf(matcher.group(3)));
    return new Tag(global(name), true);
  }

  private Tag match(Rule rule) {
    String raw = global(rule.key("value", tagName()));
    if (raw.isEmpty()) {
      return Tag.NONE;
    }
    try {
      String pattern = rule.key("pattern", "");
      Matcher matcher =
          (pattern.matches("/.*/[a-z]*")
                  ? Pattern.compile(pattern.substring(1, pattern.lastIndexOf('/')))
                  : Pattern.compile(pattern))
              .matcher(raw);
      int group = Integer.parseInt(rule.key("group", "0"));
      if (!matcher.find() || group > matcher.groupCount()) {
        warning.accept(rule.key("pattern", "") + " does not match " + raw + ".");
        return Tag.NONE;
      }
      return new Tag(String.valueOf(matcher.group(group)), true);
    } catch (PatternSyntaxException | NumberFormatException e) {
      throw new ActionException("tag type match: " + e.getMessage(), e);
    }
  }

  /// Fills in `{{branch}}`, `{{sha}}`, `{{date 'YYYYMMDD'}}` and their like.
  private String global(String text) {
    return GLOBAL
        .matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                switch (found.group(1)) {
                  case "branch" -> sanitized(branch());
                  case "tag" -> sanitized(tagName());
                  case "sha" -> event.sha().substring(0, Math.min(SHORT_SHA, event.sha().length()));
                  case "base_ref" -> sanitized(event.baseRef());
                  case "is_default_branch" ->
                      Boolean.toString(
                          !branch().isEmpty() && branch().equals(event.defaultBranch()));
                  case "is_not_default_branch" ->
                      Boolean.toString(!branch().equals(event.defaultBranch()));
                  case "date", "commit_date" -> date(found.group(2));
                  default -> found.group();
                }));
  }

  private String date(String options) {
    Matcher quoted = Pattern.compile("'([^']*)'").matcher(options);
    String format = quoted.find() ? quoted.group(1) : "YYYYMMDDHHmmss";
    Matcher zone = Pattern.compile("tz='([^']*)'").matcher(options);
    ZoneId id = zone.find() ? ZoneId.of(zone.group(1)) : ZoneOffset.UTC;
    // Moment's letters to Java's.
    String pattern =
        format.replace("YYYY", "uuuu").replace("YY", "uu").replace("DD", "dd").replace("X", "'X'");
    try {
      return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(event.time().atZone(id));
    } catch (IllegalArgumentException e) {
      throw new ActionException("date format '" + format + "': " + e.getMessage(), e);
    }
  }

  private static String sanitized(String text) {
    return text.replaceAll("[^a-zA-Z0-9._-]+", "-");
  }
}
