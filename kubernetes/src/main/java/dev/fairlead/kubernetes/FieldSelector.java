package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A condition on a few named fields. Immutable.
public final class FieldSelector {

  /// Fields besides `metadata.name` and `metadata.namespace`, by group and plural.
  private static final Map<String, Set<String>> FIELDS =
      Map.of(
          "pods",
          Set.of(
              "spec.nodeName",
              "spec.restartPolicy",
              "spec.schedulerName",
              "spec.serviceAccountName",
              "spec.hostNetwork",
              "status.phase",
              "status.podIP",
              "status.podIPs",
              "status.nominatedNodeName"),
          "events",
          Set.of(
              "involvedObject.kind",
              "involvedObject.namespace",
              "involvedObject.name",
              "involvedObject.uid",
              "involvedObject.apiVersion",
              "involvedObject.resourceVersion",
              "involvedObject.fieldPath",
              "reason",
              "reportingComponent",
              "source",
              "type"),
          "events.events.k8s.io",
          Set.of(
              "regarding.kind",
              "regarding.namespace",
              "regarding.name",
              "regarding.uid",
              "regarding.apiVersion",
              "regarding.resourceVersion",
              "regarding.fieldPath",
              "reason",
              "reportingController",
              "type"),
          "nodes",
          Set.of("spec.unschedulable"),
          "namespaces",
          Set.of("status.phase"),
          "secrets",
          Set.of("type"),
          "services",
          Set.of("spec.clusterIP", "spec.type"),
          "replicationcontrollers",
          Set.of("status.replicas"),
          "jobs.batch",
          Set.of("status.successful"));

  private final List<Requirement> requirements;

  private record Requirement(String field, boolean equal, String value) {}

  private FieldSelector(List<Requirement> requirements) {
    this.requirements = List.copyOf(requirements);
  }

  /// Parses `a=b,c!=d` for objects of `type`. An empty text selects everything.
  ///
  /// @throws KubernetesException with code 400 for a field that the kind does not offer
  public static FieldSelector parse(ResourceType type, String text) {
    List<Requirement> requirements = new ArrayList<>();
    for (String term : terms(text)) {
      if (!term.isEmpty()) {
        requirements.add(requirement(type, text, term));
      }
    }
    return new FieldSelector(requirements);
  }

  private static Requirement requirement(ResourceType type, String whole, String term) {
    for (int i = 0; i < term.length(); i++) {
      boolean not = term.startsWith("!=", i);
      if (not || term.charAt(i) == '=') {
        int end = i + (not || term.startsWith("==", i) ? 2 : 1);
        String field = term.substring(0, i);
        if (!offers(type, field)) {
          throw new KubernetesException(400, "BadRequest", unknown(type, field));
        }
        return new Requirement(field, !not, unescape(term.substring(end)));
      }
    }
    throw new KubernetesException(
        400, "BadRequest", "invalid selector: '%s'; can't understand '%s'".formatted(whole, term));
  }

  /// Kinds with fields of their own answer in another way than those without.
  private static String unknown(ResourceType type, String field) {
    return type.custom() || FIELDS.containsKey(type.qualifiedPlural())
        ? "field label not supported: " + field
        : "\"%s\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
            .formatted(field);
  }

  /// Commas separate terms unless a backslash stands before them.
  private static List<String> terms(String text) {
    List<String> terms = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == ',') {
        terms.add(text.substring(start, i));
        start = i + 1;
      }
    }
    terms.add(text.substring(start));
    return terms;
  }

  private static String unescape(String value) {
    return value.replaceAll("\\\\([\\\\,=])", "$1");
  }

  private static boolean offers(ResourceType type, String field) {
    return field.equals("metadata.name")
        || field.equals("metadata.namespace")
        || FIELDS.getOrDefault(type.qualifiedPlural(), Set.of()).contains(field)
        || type.selectableFields().contains("." + field);
  }

  /// Whether `object` satisfies every requirement.
  public boolean matches(JsonNode object) {
    for (Requirement requirement : requirements) {
      if (value(object, requirement.field()).equals(requirement.value()) != requirement.equal()) {
        return false;
      }
    }
    return true;
  }

  private static String value(JsonNode object, String field) {
    return switch (field) {
      // Computed by the server where the object has another shape.
      case "source" -> {
        String component = object.path("source").path("component").asText("");
        yield component.isEmpty() ? object.path("reportingComponent").asText("") : component;
      }
      case "status.successful" -> object.path("status").path("succeeded").asText("0");
      case "spec.unschedulable", "spec.hostNetwork" -> {
        JsonNode flag = object.path("spec").path(field.substring(5));
        yield flag.isMissingNode() ? "false" : flag.asText();
      }
      default -> {
        JsonNode node = object;
        for (String step : field.split("\\.")) {
          node = node.path(step);
        }
        yield node.isContainerNode() ? "" : node.asText("");
      }
    };
  }

  /// The value that the selector asks of `field` by equality; empty when it does not.
  public java.util.Optional<String> equality(String field) {
    return requirements.stream()
        .filter(requirement -> requirement.equal() && requirement.field().equals(field))
        .map(Requirement::value)
        .findFirst();
  }

  /// Whether everything matches.
  public boolean isEverything() {
    return requirements.isEmpty();
  }
}
