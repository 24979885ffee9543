package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A condition on labels. Immutable.
public final class LabelSelector {

  private static final LabelSelector NOTHING = new LabelSelector(List.of(), true);
  private static final LabelSelector EVERYTHING = new LabelSelector(List.of(), false);

  private final List<Requirement> requirements;
  private final boolean nothing;

  enum Operator {
    EQUALS("="),
    NOT_EQUALS("!="),
    IN(" in "),
    NOT_IN(" notin "),
    EXISTS(""),
    ABSENT("!"),
    GREATER(">"),
    LESS("<");

    private final String text;

    Operator(String text) {
      this.text = text;
    }
  }

  record Requirement(String key, Operator operator, Set<String> values) {

    Requirement {
      values = java.util.Collections.unmodifiableSet(new TreeSet<>(values));
    }

    boolean matches(@Nullable String value) {
      return switch (operator) {
        case EQUALS, IN -> value != null && values.contains(value);
        case NOT_EQUALS, NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case ABSENT -> value == null;
        case GREATER, LESS -> value != null && compares(value);
      };
    }

    private boolean compares(String value) {
      try {
        int order = Long.compare(Long.parseLong(value), Long.parseLong(values.iterator().next()));
        return operator == Operator.GREATER ? order > 0 : order < 0;
      } catch (NumberFormatException _) { // a label that is no number is neither more nor less
        return false;
      }
    }

    @Override
    public String toString() {
      return switch (operator) {
        case EXISTS -> key;
        case ABSENT -> "!" + key;
        case IN, NOT_IN -> key + operator.text + "(" + String.join(",", values) + ")";
        default -> key + operator.text + String.join(",", values);
      };
    }
  }

  private LabelSelector(List<Requirement> requirements, boolean nothing) {
    this.requirements =
        requirements.stream().sorted(Comparator.comparing(Requirement::key)).toList();
    this.nothing = nothing;
  }

  /// Parses the string form: `a=b`, `a==b`, `a!=b`, `a`, `!a`, `a in (x,y)`, `a notin (x)`, `a>1`,
  /// joined by commas. An empty text selects everything.
  ///
  /// @throws KubernetesException with code 400 and the API server's text
  public static LabelSelector parse(String text) {
    List<Requirement> requirements = new SelectorParser(text).requirements();
    return requirements.isEmpty() ? EVERYTHING : new LabelSelector(requirements, false);
  }

  /// Reads `matchLabels` and `matchExpressions`. A missing or null selector selects nothing, an
  /// empty one everything.
  public static LabelSelector of(@Nullable JsonNode selector) {
    if (selector == null || !selector.isObject()) {
      return NOTHING;
    }
    List<Requirement> requirements = new ArrayList<>(equalities(selector.path("matchLabels")));
    for (JsonNode expression : selector.path("matchExpressions")) {
      Set<String> values = new TreeSet<>();
      expression.path("values").forEach(value -> values.add(value.asText()));
      @Nullable Operator operator =
          switch (expression.path("operator").asText()) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.ABSENT;
            case "Gt" -> Operator.GREATER;
            case "Lt" -> Operator.LESS;
            // Validation refuses other operators; whoever asks nevertheless must select nothing.
            default -> null;
          };
      if (operator == null) {
        return NOTHING;
      }
      requirements.add(new Requirement(expression.path("key").asText(), operator, values));
    }
    return new LabelSelector(requirements, false);
  }

  /// Reads a plain map of labels, as in `Service.spec.selector`; an empty one selects nothing.
  public static LabelSelector ofMap(@Nullable JsonNode labels) {
    return labels == null || labels.isEmpty()
        ? NOTHING
        : new LabelSelector(equalities(labels), false);
  }

  private static List<Requirement> equalities(JsonNode labels) {
    List<Requirement> requirements = new ArrayList<>();
    labels
        .properties()
        .forEach(label ->
            requirements.add(
                new Requirement(
                    label.getKey(), Operator.EQUALS, Set.of(label.getValue().asText()))));
    return requirements;
  }

  /// Whether `labels` satisfy every requirement.
  public boolean matches(Map<String, String> labels) {
    if (nothing) {
      return false;
    }
    for (Requirement requirement : requirements) {
      if (!requirement.matches(labels.get(requirement.key()))) {
        return false;
      }
    }
    return true;
  }

  /// Whether the labels of an object (its `metadata.labels`) satisfy every requirement.
  public boolean matchesObject(JsonNode object) {
    return matchesLabels(object.path("metadata").path("labels"));
  }

  /// Whether labels in JSON form satisfy every requirement.
  public boolean matchesLabels(JsonNode labels) {
    if (nothing) {
      return false;
    }
    for (Requirement requirement : requirements) {
      if (!requirement.matches(labels.path(requirement.key()).textValue())) {
        return false;
      }
    }
    return true;
  }

  /// Whether everything matches.
  public boolean isEverything() {
    return !nothing && requirements.isEmpty();
  }

  /// Whether nothing can match, because there is no selector at all.
  public boolean isNothing() {
    return nothing;
  }

  /// The labels that an object must have to match, as far as the selector names them by equality.
  public Map<String, String> equalities() {
    Map<String, String> labels = new HashMap<>();
    for (Requirement requirement : requirements) {
      if (requirement.operator() == Operator.EQUALS) {
        labels.put(requirement.key(), requirement.values().iterator().next());
      }
    }
    return labels;
  }

  /// The string form with sorted requirements, as `/scale` shows it.
  @Override
  public String toString() {
    return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
  }
}
