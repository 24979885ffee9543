package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks of Services, Ingresses and the like.
final class ServiceValidation {

  private static final String PORT_RANGE = "must be between 1 and 65535, inclusive";

  private ServiceValidation() {}

  static void service(JsonNode spec, @Nullable JsonNode old, Faults faults) {
    String type = spec.path("type").asText();
    boolean headless = spec.path("clusterIP").asText().equals("None");
    if (spec.path("ports").isEmpty() && !headless && !type.equals("ExternalName")) {
      faults.required("spec.ports");
    }
    switch (type) {
      case "LoadBalancer", "NodePort" -> {
        if (headless) {
          faults.invalid(
              "spec.clusterIPs[0]", "None", "may not be set to 'None' for " + type + " services");
        }
      }
      case "ExternalName" -> externalName(spec, faults);
      case "ClusterIP" -> {}
      case "" -> faults.required("spec.type");
      default ->
          faults.notSupported(
              "spec.type",
              spec.get("type"),
              List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"));
    }
    faults.labels(spec.path("selector"), "spec.selector");
    ports(spec, type, faults);
    faults.oneOf(spec, "spec", "sessionAffinity", false, "ClientIP", "None");
    addresses(spec, type, faults);
    traffic(spec, type, faults);
    ranges(spec, type, faults);
    if (old != null) {
      unchanged(spec, old.path("spec"), faults);
    }
  }

  private static void externalName(JsonNode spec, Faults faults) {
    String name = spec.path("externalName").asText();
    if (name.isEmpty()) {
      faults.required("spec.externalName");
    } else {
      String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      faults.invalidIf("spec.externalName", name, Names.dnsSubdomain(plain));
    }
    if (spec.hasNonNull("clusterIP") && !spec.path("clusterIP").asText().isEmpty()) {
      faults.forbidden("spec.clusterIP", "may not be set when type is 'ExternalName'");
    }
  }

  private static void ports(JsonNode spec, String type, Faults faults) {
    Set<String> names = new HashSet<>();
    Set<String> taken = new HashSet<>();
    boolean several = spec.path("ports").size() > 1;
    int i = 0;
    for (JsonNode port : spec.path("ports")) {
      String at = "spec.ports[" + i++ + "]";
      String name = port.path("name").asText();
      if (name.isEmpty()) {
        if (several) {
          faults.required(at + ".name");
        }
      } else {
        faults.invalidIf(at + ".name", name, Names.dnsLabel(name));
        if (!names.add(name)) {
          faults.duplicate(at + ".name", name);
        }
      }
      int number = port.path("port").asInt();
      if (number < 1 || number > 65535) {
        faults.invalid(at + ".port", port.get("port"), PORT_RANGE);
      }
      faults.oneOf(port, at, "protocol", false, "SCTP", "TCP", "UDP");
      if (port.has("targetPort")) {
        PodValidation.portOrName(port.get("targetPort"), at + ".targetPort", faults);
      }
      int node = port.path("nodePort").asInt();
      if (node != 0 && (type.equals("ClusterIP") || type.equals("ExternalName"))) {
        faults.forbidden(at + ".nodePort", "may not be used when `type` is '" + type + "'");
      }
      String key = number + "/" + port.path("protocol").asText();
      if (!taken.add(key)) {
        faults
            .found()
            .add(
                new FieldError(
                    FieldError.Reason.DUPLICATE,
                    at,
                    "Duplicate value: {\"port\":%d,\"protocol\":\"%s\"}"
                        .formatted(number, port.path("protocol").asText())));
      }
    }
  }

  private static void addresses(JsonNode spec, String type, Faults faults) {
    if (type.equals("ExternalName")) {
      return;
    }
    JsonNode ips = spec.path("clusterIPs");
    String first = spec.path("clusterIP").asText();
    if (ips.isEmpty() && !first.isEmpty() && !first.equals("None") && !PodValidation.isIp(first)) {
      faults.invalid("spec.clusterIPs[0]", first, PodValidation.NO_IP);
    }
    int i = 0;
    for (JsonNode ip : ips) {
      String at = "spec.clusterIPs[" + i + "]";
      String text = ip.asText();
      if (text.equals("None") && i > 0) {
        faults.invalid(at, ips, "'None' must be the first and only value");
      } else if (!text.equals("None") && !PodValidation.isIp(text)) {
        faults.invalid(at, text, PodValidation.NO_IP);
      }
      i++;
    }
    i = 0;
    for (JsonNode ip : spec.path("externalIPs")) {
      String at = "spec.externalIPs[" + i++ + "]";
      if (!PodValidation.isIp(ip.asText())) {
        faults.invalid(at, ip.asText(), PodValidation.NO_IP);
      }
    }
  }

  private static void traffic(JsonNode spec, String type, Faults faults) {
    boolean external = type.equals("NodePort") || type.equals("LoadBalancer");
    JsonNode policy = spec.path("externalTrafficPolicy");
    if (!policy.isMissingNode()) {
      if (!external && !(type.equals("ClusterIP") && !spec.path("externalIPs").isEmpty())) {
        faults.invalid(
            "spec.externalTrafficPolicy",
            policy,
            "may only be set for externally-accessible services");
      } else {
        faults.oneOf(spec, "spec", "externalTrafficPolicy", true, "Cluster", "Local");
      }
    }
    faults.oneOf(spec, "spec", "internalTrafficPolicy", true, "Cluster", "Local");
  }

  private static void ranges(JsonNode spec, String type, Faults faults) {
    JsonNode ranges = spec.path("loadBalancerSourceRanges");
    if (ranges.isEmpty()) {
      return;
    }
    if (!type.equals("LoadBalancer")) {
      faults.forbidden(
          "spec.LoadBalancerSourceRanges", "may only be used when `type` is 'LoadBalancer'");
    }
    int i = 0;
    for (JsonNode range : ranges) {
      String text = range.asText().strip();
      int slash = text.indexOf('/');
      boolean fine =
          slash > 0
              && PodValidation.isIp(text.substring(0, slash))
              && text.substring(slash + 1).matches("[0-9]{1,3}");
      if (!fine) {
        faults.invalid(
            "spec.LoadBalancerSourceRanges[" + i + "]",
            range.asText(),
            "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
      }
      i++;
    }
  }

  private static void unchanged(JsonNode spec, JsonNode old, Faults faults) {
    boolean hadIp = !old.path("type").asText().equals("ExternalName");
    boolean hasIp = !spec.path("type").asText().equals("ExternalName");
    if (hadIp && hasIp) {
      JsonNode before = old.path("clusterIPs").path(0);
      JsonNode now = spec.path("clusterIPs").path(0);
      if (!before.isMissingNode() && !Values.same(before, now)) {
        faults.invalid("spec.clusterIPs[0]", spec.get("clusterIPs"), "may not change once set");
      }
    }
  }

  static void ingress(JsonNode spec, Faults faults) {
    JsonNode backend = spec.path("defaultBackend");
    if (spec.path("rules").isEmpty() && backend.isMissingNode()) {
      faults.invalid(
          "spec", (JsonNode) null, "either `defaultBackend` or `rules` must be specified");
    }
    if (backend.isObject()) {
      backend(backend, "spec.defaultBackend", faults);
    }
    int i = 0;
    for (JsonNode rule : spec.path("rules")) {
      String at = "spec.rules[" + i++ + "]";
      host(rule.path("host").asText(), at + ".host", faults);
      JsonNode http = rule.path("http");
      if (http.isObject() && http.path("paths").isEmpty()) {
        faults.required(at + ".http.paths");
      }
      int j = 0;
      for (JsonNode path : http.path("paths")) {
        path(path, at + ".http.paths[" + j++ + "]", faults);
      }
    }
    i = 0;
    for (JsonNode tls : spec.path("tls")) {
      int j = 0;
      for (JsonNode host : tls.path("hosts")) {
        String at = "spec.tls[%d].hosts[%d]".formatted(i, j++);
        String name = host.asText();
        faults.invalidIf(
            at, name, Names.dnsSubdomain(name.startsWith("*.") ? name.substring(2) : name));
      }
      i++;
    }
  }

  private static void host(String host, String at, Faults faults) {
    if (host.isEmpty()) {
      return;
    }
    if (PodValidation.isIp(host)) {
      faults.invalid(at, host, "must be a DNS name, not an IP address");
    } else {
      faults.invalidIf(
          at, host, Names.dnsSubdomain(host.startsWith("*.") ? host.substring(2) : host));
    }
  }

  private static void path(JsonNode path, String at, Faults faults) {
    String type = path.path("pathType").asText();
    String text = path.path("path").asText();
    switch (type) {
      case "" -> faults.required(at + ".pathType", "pathType must be specified");
      case "Exact", "Prefix" -> {
        if (!text.startsWith("/")) {
          faults.invalid(at + ".path", text, "must be an absolute path");
        }
      }
      case "ImplementationSpecific" -> {
        if (!text.isEmpty() && !text.startsWith("/")) {
          faults.invalid(at + ".path", text, "must be an absolute path");
        }
      }
      default ->
          faults.notSupported(
              at + ".pathType",
              path.get("pathType"),
              List.of("Exact", "ImplementationSpecific", "Prefix"));
    }
    backend(path.path("backend"), at + ".backend", faults);
  }

  private static void backend(JsonNode backend, String at, Faults faults) {
    JsonNode service = backend.path("service");
    if (service.isObject()) {
      String name = service.path("name").asText();
      if (name.isEmpty()) {
        faults.required(at + ".service.name");
      } else {
        faults.invalidIf(at + ".service.name", name, Names.dnsLabel(name));
      }
      JsonNode port = service.path("port");
      if (port.path("name").asText().isEmpty() && port.path("number").asInt() == 0) {
        faults.required(at + ".service.port", "port name or number is required");
      } else if (port.has("number")
          && (port.path("number").asInt() < 1 || port.path("number").asInt() > 65535)) {
        faults.invalid(at + ".service.port.number", port.get("number"), PORT_RANGE);
      }
    } else if (!backend.path("resource").isObject()) {
      faults.required(at, "service or resource backend is required");
    }
  }

  static void networkPolicy(JsonNode spec, Faults faults) {
    faults.selector(spec.path("podSelector"), "spec.podSelector");
    int i = 0;
    for (JsonNode type : spec.path("policyTypes")) {
      if (!List.of("Ingress", "Egress").contains(type.asText())) {
        faults.notSupported("spec.policyTypes[" + i + "]", type, List.of("Egress", "Ingress"));
      }
      i++;
    }
    for (String direction : List.of("ingress", "egress")) {
      i = 0;
      for (JsonNode rule : spec.path(direction)) {
        int j = 0;
        for (JsonNode port : rule.path("ports")) {
          String at = "spec.%s[%d].ports[%d]".formatted(direction, i, j++);
          faults.oneOf(port, at, "protocol", true, "SCTP", "TCP", "UDP");
          if (port.has("port")) {
            PodValidation.portOrName(port.get("port"), at + ".port", faults);
          }
        }
        i++;
      }
    }
  }
}
