package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Defaults of the kinds that run no Pods.
final class OtherDefaults {

  private static final String RBAC = "rbac.authorization.k8s.io";

  private OtherDefaults() {}

  static void service(ObjectNode spec) {
    Fill.text(spec, "sessionAffinity", "None");
    if (spec.path("sessionAffinity").asText().equals("ClientIP")) {
      ObjectNode client = Fill.struct(Fill.struct(spec, "sessionAffinityConfig"), "clientIP");
      Fill.number(client, "timeoutSeconds", 10800);
    } else if (spec.path("sessionAffinity").asText().equals("None")) {
      spec.remove("sessionAffinityConfig");
    }
    Fill.text(spec, "type", "ClusterIP");
    for (ObjectNode port : Fill.items(spec, "ports")) {
      Fill.text(port, "protocol", "TCP");
      String target = port.path("targetPort").asText();
      if (target.isEmpty() || target.equals("0")) {
        port.set("targetPort", port.get("port"));
      }
    }
    String type = spec.path("type").asText();
    boolean external = type.equals("NodePort") || type.equals("LoadBalancer");
    if (external || (type.equals("ClusterIP") && !spec.path("externalIPs").isEmpty())) {
      Fill.text(spec, "externalTrafficPolicy", "Cluster");
    }
    if (external || type.equals("ClusterIP")) {
      Fill.text(spec, "internalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer")) {
      Fill.flag(spec, "allocateLoadBalancerNodePorts", true);
    }
  }

  /// `stringData` is a way to write `data`; it is never stored.
  static void secret(ObjectNode object) {
    Fill.text(object, "type", "Opaque");
    if (object.remove("stringData") instanceof ObjectNode texts && !texts.isEmpty()) {
      ObjectNode data = Fill.struct(object, "data");
      texts
          .properties()
          .forEach(text ->
              data.put(
                  text.getKey(),
                  Base64.getEncoder()
                      .encodeToString(text.getValue().asText().getBytes(StandardCharsets.UTF_8))));
    }
  }

  static void endpoints(ObjectNode object) {
    for (ObjectNode subset : Fill.items(object, "subsets")) {
      Fill.items(subset, "ports").forEach(port -> Fill.text(port, "protocol", "TCP"));
    }
  }

  static void endpointSlice(ObjectNode object) {
    for (ObjectNode port : Fill.items(object, "ports")) {
      Fill.text(port, "name", "");
      Fill.text(port, "protocol", "TCP");
    }
  }

  static void limitRange(@Nullable ObjectNode spec) {
    for (ObjectNode item : Fill.items(spec, "limits")) {
      if (!item.path("type").asText().equals("Container")) {
        continue;
      }
      ObjectNode standard = Fill.struct(item, "default");
      copyMissing(Fill.find(item, "max"), standard);
      ObjectNode request = Fill.struct(item, "defaultRequest");
      copyMissing(standard, request);
      copyMissing(Fill.find(item, "min"), request);
      for (String name : List.of("default", "defaultRequest")) {
        if (item.path(name).isEmpty()) {
          item.remove(name);
        }
      }
    }
  }

  private static void copyMissing(@Nullable ObjectNode from, ObjectNode to) {
    if (from != null) {
      from.properties()
          .forEach(entry -> {
            if (!to.has(entry.getKey())) {
              to.set(entry.getKey(), entry.getValue());
            }
          });
    }
  }

  static void namespace(ObjectNode object) {
    ObjectNode metadata = Fill.struct(object, "metadata");
    String name = metadata.path("name").asText();
    if (!name.isEmpty()) {
      Fill.struct(metadata, "labels").put("kubernetes.io/metadata.name", name);
    }
    Fill.text(Fill.struct(object, "status"), "phase", "Active");
  }

  static void node(ObjectNode object) {
    ObjectNode spec = Fill.struct(object, "spec");
    if (spec.has("podCIDR") && Fill.lacks(spec, "podCIDRs")) {
      spec.putArray("podCIDRs").add(spec.get("podCIDR"));
    } else if (!spec.path("podCIDRs").isEmpty()) {
      spec.set("podCIDR", spec.get("podCIDRs").get(0));
    }
    ObjectNode status = Fill.struct(object, "status");
    if (!status.path("capacity").isEmpty() && Fill.lacks(status, "allocatable")) {
      status.set("allocatable", status.get("capacity").deepCopy());
    }
  }

  static void volumeClaim(ObjectNode object) {
    Fill.text(Fill.struct(object, "status"), "phase", "Pending");
    Fill.text(Fill.struct(object, "spec"), "volumeMode", "Filesystem");
  }

