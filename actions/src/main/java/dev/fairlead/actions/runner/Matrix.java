package dev.fairlead.actions.runner;

import dev.fairlead.actions.expression.Value;
import dev.fairlead.actions.workflow.EvaluationException;
import dev.fairlead.model.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes the combinations of a matrix.
final class Matrix {
  /// GitHub's limits.
  static final int MAX_JOBS = 256;

  private static final int MAX_NAME = 100;

  private Matrix() {}

  /// @param values what `matrix.*` is
  /// @param shown the values that the job's name shows
  record Combination(Map<String, Value> values, List<Value> shown) {

    /// ` (25, linux)`, or empty.
    String suffix() {
      List<String> texts = new ArrayList<>();
      shown.forEach(value -> leaves(value, texts));
      if (texts.isEmpty()) {
        return "";
      }
      String text = String.join(", ", texts);
      return " ("
          + (text.length() > MAX_NAME ? text.substring(0, MAX_NAME - 3) + "..." : text)
          + ")";
    }

    private static void leaves(Value value, List<String> to) {
      switch (value) {
        case Value.Items items -> items.values().forEach(item -> leaves(item, to));
        case Value.Fields fields -> fields.values().values().forEach(item -> leaves(item, to));
        case Value.Null _, Value.Bool _, Value.Num _, Value.Text _ -> to.add(value.text());
      }
    }
  }

  /// @throws EvaluationException for a matrix that gives no job, or too many
  static List<Combination> combinations(Position at, Value matrix) {
    if (!(matrix instanceof Value.Fields fields)) {
      throw new EvaluationException(at, "matrix must be a mapping, found " + matrix.kind());
    }
    Map<String, List<Value>> vectors = new LinkedHashMap<>();
    List<Value> include = List.of();
    List<Value> exclude = List.of();
    for (var field : fields.values().entrySet()) {
      if (!(field.getValue() instanceof Value.Items items)) {
        throw new EvaluationException(
            at,
            "'"
                + field.getKey()
                + "' of the matrix must be a list, found "
                + field.getValue().kind());
      }
      switch (field.getKey()) {
        case "include" -> include = items.values();
        case "exclude" -> exclude = items.values();
        default -> {
          if (items.values().isEmpty()) {
            throw new EvaluationException(at, "'" + field.getKey() + "' of the matrix is empty");
          }
          vectors.put(field.getKey(), items.values());
        }
      }
    }
    List<Combination> result = product(vectors);
    for (Value entry : exclude) {
      Map<String, Value> pattern = entry(at, entry, "exclude");
      for (String key : pattern.keySet()) {
        if (!vectors.containsKey(key)) {
          throw new EvaluationException(
              at, "'exclude' of the matrix names '" + key + "', which the matrix does not have");
        }
      }
      result.removeIf(combination -> matches(combination.values(), pattern));
    }
    include(at, result, vectors, include);
    if (result.isEmpty()) {
      throw new EvaluationException(at, "the matrix gives no job");
    }
    if (result.size() > MAX_JOBS) {
      throw new EvaluationException(
          at, "the matrix gives " + result.size() + " jobs; at most " + MAX_JOBS + " are allowed");
    }
    return List.copyOf(result);
  }

  private static List<Combination> product(Map<String, List<Value>> vectors) {
    List<Combination> result = new ArrayList<>();
    if (vectors.isEmpty()) {
      return result;
    }
    result.add(new Combination(new LinkedHashMap<>(), List.of()));
    for (var vector : vectors.entrySet()) {
      List<Combination> longer = new ArrayList<>();
      for (Combination combination : result) {
        for (Value value : vector.getValue()) {
          Map<String, Value> values = new LinkedHashMap<>(combination.values());
          values.put(vector.getKey(), value);
          List<Value> shown = new ArrayList<>(combination.shown());
          shown.add(value);
          longer.add(new Combination(values, shown));
          if (longer.size() > MAX_JOBS * MAX_JOBS) {
            return longer; // Far beyond what is allowed; the caller says so.
          }
        }
      }
      result = longer;
    }
    return result;
  }

  private static void include(
      Position at,
      List<Combination> result,
      Map<String, List<Value>> vectors,
      List<Value> include) {
    int originals = result.size();
    for (Value entry : include) {
      Map<String, Value> fields = entry(at, entry, "include");
      Map<String, Value> filter = new LinkedHashMap<>(fields);
      filter.keySet().retainAll(vectors.keySet());
      boolean matched = false;
      for (int i = 0; i < originals; i++) {
        Combination combination = result.get(i);
        if (matches(combination.values(), filter)) {
          matched = true;
          fields.forEach((key, value) -> {
            if (!vectors.containsKey(key)) {
              combination.values().put(key, value);
            }
          });
        }
      }
      if (!matched) {
        result.add(new Combination(new LinkedHashMap<>(fields), List.copyOf(fields.values())));
      }
    }
  }

  private static Map<String, Value> entry(Position at, Value entry, String list) {
    if (entry instanceof Value.Fields fields) {
      return fields.values();
    }
    throw new EvaluationException(
        at, "an item of '" + list + "' of the matrix must be a mapping, found " + entry.kind());
  }

  private static boolean matches(Map<String, Value> values, Map<String, Value> pattern) {
    return pattern.entrySet().stream()
        .allMatch(entry -> {
          Value value = values.get(entry.getKey());
          return value != null && matches(value, entry.getValue());
        });
  }

  /// Deep; a mapping in the pattern may leave fields out.
  private static boolean matches(Value value, Value pattern) {
    if (pattern instanceof Value.Fields wanted && value instanceof Value.Fields had) {
      return matches(had.values(), wanted.values());
    }
    return value.json().equals(pattern.json());
  }
}
