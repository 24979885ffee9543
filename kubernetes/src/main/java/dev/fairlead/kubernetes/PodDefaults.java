package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Defaults of Pods and of the templates for them.
final class PodDefaults {

  /// Members of a volume that say nothing about its source.
  private static final Set<String> NO_SOURCE = Set.of("name");

  private PodDefaults() {}

  static void template(@Nullable ObjectNode template) {
    ObjectNode spec = Fill.find(template, "spec");
    if (spec != null) {
      spec(spec);
    }
  }

  static void pod(ObjectNode pod) {
    ObjectNode status = Fill.find(pod, "status");
    if (status != null && status.has("podIP") && status.path("podIPs").isEmpty()) {
      status.putArray("podIPs").addObject().set("ip", status.get("podIP"));
    }
    ObjectNode spec = Fill.find(pod, "spec");
    if (spec == null) {
      return;
    }
    for (String list : List.of("containers", "initContainers")) {
      for (ObjectNode container : Fill.items(spec, list)) {
        requestsFromLimits(container);
      }
    }
    ObjectNode resources = Fill.find(spec, "resources");
    if (resources != null) {
      podRequests(spec, resources);
    }
    Fill.flag(spec, "enableServiceLinks", true);
    spec(spec);
  }

  private static void requestsFromLimits(ObjectNode container) {
    ObjectNode resources = Fill.find(container, "resources");
    ObjectNode limits = Fill.find(resources, "limits");
    if (resources == null || limits == null) {
      return;
    }
    ObjectNode requests = Fill.struct(resources, "requests");
    for (Map.Entry<String, JsonNode> limit : limits.properties()) {
      if (!requests.has(limit.getKey())) {
        requests.set(limit.getKey(), limit.getValue());
      }
    }
    if (requests.isEmpty()) {
      resources.remove("requests");
    }
  }

  /// Pod-level limits stand for missing pod-level requests where no container asks for the
  /// resource.
  private static void podRequests(ObjectNode spec, ObjectNode resources) {
    ObjectNode limits = Fill.find(resources, "limits");
    if (limits == null) {
      return;
    }
    ObjectNode requests = Fill.struct(resources, "requests");
    for (Map.Entry<String, JsonNode> limit : limits.properties()) {
      boolean asked =
          Fill.items(spec, "containers").stream()
              .anyMatch(c -> c.path("resources").path("requests").has(limit.getKey()));
      if (!requests.has(limit.getKey()) && !asked) {
        requests.set(limit.getKey(), limit.getValue());
      }
    }
    if (requests.isEmpty()) {
      resources.remove("requests");
    }
  }

