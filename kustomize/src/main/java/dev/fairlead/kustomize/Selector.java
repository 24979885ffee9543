package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.kubernetes.KubernetesException;
import dev.fairlead.kubernetes.LabelSelector;

/// What a patch or replacement is meant for: patterns for the parts of the id, and selectors.
record Selector(
    Pattern group,
    Pattern version,
    Pattern kind,
    Pattern name,
    Pattern namespace,
    String labels,
    String annotations) {

  /// Reads a `target` or `select`; what is not there is an empty text.
  static Selector of(JsonNode target) {
    return new Selector(
        Pattern.of(target.path("group").asText("")),
        Pattern.of(target.path("version").asText("")),
        Pattern.of(target.path("kind").asText("")),
        Pattern.of(target.path("name").asText("")),
        Pattern.of(target.path("namespace").asText("")),
        target.path("labelSelector").asText(""),
        target.path("annotationSelector").asText(""));
  }

  boolean selects(Resource resource) {
    ResourceId now = resource.currentId();
    ResourceId before = resource.originalId();
    return (namespace.fits(before.effectiveNamespace()) || namespace.fits(now.effectiveNamespace()))
        && (name.fits(before.name()) || name.fits(now.name()))
        && group.fits(now.kind().group())
        && version.fits(now.kind().version())
        && kind.fits(now.kind().kind())
        && selects(resource, labels, annotations);
  }

  static boolean selects(Resource resource, String labels, String annotations) {
    try {
      return LabelSelector.parse(labels).matches(resource.labels())
          && LabelSelector.parse(annotations).matches(resource.annotations());
    } catch (KubernetesException e) {
      throw new Refusal("not a label selector: " + e.getMessage());
    }
  }

  /// An anchored pattern; an empty one fits everything.
  record Pattern(String text, com.google.re2j.Pattern compiled) {
    static Pattern of(String text) {
      try {
        return new Pattern(text, com.google.re2j.Pattern.compile("^(?:" + text + ")$"));
      } catch (com.google.re2j.PatternSyntaxException e) {
        throw new Refusal("not a regular expression: " + text + ": " + e.getDescription());
      }
    }

    boolean fits(String value) {
      return text.isEmpty() || compiled.matcher(value).find();
    }
  }
}
