package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/// A condition on labels. Immutable.
public final class LabelSelector {

  private LabelSelector() {}

  /// Parses the string form: `a=b`, `a==b`, `a!=b`, `a`, `!a`, `a in (x,y)`, `a notin (x)`, `a>1`,
  /// joined by commas. An empty text selects everything.
  ///
  /// @throws KubernetesException with code 400 and the API server's text
  public static LabelSelector parse(String text) {
    throw new UnsupportedOperationException("not yet");
  }

  /// Reads `matchLabels` and `matchExpressions`. A missing or null selector selects nothing, an
  /// empty one everything.
  public static LabelSelector of(JsonNode selector) {
    throw new UnsupportedOperationException("not yet");
  }

  /// Reads a plain map of labels, as in `Service.spec.selector`; an empty one selects nothing.
  public static LabelSelector ofMap(JsonNode labels) {
    throw new UnsupportedOperationException("not yet");
  }

  /// Whether `labels` satisfy every requirement.
  public boolean matches(Map<String, String> labels) {
    throw new UnsupportedOperationException("not yet");
  }

  /// Whether the labels of an object (its `metadata.labels`) satisfy every requirement.
  public boolean matchesObject(JsonNode object) {
    throw new UnsupportedOperationException("not yet");
  }

  /// Whether everything matches.
  public boolean isEverything() {
    throw new UnsupportedOperationException("not yet");
  }

  /// The string form with sorted requirements, as `/scale` shows it.
  @Override
  public String toString() {
    throw new UnsupportedOperationException("not yet");
  }
}
