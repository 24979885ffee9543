package dev.fairlead.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.chart.functions.Functions;
import dev.fairlead.chart.go.GoFunction;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoType;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// Templates and values out of a seed: calls of all functions whose result is the same next time,
/// with arguments that mostly fit, nested in each other and in the statements of the language.
final class GeneratedTemplates {
  /// Random, dated, slow, or asking the outside.
  private static final Set<String> LEFT_OUT =
      Set.of(
          "ago",
          "date",
          "date_in_zone",
          "dateInZone",
          "htmlDate",
          "htmlDateInZone",
          "now",
          "lookup",
          "randAlpha",
          "randAlphaNum",
          "randAscii",
          "randBytes",
          "randInt",
          "randNumeric",
          "shuffle",
          "uuidv4",
          "bcrypt",
          "htpasswd",
          "encryptAES",
          "derivePassword",
          "genCA",
          "genCAWithKey",
          "genPrivateKey",
          "genSelfSignedCert",
          "genSelfSignedCertWithKey",
          "genSignedCert",
          "genSignedCertWithKey",
          "buildCustomCert",
          "values",
          "keys",
          "env",
          "expandenv",
          "fail",
          "include",
          "tpl",
          "required",
          "mustToYaml",
          // TOML and AES say less exactly what is wrong with a text than Go does.
          "fromToml",
          "decryptAES",
          "unixEpoch");

  /// What would fill the memory with a large number.
  private static final Set<String> COUNTING =
      Set.of(
          "repeat",
          "until",
          "untilStep",
          "seq",
          "indent",
          "nindent",
          "wrap",
          "wrapWith",
          "chunk",
          "mustChunk",
          "round");

  /// They write into their first argument.
  private static final Set<String> WRITING =
      Set.of("set", "unset", "merge", "mustMerge", "mergeOverwrite", "mustMergeOverwrite");