  static void spec(ObjectNode spec) {
    Fill.text(spec, "dnsPolicy", "ClusterFirst");
    Fill.text(spec, "restartPolicy", "Always");
    Fill.text(spec, "schedulerName", "default-scheduler");
    Fill.number(spec, "terminationGracePeriodSeconds", 30);
    Fill.struct(spec, "securityContext");
    serviceAccount(spec);
    boolean hostNetwork = spec.path("hostNetwork").asBoolean();
    for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
      for (ObjectNode container : Fill.items(spec, list)) {
        container(container);
        if (hostNetwork) {
          for (ObjectNode port : Fill.items(container, "ports")) {
            if (!port.has("hostPort") && port.has("containerPort")) {
              port.set("hostPort", port.get("containerPort"));
            }
          }
        }
      }
    }
    Fill.items(spec, "volumes").forEach(PodDefaults::volume);
  }

  /// The old name of the field and the new one say the same.
  private static void serviceAccount(ObjectNode spec) {
    JsonNode name = spec.get("serviceAccountName");
    if (name != null) {
      spec.set("serviceAccount", name);
    } else if (spec.has("serviceAccount")) {
      spec.set("serviceAccountName", spec.get("serviceAccount"));
    }
  }

  private static void container(ObjectNode container) {
    Fill.text(container, "terminationMessagePath", "/dev/termination-log");
    Fill.text(container, "terminationMessagePolicy", "File");
    Fill.text(container, "imagePullPolicy", pullPolicy(container.path("image").asText()));
    Fill.struct(container, "resources");
    Fill.items(container, "ports").forEach(port -> Fill.text(port, "protocol", "TCP"));
    for (ObjectNode env : Fill.items(container, "env")) {
      ObjectNode source = Fill.find(env, "valueFrom");
      fieldRef(source);
      ObjectNode key = Fill.find(source, "fileKeyRef");
      if (key != null) {
        Fill.flag(key, "optional", false);
      }
    }
    for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      probe(Fill.find(container, probe));
    }
    ObjectNode lifecycle = Fill.find(container, "lifecycle");
    http(Fill.find(lifecycle, "postStart"));
    http(Fill.find(lifecycle, "preStop"));
  }

  /// `Always` for images that may change under their name: no tag, or `latest`.
  static String pullPolicy(String image) {
    if (image.contains("@")) {
      return "IfNotPresent";
    }
    int colon = image.lastIndexOf(':');
    boolean tagged = colon > image.lastIndexOf('/');
    return tagged && !image.substring(colon + 1).equals("latest") ? "IfNotPresent" : "Always";
  }

  private static void fieldRef(@Nullable ObjectNode holder) {
    ObjectNode reference = Fill.find(holder, "fieldRef");
    if (reference != null) {
      Fill.text(reference, "apiVersion", "v1");
    }
  }

  private static void probe(@Nullable ObjectNode probe) {
    if (probe == null) {
      return;
    }
    nonZero(probe, "timeoutSeconds", 1);
    nonZero(probe, "periodSeconds", 10);
    nonZero(probe, "successThreshold", 1);
    nonZero(probe, "failureThreshold", 3);
    http(probe);
    ObjectNode grpc = Fill.find(probe, "grpc");
    if (grpc != null) {
      Fill.text(grpc, "service", "");
    }
  }

  private static void nonZero(ObjectNode object, String name, int value) {
    if (object.path(name).asInt() == 0) {
      object.set(name, IntNode.valueOf(value));
    }
  }

  private static void http(@Nullable ObjectNode handler) {
    ObjectNode http = Fill.find(handler, "httpGet");
    if (http != null) {
      Fill.text(http, "path", "/");
      Fill.text(http, "scheme", "HTTP");
    }
  }

  private static void volume(ObjectNode volume) {
    boolean hasSource = false;
    for (Map.Entry<String, JsonNode> member : volume.properties()) {
      hasSource |= !NO_SOURCE.contains(member.getKey());
    }
    if (!hasSource) {
      volume.putObject("emptyDir");
    }
    for (String source : List.of("secret", "configMap", "downwardAPI", "projected")) {
      ObjectNode found = Fill.find(volume, source);
      if (found != null) {
        Fill.number(found, "defaultMode", 420);
      }
    }
    Fill.items(Fill.find(volume, "downwardAPI"), "items").forEach(PodDefaults::fieldRef);
    for (ObjectNode source : Fill.items(Fill.find(volume, "projected"), "sources")) {
      Fill.items(Fill.find(source, "downwardAPI"), "items").forEach(PodDefaults::fieldRef);
      ObjectNode token = Fill.find(source, "serviceAccountToken");
      if (token != null) {
        Fill.number(token, "expirationSeconds", 3600);
      }
    }
    ObjectNode hostPath = Fill.find(volume, "hostPath");
    if (hostPath != null) {
      Fill.text(hostPath, "type", "");
    }
    ObjectNode iscsi = Fill.find(volume, "iscsi");
    if (iscsi != null) {
      Fill.text(iscsi, "iscsiInterface", "default");
    }
    ObjectNode image = Fill.find(volume, "image");
    if (image != null) {
      Fill.text(image, "pullPolicy", pullPolicy(image.path("reference").asText()));
    }
    ObjectNode claim = Fill.find(Fill.find(volume, "ephemeral"), "volumeClaimTemplate");
    ObjectNode claimSpec = Fill.find(claim, "spec");
    if (claimSpec != null) {
      Fill.text(claimSpec, "volumeMode", "Filesystem");
    }
  }
}