  static void volume(ObjectNode object) {
    Fill.text(Fill.struct(object, "status"), "phase", "Pending");
    ObjectNode spec = Fill.struct(object, "spec");
    Fill.text(spec, "persistentVolumeReclaimPolicy", "Retain");
    Fill.text(spec, "volumeMode", "Filesystem");
    ObjectNode hostPath = Fill.find(spec, "hostPath");
    if (hostPath != null) {
      Fill.text(hostPath, "type", "");
    }
    ObjectNode iscsi = Fill.find(spec, "iscsi");
    if (iscsi != null) {
      Fill.text(iscsi, "iscsiInterface", "default");
    }
  }

  static void networkPolicy(ObjectNode spec) {
    for (String direction : List.of("ingress", "egress")) {
      for (ObjectNode rule : Fill.items(spec, direction)) {
        Fill.items(rule, "ports").forEach(port -> Fill.text(port, "protocol", "TCP"));
      }
    }
    if (spec.path("policyTypes").isEmpty()) {
      var types = spec.putArray("policyTypes").add("Ingress");
      if (!spec.path("egress").isEmpty()) {
        types.add("Egress");
      }
    }
  }

  static void roleBinding(ObjectNode object) {
    Fill.text(Fill.struct(object, "roleRef"), "apiGroup", RBAC);
    for (ObjectNode subject : Fill.items(object, "subjects")) {
      String kind = subject.path("kind").asText();
      if (kind.equals("User") || kind.equals("Group")) {
        Fill.text(subject, "apiGroup", RBAC);
      }
    }
  }

  static void storageClass(ObjectNode object) {
    Fill.text(object, "reclaimPolicy", "Delete");
    Fill.text(object, "volumeBindingMode", "Immediate");
  }

  static void csiDriver(ObjectNode spec) {
    Fill.flag(spec, "attachRequired", true);
    Fill.flag(spec, "podInfoOnMount", false);
    Fill.flag(spec, "storageCapacity", false);
    Fill.flag(spec, "requiresRepublish", false);
    Fill.flag(spec, "seLinuxMount", false);
    Fill.text(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
    if (spec.path("volumeLifecycleModes").isEmpty()) {
      spec.putArray("volumeLifecycleModes").add("Persistent");
    }
  }

  static void ingressClass(@Nullable ObjectNode spec) {
    ObjectNode parameters = Fill.find(spec, "parameters");
    if (parameters != null) {
      Fill.text(parameters, "scope", "Cluster");
    }
  }

  static void webhooks(ObjectNode object, boolean mutating) {
    for (ObjectNode webhook : Fill.items(object, "webhooks")) {
      Fill.text(webhook, "failurePolicy", "Fail");
      Fill.text(webhook, "matchPolicy", "Equivalent");
      Fill.struct(webhook, "namespaceSelector");
      Fill.struct(webhook, "objectSelector");
      Fill.number(webhook, "timeoutSeconds", 10);
      if (mutating) {
        Fill.text(webhook, "reinvocationPolicy", "Never");
      }
      servicePort(Fill.find(Fill.find(webhook, "clientConfig"), "service"));
      Fill.items(webhook, "rules").forEach(rule -> Fill.text(rule, "scope", "*"));
    }
  }

  static void servicePort(@Nullable ObjectNode service) {
    if (service != null) {
      Fill.number(service, "port", 443);
    }
  }

  static void definition(ObjectNode spec) {
    ObjectNode names = Fill.struct(spec, "names");
    String kind = names.path("kind").asText();
    if (!kind.isEmpty()) {
      Fill.text(names, "singular", kind.toLowerCase(Locale.ROOT));
      Fill.text(names, "listKind", kind + "List");
    }
    ObjectNode conversion = Fill.struct(spec, "conversion");
    Fill.text(conversion, "strategy", "None");
    servicePort(Fill.find(Fill.find(Fill.find(conversion, "webhook"), "clientConfig"), "service"));
  }

  /// Defaults of a custom kind, from its schema.
  static void custom(Schema schema, ObjectNode object) {
    for (Map.Entry<String, Schema.Field> field : schema.fields().entrySet()) {
      Schema type = field.getValue().schema();
      String name = field.getKey();
      var value = object.get(name);
      if (value == null || (value.isNull() && !type.extras().nullable())) {
        var standard = type.extras().defaultValue();
        if (standard == null) {
          continue;
        }
        value = standard.deepCopy();
        object.set(name, value);
      }
      below(type, value);
    }
  }

  private static void below(Schema schema, com.fasterxml.jackson.databind.JsonNode value) {
    switch (schema.kind()) {
      case STRUCT -> {
        if (value instanceof ObjectNode object && schema != ResourceTypes.metadata()) {
          custom(schema, object);
        }
      }
      case MAP, LIST -> {
        Schema item = schema.item();
        if (item != null && value.isContainerNode()) {
          value.forEach(entry -> below(item, entry));
        }
      }
      default -> {}
    }
  }
}