  private static final Map<String, List<String>> RESULTS =
      Map.of(
          "string",
          words(
              "trim upper lower title untitle trunc nospace initials swapcase quote squote cat"
                  + " indent nindent replace plural sha256sum sha1sum b64enc b64dec b32enc join"
                  + " toString toJson toYaml toPrettyJson toRawJson camelcase"
                  + " snakecase kebabcase wrap wrapWith printf print println kindOf typeOf abbrev"
                  + " trimSuffix trimPrefix trimAll base dir clean ext regexReplaceAll regexFind"
                  + " html js urlquery urlJoin substr seq adler32sum regexQuoteMeta"),
          "int",
          words("len int atoi"),
          "int64",
          words("add sub mul div mod max min int64 add1 toDecimal"),
          "float64",
          words("float64 addf subf mulf divf add1f maxf minf floor ceil round"),
          "bool",
          words(
              "eq ne lt le gt ge not contains hasPrefix hasSuffix empty has hasKey regexMatch"
                  + " semverCompare kindIs typeIs deepEqual any all isAbs"),
          "list",
          words(
              "list splitList rest initial append prepend uniq sortAlpha until untilStep reverse"
                  + " concat compact without regexFindAll regexSplit chunk slice toStrings pluck"
                  + " fromJsonArray fromYamlArray tuple"),
          "dict",
          words("dict pick omit merge mergeOverwrite fromYaml fromJson urlParse set"),
          "any",
          words("default coalesce ternary first last index get dig and or split splitn semver"));

  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "abc",
          "Hello World",
          " padded ",
          "a,b,c",
          "foo-bar_baz qux",
          "HTTPServer2x",
          "x=1&y=2",
          "<b>&'\"",
          "line one\nline two\n",
          "tab\there",
          "héllo",
          "日本",
          "😀",
          "1",
          "-7",
          "3.0",
          "0x1f",
          "012",
          "1e3",
          "true",
          "null",
          "~",
          "1.2.3",
          "v1.2",
          ">=1.0",
          "1.2.3-rc.1+b",
          "a: 1\nb: [x, y]\n",
          "- 1\n- two\n",
          "{\"a\":{\"b\":[1,null,2.5]}}",
          "[1,\"x\",true]",
          "{bad",
          "key: 'val",
          "%d %s",
          "%v|%5.2f|%q",
          "aGVsbG8=",
          "a/b/../c.txt",
          "https://u:p@h.example:80/p/q?a=b#f",
          "[a-z]+",
          "(",
          "^(\\w)(.*)$",
          "$1-${2}",
          "2h45m",
          "1.5s",
          "2024-02-29",
          "a.b.c",
          "name",
          "b",
          "é1",
          "y",
          "on",
          "'",
          "\\",
          "x\u00a0y",
          "a = 1\n[t]\nb = \"q\"\n");

  private final Random random;
  private final List<GoFunction> functions;
  private final Map<String, GoFunction> byName;

  GeneratedTemplates(long seed) {
    this.random = new Random(seed);
    this.byName =
        new HashMap<>(
            Functions.all(
                Clock.systemUTC(),
                new Random(1),
                (a, b, c, d) -> java.util.Optional.empty(),
                () -> {}));
    Map<String, GoFunction> sorted = new TreeMap<>(byName);
    sorted.keySet().removeAll(LEFT_OUT);
    this.functions = List.copyOf(sorted.values());
  }

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  // Values.

  /// A document for `values.yaml`, as JSON, with the paths that expressions read.
  ObjectNode values() {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("name", one(TEXTS)).put("str", one(TEXTS)).put("text", "hello world");
    out.put("n", random.nextInt(20) - 5).put("half", random.nextInt(100) / 8.0).put("zero", 0);
    out.put("big", 1234567L * random.nextInt(1000000)).put("huge", 1e21).put("small", 1e-7);
    out.put("on", true).put("off", false).putNull("nothing");
    out.set("list", list(2));
    out.putArray("words").add("b").add("a").add("c").add("a");
    out.putArray("numbers").add(3).add(1).add(2.5);
    out.putArray("emptyList");
    out.putObject("emptyMap");
    out.set("map", map(3));
    out.set("nested", map(3).set("one", map(2)));
    out.putArray("people").addObject().put("name", "x").put("n", 1);
    return out;
  }

  private JsonNode value(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 6)) {
      case 0 -> JsonNodeFactory.instance.numberNode(random.nextInt(300) - 50);
      case 1 -> JsonNodeFactory.instance.numberNode(random.nextInt(1 << 30) / 64.0);
      case 2 -> JsonNodeFactory.instance.booleanNode(random.nextBoolean());
      case 3 -> chance(20) ? JsonNodeFactory.instance.nullNode() : text(one(TEXTS));
      case 4, 5 -> text(one(TEXTS));
      case 6 -> list(depth - 1);
      default -> map(depth - 1);
    };
  }

  private static JsonNode text(String text) {
    return JsonNodeFactory.instance.textNode(text);
  }

  private ArrayNode list(int depth) {
    ArrayNode out = JsonNodeFactory.instance.arrayNode();
    for (int i = random.nextInt(4); i > 0; i--) {
      out.add(value(depth));
    }
    return out;
  }

  private ObjectNode map(int depth) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    for (int i = random.nextInt(5); i > 0; i--) {
      String key = chance(70) ? one(List.of("a", "b", "c", "name", "x1", "x10", "x2")) : one(TEXTS);
      out.set(key, value(depth));
    }
    return out;
  }

  // Templates.

  /// A text to be put into a template file: never blank.
  String template() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3, 4 -> "{{ " + pipeline(2) + " }}";
      case 5 -> "{{ " + pipeline(3) + " | " + one(List.of("quote", "toYaml", "toJson")) + " }}";
      default -> "<" + statements(2) + ">";
    };
  }

  private String statements(int depth) {
    StringBuilder out = new StringBuilder();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      out.append(statement(depth));
    }
    return out.toString();
  }

  private String statement(int depth) {
    if (depth == 0) {
      return chance(40) ? one(List.of("x", " y ", "\n", "- z\n")) : "{{ " + pipeline(1) + " }}";
    }
    String body = statements(depth - 1);
    String other = chance(40) ? "{{ else }}" + statements(depth - 1) : "";
    String variable = "$v" + random.nextInt(3);
    return switch (random.nextInt(13)) {
      case 0 -> "{{ if " + pipeline(1) + " }}" + body + other + "{{ end }}";
      case 1 ->
          "{{- if "
              + expression(1)
              + " -}} "
              + body
              + "{{ else if "
              + expression(1)
              + " }}2{{ end }}";
      case 2 -> "{{ with " + pipeline(1) + " }}{{ . }}" + body + other + "{{ end }}";
      case 3 -> "{{ range " + any("list", 1) + " }}[{{ . }}]" + body + other + "{{ end }}";
      case 4 ->
          "{{ range $k, $e := " + expression(1) + " }}{{ $k }}={{ $e }};" + body + "{{ end }}";
      case 5 ->
          "{{ range $i, $e := "
              + any("list", 0)
              + " }}{{ if eq $i "
              + random.nextInt(3)
              + " }}{{ "
              + one(List.of("break", "continue"))
              + " }}{{ end }}{{ $e }}{{ end }}";
      case 6 ->
          "{{ "
              + variable
              + " := "
              + pipeline(1)
              + " }}{{ "
              + variable
              + one(List.of("", ".name", ".a.b"))
              + " }}{{ "
              + variable
              + " = "
              + expression(1)
              + " }}{{ printf \"%v\" "
              + variable
              + " }}";
      case 7 -> "{{ include \"probe.show\" " + argument("any", 1) + " }}" + body;
      case 8 -> "{{ template \"probe.show\" " + argument("any", 1) + " }}" + body;
      case 9 -> "{{ tpl " + quoted("{{ " + pipeline(1) + " }}") + " $ }}" + body;
      case 10 -> "{{ toYaml " + any("any", 0) + " | nindent " + random.nextInt(5) + " }}";
      case 11 -> "{{ with $w := " + expression(1) + " }}{{ $w }}{{ .a }}{{ else }}none{{ end }}";
      default -> "{{ " + pipeline(1) + " }}";
    };
  }

  private static String quoted(String text) {
    return GoStrings.quote(text);
  }

  private String pipeline(int depth) {
    StringBuilder out = new StringBuilder(expression(depth));
    while (chance(25)) {
      GoFunction function = one(functions);
      if (function.parameters().isEmpty() || WRITING.contains(function.name())) {
        continue;
      }
      out.append(" | ").append(call(function, depth - 1, 1));
    }
    return out.toString();
  }

  private String expression(int depth) {
    if (depth == 0 || chance(10)) {
      return atom("any");
    }
    return call(one(functions), depth - 1, 0);
  }

  /// A call without the arguments that are piped into it.
  private String call(GoFunction function, int depth, int piped) {
    List<GoType> types = function.parameters();
    int count = types.size() - piped;
    if (function.variadic()) {
      count = Math.max(0, types.size() - 1 - piped + random.nextInt(4));
    }
    if (chance(2)) {
      count = Math.max(0, count + random.nextInt(3) - 1);
    }
    StringBuilder out = new StringBuilder(function.name());
    for (int i = 0; i < count; i++) {
      GoType type = types.isEmpty() ? GoType.ANY : types.get(Math.min(i, types.size() - 1));
      out.append(' ');
      if (COUNTING.contains(function.name()) && type == GoType.INT) {
        out.append(one(List.of("-1", "0", "1", "2", "3", "5", "12")));
      } else if (WRITING.contains(function.name()) && type == GoType.DICT) {
        out.append("(deepCopy ").append(atom("dict")).append(')');
      } else {
        out.append(argument(wanted(function.name(), type, i), depth));
      }
    }
    return out.toString();
  }

  /// What mostly fits: the type, and where that is anything, what the function is for.
  private static String wanted(String function, GoType type, int index) {
    return switch (type) {
      case STRING ->
          function.equals("semverCompare") && index == 0
              ? "constraint"
              : function.endsWith("oDate") && index == 0 ? "layout" : "string";
      case INT -> "int";
      case INT64 -> "int64";
      case FLOAT64 -> "float64";
      case BOOL -> "bool";
      case DICT -> "dict";
      case LIST -> "list";
      case ANY, REFLECT -> {
        if (index == 0
            && words(
                    "first last rest initial reverse uniq compact append prepend push concat"
                        + " without slice chunk index len mustFirst mustLast mustRest mustInitial"
                        + " mustReverse mustUniq mustCompact mustAppend mustPrepend mustSlice"
                        + " sortAlpha toStrings range")
                .contains(function)) {
          yield "list";
        }
        if (words("add sub mul div mod max min add1 int int64 biggest").contains(function)) {
          yield index % 2 == 0 ? "int" : "float64";
        }
        if (words("addf subf mulf divf add1f maxf minf floor ceil float64").contains(function)) {
          yield "float64";
        }
        yield "any";
      }
      case UINT32, TIME, CERTIFICATE, HASH_ALGORITHM, VERSION -> "any";
    };
  }

  /// An operand: what is more than a word stands in parentheses.
  private String argument(String type, int depth) {
    String out = any(type, depth);
    return out.contains(" ") && !out.startsWith("\"") && !out.startsWith("(")
        ? "(" + out + ")"
        : out;
  }

  private String any(String type, int depth) {
    switch (type) {
      case "constraint" -> {
        // A wrong one is quoted by the semver library of helm-java, not by that of helm.
        return one(List.of("\">=1.0\"", "\"^1.2\"", "\"~1.2.3 || >2\"", "\"1.x\"", "\"!=1.2.3\""));
      }
      case "layout" -> {
        return one(List.of("\"2006-01-02\"", "\"Jan 2, 2006 15:04\"", "\"2006\""));
      }
      default -> {
        // Of the types of values.
      }
    }
    String made = chance(7) ? "any" : type;
    if (depth <= 0 || chance(45)) {
      return atom(made);
    }
    GoFunction function = byName.get(one(java.util.Objects.requireNonNull(RESULTS.get(made))));
    return "(" + call(java.util.Objects.requireNonNull(function), depth - 1, 0) + ")";
  }

  private String atom(String type) {
    return switch (type) {
      case "string" ->
          chance(60)
              ? quoted(one(TEXTS))
              : one(words(".Values.name .Values.str .Values.text $.Values.name .Release.Name"));
      case "int" -> one(words("0 1 2 3 5 -1 10 100 7 0x10 'a'"));
      case "int64" -> one(words("0 1 2 3 -4 20 1000000"));
      case "float64" ->
          one(words("1.5 0.1 2.0 -3.25 1e6 .Values.half .Values.n .Values.big .Values.small"));
      case "bool" -> one(words("true false .Values.on .Values.off"));
      case "list" ->
          one(words(".Values.list .Values.words .Values.numbers .Values.emptyList .Values.people"));
      case "dict" ->
          one(words(".Values.map .Values.nested .Values.emptyMap .Values.nested.one .Values"));
      default ->
          chance(35)
              ? atom(one(words("string int float64 bool list dict int64")))
              : one(
                  words(
                      ".Values.nothing .Values.missing .Values.map.a .Values.map.b"
                          + " .Values.nested.one.a .Values.list .Values.map.a.b .Values.missing.x"
                          + " .Values.huge .Values.zero .Template .Release .Values.name"
                          + " .Values.map.name .Release.Revision .Chart.Name .Chart.Annotations"
                          + " .Template.Name .Values.AsMap .Capabilities.KubeVersion.Version"
                          + " .Values.words nil .Files.Lines .Values.people .Chart.Keywords"));
    };
  }
}
