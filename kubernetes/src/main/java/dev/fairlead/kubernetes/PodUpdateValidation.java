package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// What may change in a Pod that exists.
final class PodUpdateValidation {

  private static final String RULE =
      "pod updates may not change fields other than"
          + " `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations`"
          + " (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow"
          + " it to be set to 1 if it was previously negative)";

  private PodUpdateValidation() {}

  static void check(JsonNode spec, JsonNode old, Faults faults) {
    for (String list : List.of("containers", "initContainers")) {
      if (spec.path(list).size() != old.path(list).size()) {
        faults.forbidden("spec." + list, "pod updates may not add or remove containers");
        return;
      }
      int i = 0;
      for (JsonNode container : spec.path(list)) {
        if (container.path("image").asText().isEmpty()) {
          faults.required("spec." + list + "[" + i + "].image");
        }
        i++;
      }
    }
    for (JsonNode toleration : old.path("tolerations")) {
      if (!contains(spec.path("tolerations"), toleration)) {
        faults.forbidden(
            "spec.tolerations",
            "existing toleration can not be modified except its tolerationSeconds");
      }
    }
    ObjectNode munged = ((ObjectNode) spec).deepCopy();
    for (String list : List.of("containers", "initContainers")) {
      if (munged.get(list) instanceof ArrayNode containers) {
        for (int i = 0; i < containers.size(); i++) {
          JsonNode image = old.path(list).path(i).get("image");
          if (image != null && containers.get(i) instanceof ObjectNode container) {
            container.set("image", image);
          }
        }
      }
    }
    for (String name : List.of("activeDeadlineSeconds", "tolerations", "schedulingGates")) {
      munged.remove(name);
      if (old.has(name)) {
        munged.set(name, old.get(name));
      }
    }
    if (!Values.same(munged, old)) {
      faults.forbidden("spec", RULE + "\n" + differences(munged, old));
    }
  }

  private static boolean contains(JsonNode tolerations, JsonNode wanted) {
    for (JsonNode toleration : tolerations) {
      ObjectNode left = toleration.deepCopy();
      ObjectNode right = wanted.deepCopy();
      left.remove("tolerationSeconds");
      right.remove("tolerationSeconds");
      if (Values.same(left, right)) {
        return true;
      }
    }
    return false;
  }

  private static String differences(JsonNode now, JsonNode old) {
    StringBuilder text = new StringBuilder();
    now.properties()
        .forEach(member -> {
          if (!Values.same(member.getValue(), old.get(member.getKey()))) {
            text.append("- ")
                .append(member.getKey())
                .append(": ")
                .append(old.path(member.getKey()))
                .append("\n+ ")
                .append(member.getKey())
                .append(": ")
                .append(member.getValue())
                .append('\n');
          }
        });
    return text.toString();
  }
}
