package dev.fairlead.chart.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A value against a schema (the library's `validator`): keywords in its order, with its failures.
final class Validation {
  private static final int MAX_DEPTH = 500;

  /// The schemas on the way here. Two with the same number look at the same value.
  private record Scope(Schema schema, String keyword, int value, @Nullable Scope parent) {
    Scope child(Schema next, String by, int number) {
      return new Scope(next, by, number, this);
    }

    @Nullable Scope cycle() {
      for (Scope each = parent; each != null && each.value == value; each = each.parent) {
        if (each.schema == schema) {
          return each;
        }
      }
      return null;
    }

    String keywordLocation() {
      StringBuilder out = new StringBuilder();
      for (Scope each = this; each.parent != null; each = each.parent) {
        String above = each.parent.schema.location();
        out.insert(
            0,
            each.keyword.isEmpty()
                ? each.schema.location().substring(above.length())
                : "/" + Schema.escaped(each.keyword));
      }
      return out.toString();
    }
  }

  private final Schema schema;
  private final JsonNode value;
  private final String at;
  private final Scope scope;
  private final int depth;
  private final List<Failure> failures = new ArrayList<>();

  /// What no keyword has looked at yet; null where nobody asks.
  private @Nullable Set<String> unevaluated;

  Validation(Schema schema, JsonNode value) {
    this(schema, value, "", new Scope(schema, "", 0, null), 0, false);
  }

  private Validation(
      Schema schema, JsonNode value, String at, Scope scope, int depth, boolean asked) {
    this.schema = schema;
    this.value = value;
    this.at = at;
    this.scope = scope;
    this.depth = depth;
    this.unevaluated = asked || asks() ? all() : null;
  }

  private boolean asks() {
    return schema.draft() >= 2019
        && (value.isObject()
            ? schema.node().has("unevaluatedProperties")
            : value.isArray() && schema.node().has("unevaluatedItems"));
  }

  private @Nullable Set<String> all() {
    Set<String> out = new TreeSet<>();
    if (value.isObject()) {
      value.fieldNames().forEachRemaining(out::add);
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        out.add(Integer.toString(i));
      }
    } else {
      return null;
    }
    return out;
  }

  private void evaluated(String key) {
    if (unevaluated != null) {
      unevaluated.remove(key);
    }
  }

  /// What is wrong; null where nothing is.
  @Nullable Failure failure() {
    JsonNode node = schema.node();
    if (node.isBoolean()) {
      return node.booleanValue() ? null : fail("false schema");
    }
    if (!node.isObject() || node.isEmpty()) {
      return null;
    }
    Scope cycle = scope.cycle();
    if (cycle != null) {
      return fail(
          "both %s and %s resolve to %s causing reference cycle"
              .formatted(
                  scope.keywordLocation(),
                  cycle.keywordLocation(),
                  dev.fairlead.chart.go.GoStrings.quote(schema.location())));
    }
    if (depth > MAX_DEPTH) {
      return fail("nested deeper than the limit of " + MAX_DEPTH);
    }
    Failure whole = wholeValue();
    if (whole != null) {
      return whole;
    }
    String reference = schema.text("$ref");
    if (reference != null) {
      Failure failed = referred(reference, "$ref");
      if (schema.draft() < 2019) {
        return failed;
      }
      add(failed);
    }
    if (value.isObject()) {
      object();
    } else if (value.isArray()) {
      array();
    } else if (value.isTextual()) {
      text();
    } else if (value.isNumber()) {
      number();
    }
    if (schema.draft() >= 2019) {
      movingReferences();
    }
    combinations();
    if (schema.draft() >= 2019) {
      unevaluated();
    }
    return switch (failures.size()) {
      case 0 -> null;
      case 1 -> failures.getFirst();
      default -> new Failure(at, Failure.Kind.GROUP, "validation failed", List.copyOf(failures));
    };
  }

  private Failure fail(String message) {
    return Failure.of(at, message);
  }

  private void add(@Nullable Failure failure) {
    if (failure != null) {
      failures.add(failure);
    }
  }

  private boolean ignoresSiblings() {
    return schema.draft() < 2019 && schema.text("$ref") != null;
  }

  /// Type, constant, choices and format: the first that fails is all that is said.
  private @Nullable Failure wholeValue() {
    if (ignoresSiblings()) {
      return null;
    }
    Failure type = Types.failure(schema.get("type"), value, at);
    if (type != null) {
      return type;
    }
    JsonNode constant = schema.draft() >= 6 ? schema.get("const") : null;
    if (constant != null && !Types.equal(constant, value)) {
      return fail(
          constant.isContainerNode() ? "'const' failed" : "value must be " + shown(constant));
    }
    JsonNode choices = schema.get("enum");
    if (choices != null && choices.isArray()) {
      Failure failure = choices(choices);
      if (failure != null) {
        return failure;
      }
    }
    String format = schema.draft() < 2019 || schema.isMeta() ? schema.text("format") : null;
    if (format != null && value.isTextual()) {
      String problem = Formats.problem(format, value.textValue());
      if (problem != null) {
        return fail(Failure.quote(value.textValue()) + " is not valid " + format + ": " + problem);
      }
    }
    return null;
  }

  private @Nullable Failure choices(JsonNode choices) {
    boolean simple = true;
    List<String> shown = new ArrayList<>();
    for (JsonNode choice : choices) {
      if (Types.equal(choice, value)) {
        return null;
      }
      simple &= !choice.isContainerNode();
      shown.add(shown(choice));
    }
    if (!simple) {
      return fail("'enum' failed");
    }
    return fail(
        shown.size() == 1
            ? "value must be " + shown.getFirst()
            : "value must be one of " + String.join(", ", shown));
  }

  private static String shown(JsonNode node) {
    if (node.isTextual()) {
      return Failure.quote(node.textValue());
    }
    return node.isNull()
        ? "<nil>"
        : node.isBigDecimal() ? node.decimalValue().toString().replace('E', 'e') : node.asText();
  }

  private @Nullable Failure self(Schema next) {
    return self(next, "");
  }

  /// The same value against another schema; what that one has looked at counts here too.
  private @Nullable Failure self(Schema next, String keyword) {
    Validation other =
        new Validation(
            next,
            value,
            at,
            scope.child(next, keyword, scope.value()),
            depth + 1,
            unevaluated != null && !unevaluated.isEmpty());
    Failure failure = other.failure();
    if (failure == null && unevaluated != null && other.unevaluated != null) {
      unevaluated.retainAll(other.unevaluated);
    }
    return failure;
  }

  private @Nullable Failure part(Schema next, JsonNode part, String key) {
    return new Validation(
            next,
            part,
            at + "/" + Schema.escaped(key),
            scope.child(next, "", scope.value() + 1),
            depth + 1,
            false)
        .failure();
  }

  private @Nullable Failure referred(String reference, String keyword) {
    return referred(schema.document().resolve(schema, reference), keyword);
  }

  private @Nullable Failure referred(@Nullable Schema target, String keyword) {
    Failure failure = target == null ? null : self(target, keyword);
    return failure == null
        ? null
        : new Failure(
            at,
            Failure.Kind.REFERENCE,
            "validation failed",
            failure.kind() == Failure.Kind.GROUP ? failure.causes() : List.of(failure));
  }

  private void movingReferences() {
    String recursive = schema.text("$recursiveRef");
    if (recursive != null) {
      Schema target = schema.document().resolve(schema, recursive);
      if (target != null && target.on("$recursiveAnchor")) {
        for (Scope each = scope; each != null; each = each.parent()) {
          Schema here = each.schema();
          if (here.document().resourceRoot(here).on("$recursiveAnchor")) {
            target = here;
          }
        }
      }
      add(referred(target, "$recursiveRef"));
    }
    String dynamic = schema.draft() >= 2020 ? schema.text("$dynamicRef") : null;
    if (dynamic != null) {
      Schema target = schema.document().resolve(schema, dynamic);
      String anchor = dynamic.substring(dynamic.indexOf('#') + 1);
      if (target != null && anchor.equals(target.text("$dynamicAnchor"))) {
        for (Scope each = scope; each != null; each = each.parent()) {
          Schema found = each.schema().document().dynamicAnchor(each.schema(), anchor);
          target = found == null ? target : found;
        }
      }
      add(referred(target, "$dynamicRef"));
    }
  }

  private @Nullable Integer size(String keyword) {
    JsonNode limit = schema.get(keyword);
    return limit != null && limit.isNumber() && Types.isInteger(limit) ? limit.intValue() : null;
  }

  private void least(String keyword, int got) {
    Integer want = size(keyword);
    if (want != null && got < want) {
      limit(keyword, got, want);
    }
  }

  private void most(String keyword, int got) {
    Integer want = size(keyword);
    if (want != null && got > want) {
      limit(keyword, got, want);
    }
  }

  private void limit(String keyword, int got, int want) {
    add(fail(keyword + ": got " + Failure.count(got) + ", want " + Failure.count(want)));
  }

  private List<String> missing(@Nullable JsonNode names) {
    List<String> out = new ArrayList<>();
    if (names != null && names.isArray()) {
      for (JsonNode name : names) {
        if (name.isTextual() && !value.has(name.textValue())) {
          out.add(name.textValue());
        }
      }
    }
    return out;
  }

  private void object() {
    least("minProperties", value.size());
    most("maxProperties", value.size());
    List<String> missing = missing(schema.get("required"));
    if (!missing.isEmpty()) {
      add(
          fail(
              (missing.size() == 1 ? "missing property " : "missing properties ")
                  + Failure.quoted(missing)));
    }
    for (String name : schema.keys("dependencies")) {
      Schema dependency = schema.child("dependencies", name);
      if (dependency != null && value.has(name)) {
        if (dependency.node().isArray()) {
          needed(name, dependency.node());
        } else {
          add(self(dependency));
        }
      }
    }
    properties();
    if (schema.draft() >= 6) {
      propertyNames();
    }
    if (schema.draft() >= 2019) {
      for (String name : schema.keys("dependentSchemas")) {
        Schema dependent = schema.child("dependentSchemas", name);
        if (dependent != null && value.has(name)) {
          add(self(dependent));
        }
      }
      for (String name : schema.keys("dependentRequired")) {
        if (value.has(name)) {
          needed(name, schema.node().get("dependentRequired").get(name));
        }
      }
    }
  }

  private void needed(String name, JsonNode others) {
    List<String> missing = missing(others);
    if (!missing.isEmpty()) {
      add(
          fail(
              "properties "
                  + Failure.quoted(missing)
                  + " required, if "
                  + Failure.quote(name)
                  + " exists"));
    }
  }

  private void properties() {
    Schema additional = schema.child("additionalProperties");
    List<String> patterns = schema.keys("patternProperties");
    Set<String> extra = new TreeSet<>();
    for (var entry : value.properties()) {
      String name = entry.getKey();
      boolean known = false;
      Schema property = schema.child("properties", name);
      if (property != null) {
        known = true;
        add(part(property, entry.getValue(), name));
      }
      for (String pattern : patterns) {
        Schema matched = schema.child("patternProperties", pattern);
        if (matched != null && finds(pattern, name)) {
          known = true;
          add(part(matched, entry.getValue(), name));
        }
      }
      if (!known && additional != null) {
        known = true;
        if (!additional.node().isBoolean()) {
          add(part(additional, entry.getValue(), name));
        } else if (!additional.node().booleanValue()) {
          extra.add(name);
        }
      }
      if (known) {
        evaluated(name);
      }
    }
    if (!extra.isEmpty()) {
      add(fail("additional properties " + Failure.quoted(extra) + " not allowed"));
    }
  }

  private void propertyNames() {
    Schema names = schema.child("propertyNames");
    if (names == null) {
      return;
    }
    for (var entry : value.properties()) {
      String name = entry.getKey();
      Failure failure =
          new Validation(names, com.fasterxml.jackson.databind.node.TextNode.valueOf(name))
              .failure();
      if (failure != null) {
        // The library judges a name as a document of its own.
        add(
            Failure.of(
                "",
                "invalid propertyName " + Failure.quote(name),
                failure.kind() == Failure.Kind.GROUP ? failure.causes() : List.of(failure)));
      }
    }
  }

  private void array() {
    least("minItems", value.size());
    most("maxItems", value.size());
    if (schema.on("uniqueItems")) {
      unique();
    }
    JsonNode items = schema.get("items");
    if (schema.draft() < 2020) {
      if (items != null && items.isArray()) {
        List<Schema> tuple = schema.children("items");
        int known = Math.min(tuple.size(), value.size());
        each(known, tuple);
        Schema additional = schema.child("additionalItems");
        if (additional != null && !additional.node().isBoolean()) {
          rest(known, additional);
        } else if (additional != null && value.size() > known) {
          if (!additional.node().booleanValue()) {
            add(
                fail(
                    "last %s additionalItem(s) not allowed"
                        .formatted(Failure.count(value.size() - known))));
          }
          unevaluated = null;
        }
      } else if (items != null) {
        rest(0, java.util.Objects.requireNonNull(schema.child("items")));
      }
    } else {
      List<Schema> tuple = schema.children("prefixItems");
      int known = Math.min(tuple.size(), value.size());
      each(known, tuple);
      Schema others = schema.child("items");
      if (others != null) {
        rest(known, others);
      }
    }
    if (schema.draft() >= 6) {
      contains();
    }
  }

  private void each(int known, List<Schema> tuple) {
    for (int i = 0; i < known; i++) {
      add(part(tuple.get(i), value.get(i), Integer.toString(i)));
      evaluated(Integer.toString(i));
    }
  }

  private void rest(int from, Schema items) {
    for (int i = from; i < value.size(); i++) {
      // The library counts the rest from 0 in its messages.
      add(part(items, value.get(i), Integer.toString(i - from)));
      evaluated(Integer.toString(i));
    }
  }

  private void unique() {
    for (int i = 1; i < value.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (Types.equal(value.get(j), value.get(i))) {
          add(fail("items at " + Failure.count(j) + " and " + Failure.count(i) + " are equal"));
          return;
        }
      }
    }
  }

  private void contains() {
    Schema wanted = schema.child("contains");
    if (wanted == null) {
      return;
    }
    List<Failure> misses = new ArrayList<>();
    List<String> matched = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      Failure failure = part(wanted, value.get(i), Integer.toString(i));
      if (failure != null) {
        misses.add(failure);
      } else {
        matched.add(Integer.toString(i));
        if (schema.draft() >= 2020) {
          evaluated(Integer.toString(i));
        }
      }
    }
    Integer least = schema.draft() >= 2019 ? size("minContains") : null;
    if (least != null) {
      if (matched.size() < least) {
        add(
            Failure.of(
                at,
                "min %s items required to match contains schema, but %s"
                    .formatted(Failure.count(least), matchedAt(matched)),
                misses));
      }
    } else if (matched.isEmpty()) {
      add(Failure.of(at, "no items match contains schema", misses));
    }
    Integer most = schema.draft() >= 2019 ? size("maxContains") : null;
    if (most != null && matched.size() > most) {
      add(
          fail(
              "max %s items required to match contains schema, but %s"
                  .formatted(Failure.count(most), matchedAt(matched))));
    }
  }

  private static String matchedAt(List<String> matched) {
    return matched.isEmpty()
        ? "none matched"
        : "matched %s items at %s"
            .formatted(Failure.count(matched.size()), String.join(" ", matched));
  }

  private void text() {
    String text = value.textValue();
    int length = text.codePointCount(0, text.length());
    least("minLength", length);
    most("maxLength", length);
    String pattern = schema.text("pattern");
    if (pattern != null && !finds(pattern, text)) {
      add(fail(Failure.quote(text) + " does not match pattern " + Failure.quote(pattern)));
    }
  }

  private boolean finds(String pattern, String text) {
    try {
      return schema.document().pattern(pattern).matcher(text).find();
    } catch (PatternSyntaxException _) {
      // The metaschema has refused it already, where it asks for a regular expression.
      return false;
    }
  }

  private void number() {
    BigDecimal number = value.decimalValue();
    bound("minimum", number, order -> order < 0, "exclusiveMinimum", order -> order <= 0);
    bound("maximum", number, order -> order > 0, "exclusiveMaximum", order -> order >= 0);
    JsonNode step = schema.get("multipleOf");
    if (step != null
        && step.isNumber()
        && step.decimalValue().signum() != 0
        && number.remainder(step.decimalValue()).signum() != 0) {
      bounded("multipleOf", number, step.decimalValue());
    }
  }

  private void bound(
      String keyword,
      BigDecimal number,
      java.util.function.IntPredicate outside,
      String exclusive,
      java.util.function.IntPredicate outsideExclusive) {
    JsonNode limit = schema.get(keyword);
    JsonNode strict = schema.get(exclusive);
    if (schema.on(exclusive)) {
      // Draft 4: a switch, not a number.
      strict = limit;
      limit = null;
    }
    if (limit != null && limit.isNumber() && outside.test(number.compareTo(limit.decimalValue()))) {
      bounded(keyword, number, limit.decimalValue());
    }
    if (strict != null
        && strict.isNumber()
        && outsideExclusive.test(number.compareTo(strict.decimalValue()))) {
      bounded(exclusive, number, strict.decimalValue());
    }
  }

  private void bounded(String keyword, BigDecimal got, BigDecimal want) {
    add(fail(keyword + ": got " + Failure.number(got) + ", want " + Failure.number(want)));
  }

  private void combinations() {
    Schema not = schema.child("not");
    if (not != null && self(not) == null) {
      add(fail("'not' failed"));
    }
    List<Failure> causes = new ArrayList<>();
    for (Schema each : schema.children("allOf")) {
      Failure failure = self(each);
      if (failure != null) {
        causes.add(failure);
      }
    }
    if (!causes.isEmpty()) {
      add(Failure.of(at, "'allOf' failed", causes));
    }
    any();
    one();
    if (schema.draft() >= 7) {
      Schema condition = schema.child("if");
      if (condition != null) {
        Schema branch = schema.child(self(condition) == null ? "then" : "else");
        if (branch != null) {
          add(self(branch));
        }
      }
    }
  }

  private void any() {
    List<Schema> schemas = schema.children("anyOf");
    List<Failure> causes = new ArrayList<>();
    boolean matched = schemas.isEmpty();
    for (Schema each : schemas) {
      Failure failure = self(each);
      if (failure != null) {
        causes.add(failure);
        continue;
      }
      matched = true;
      if (unevaluated == null || unevaluated.isEmpty()) {
        break;
      }
    }
    if (!matched) {
      add(Failure.of(at, "'anyOf' failed", causes));
    }
  }

  private void one() {
    List<Schema> schemas = schema.children("oneOf");
    List<Failure> causes = new ArrayList<>();
    int matched = -1;
    for (int i = 0; i < schemas.size(); i++) {
      Failure failure = self(schemas.get(i));
      if (failure != null) {
        causes.add(failure);
      } else if (matched < 0) {
        matched = i;
      } else {
        add(
            fail(
                "'oneOf' failed, subschemas %s, %s matched"
                    .formatted(Failure.count(matched), Failure.count(i))));
        return;
      }
    }
    if (matched < 0 && !schemas.isEmpty()) {
      add(Failure.of(at, "'oneOf' failed, none matched", causes));
    }
  }

  private void unevaluated() {
    Schema others =
        value.isObject()
            ? schema.child("unevaluatedProperties")
            : value.isArray() ? schema.child("unevaluatedItems") : null;
    if (others == null || unevaluated == null) {
      return;
    }
    for (String key : List.copyOf(unevaluated)) {
      JsonNode part = value.isObject() ? value.get(key) : value.get(Integer.parseInt(key));
      add(part(others, part, key));
    }
    unevaluated.clear();
  }
}
