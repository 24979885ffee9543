package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks of Services.
final class ServiceValidation {

  private static final String PORT_RANGE = "must be between 1 and 65535, inclusive";
  private static final int MAX_AFFINITY_SECONDS = 86_400;
  private static final String ONLY_BALANCED = "may only be used when `type` is 'LoadBalancer'";
  private static final String ONCE = "may not change once set";

  private final JsonNode spec;
  private final String type;
  private final Faults faults;

  private ServiceValidation(JsonNode spec, Faults faults) {
    this.spec = spec;
    this.type = spec.path("type").asText();
    this.faults = faults;
  }

  static void service(JsonNode object, @Nullable JsonNode old, Faults faults) {
    ServiceValidation validation = new ServiceValidation(object.path("spec"), faults);
    if (old != null) {
      validation.unchanged(old.path("spec"));
    }
    validation.check(object);
  }

  private static boolean headless(JsonNode spec) {
    JsonNode ips = spec.path("clusterIPs");
    return ips.isEmpty()
        ? spec.path("clusterIP").asText().equals("None")
        : ips.size() == 1 && ips.get(0).asText().equals("None");
  }

  private void check(JsonNode object) {
    boolean headless = headless(spec);
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
      case "ExternalName" -> externalName();
      case "ClusterIP" -> {}
      case "" -> faults.required("spec.type");
      default ->
          faults.notSupported(
              "spec.type",
              spec.get("type"),
              List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"));
    }
    faults.labels(spec.path("selector"), "spec.selector");
    ports();
    affinity();
    if (!type.equals("ExternalName")) {
      addresses(headless);
    }
    externalIps();
    traffic();
    ranges(object);
    balancer();
  }

  private void externalName() {
    for (String member : List.of("clusterIPs", "ipFamilies")) {
      if (!spec.path(member).isEmpty()) {
        faults.forbidden("spec." + member, "may not be set for ExternalName services");
      }
    }
    if (spec.path("clusterIPs").isEmpty() && !spec.path("clusterIP").asText().isEmpty()) {
      faults.forbidden("spec.clusterIPs", "may not be set for ExternalName services");
    }
    if (spec.hasNonNull("ipFamilyPolicy")) {
      faults.forbidden("spec.ipFamilyPolicy", "may not be set for ExternalName services");
    }
    String name = spec.path("externalName").asText();
    String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (plain.isEmpty()) {
      faults.required("spec.externalName");
    } else {
      faults.invalidIf("spec.externalName", plain, Names.dnsSubdomain(plain));
    }
  }

  private void ports() {
    Set<String> names = new HashSet<>();
    Set<String> taken = new HashSet<>();
    Set<String> onNodes = new HashSet<>();
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
        faults.invalid(at + ".port", IntNode.valueOf(number), PORT_RANGE);
      }
      faults.oneOf(port, at, "protocol", false, "SCTP", "TCP", "UDP");
      if (port.has("targetPort")) {
        ContainerValidation.portOrName(port.get("targetPort"), at + ".targetPort", faults);
      }
      if (port.hasNonNull("appProtocol")) {
        String protocol = port.path("appProtocol").asText();
        faults.invalidIf(at + ".appProtocol", protocol, Names.qualifiedName(protocol));
      }
      String protocol = port.path("protocol").asText();
      int node = port.path("nodePort").asInt();
      if (node != 0) {
        if (type.equals("ClusterIP")) {
          faults.forbidden(at + ".nodePort", "may not be used when `type` is 'ClusterIP'");
        }
        if (!onNodes.add(node + "/" + protocol)) {
          faults.duplicate(at + ".nodePort", port.path("nodePort"));
        }
      }
      if (!taken.add(number + "/" + protocol)) {
        faults
            .found()
            .add(
                new FieldError(
                    FieldError.Reason.DUPLICATE,
                    at,
                    ("Duplicate value: {\"Name\":\"\",\"Protocol\":\"%s\",\"AppProtocol\":null,"
                            + "\"Port\":%d,\"TargetPort\":0,\"NodePort\":0}")
                        .formatted(protocol, number)));
      }
    }
  }

  private void affinity() {
    faults.oneOf(spec, "spec", "sessionAffinity", false, "ClientIP", "None");
    String at = "spec.sessionAffinityConfig";
    JsonNode config = spec.path("sessionAffinityConfig");
    switch (spec.path("sessionAffinity").asText()) {
      case "ClientIP" -> {
        String when = "when session affinity type is ClientIP";
        JsonNode seconds = config.path("clientIP").path("timeoutSeconds");
        if (!config.isObject()) {
          faults.required(at, when);
        } else if (!config.path("clientIP").isObject()) {
          faults.required(at + ".clientIP", when);
        } else if (!seconds.isNumber()) {
          faults.required(at + ".clientIP.timeoutSeconds", when);
        } else if (seconds.asInt() <= 0 || seconds.asInt() > MAX_AFFINITY_SECONDS) {
          faults.invalid(
              at + ".clientIP.timeoutSeconds",
              seconds,
              "must be greater than 0 and less than " + MAX_AFFINITY_SECONDS);
        }
      }
      case "None" -> {
        if (config.isObject()) {
          faults.forbidden(at, "must not be set when session affinity is None");
        }
      }
      default -> {}
    }
  }

  private void addresses(boolean headless) {
    JsonNode ips = spec.path("clusterIPs");
    String first = spec.path("clusterIP").asText();
    if (ips.isEmpty() && !first.isEmpty() && !first.equals("None") && !PodValidation.isIp(first)) {
      faults.invalid("spec.clusterIPs[0]", first, PodValidation.NO_IP);
    }
    if (!ips.isEmpty()) {
      if (first.isEmpty()) {
        faults.invalid("spec.clusterIPs", ips, "must be empty when `clusterIP` is not specified");
      } else if (!ips.get(0).asText().equals(first)) {
        faults.invalid("spec.clusterIPs", ips, "first value must match `clusterIP`");
      }
    }
    families();
    boolean wrong = false;
    int i = 0;
    for (JsonNode ip : ips) {
      String text = ip.asText();
      if (i == 0 && text.equals("None")) {
        if (ips.size() > 1) {
          wrong = true;
          faults.invalid("spec.clusterIPs", ips, "'None' must be the first and only value");
        }
      } else if (!PodValidation.isIp(text)) {
        wrong = true;
        faults.invalid("spec.clusterIPs[" + i + "]", text, PodValidation.NO_IP);
      }
      i++;
    }
    if (ips.size() > 2) {
      faults.invalid("spec.clusterIPs", ips, "may only hold up to 2 values");
    }
    if (wrong) {
      return;
    }
    if (ips.size() > 1 && isV6(ips.get(0)) == isV6(ips.get(1))) {
      faults.invalid("spec.clusterIPs", ips, "may specify no more than one IP for each IP family");
    }
    for (int j = 0; !headless && j < Math.min(ips.size(), spec.path("ipFamilies").size()); j++) {
      String family = spec.path("ipFamilies").get(j).asText();
      String found = isV6(ips.get(j)) ? "IPv6" : "IPv4";
      if (!family.equals(found)) {
        faults.invalid(
            "spec.clusterIPs[" + j + "]",
            ips.get(j),
            "expected an %s value as indicated by `ipFamilies[%d]`".formatted(family, j));
      }
    }
  }

  private static boolean isV6(JsonNode ip) {
    return ip.asText().contains(":");
  }

  private void families() {
    Set<String> seen = new HashSet<>();
    int i = 0;
    for (JsonNode family : spec.path("ipFamilies")) {
      String at = "spec.ipFamilies[" + i++ + "]";
      if (!List.of("IPv4", "IPv6").contains(family.asText())) {
        faults.notSupported(at, family, List.of("IPv4", "IPv6"));
      }
      if (!seen.add(family.asText())) {
        faults.duplicate(at, family);
      }
    }
    faults.oneOf(
        spec, "spec", "ipFamilyPolicy", true, "PreferDualStack", "RequireDualStack", "SingleStack");
  }

  private void externalIps() {
    int i = 0;
    for (JsonNode ip : spec.path("externalIPs")) {
      String at = "spec.externalIPs[" + i++ + "]";
      if (PodValidation.isIp(ip.asText())) {
        NetworkValidation.ordinaryIp(ip.asText(), at, faults);
      } else {
        faults.invalid(at, ip.asText(), PodValidation.NO_IP);
      }
    }
  }

  private void traffic() {
    boolean external =
        type.equals("NodePort")
            || type.equals("LoadBalancer")
            || (type.equals("ClusterIP") && !spec.path("externalIPs").isEmpty());
    JsonNode policy = spec.path("externalTrafficPolicy");
    if (!external) {
      if (!policy.asText().isEmpty()) {
        faults.invalid(
            "spec.externalTrafficPolicy",
            policy,
            "may only be set for externally-accessible services");
      }
    } else {
      faults.oneOf(spec, "spec", "externalTrafficPolicy", true, "Cluster", "Local");
    }
    boolean checked = type.equals("LoadBalancer") && policy.asText().equals("Local");
    JsonNode health = spec.path("healthCheckNodePort");
    if (!checked && health.asInt() != 0) {
      faults.invalid(
          "spec.healthCheckNodePort",
          health,
          "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
    } else if (checked && health.isNumber() && (health.asInt() < 1 || health.asInt() > 65535)) {
      faults.invalid("spec.healthCheckNodePort", health, PORT_RANGE);
    }
    faults.oneOf(spec, "spec", "internalTrafficPolicy", true, "Cluster", "Local");
    if (spec.hasNonNull("trafficDistribution")) {
      List<String> known = List.of("PreferClose", "PreferSameNode", "PreferSameZone");
      if (!known.contains(spec.path("trafficDistribution").asText())) {
        faults.notSupported("spec.trafficDistribution", spec.get("trafficDistribution"), known);
      }
    }
  }

  private void ranges(JsonNode object) {
    JsonNode ranges = spec.path("loadBalancerSourceRanges");
    String name = "service.beta.kubernetes.io/load-balancer-source-ranges";
    JsonNode annotation = object.path("metadata").path("annotations").path(name);
    if (!ranges.isEmpty()) {
      if (!type.equals("LoadBalancer")) {
        faults.forbidden("spec.LoadBalancerSourceRanges", ONLY_BALANCED);
      }
      int i = 0;
      for (JsonNode range : ranges) {
        range(range.asText(), "spec.LoadBalancerSourceRanges[" + i++ + "]");
      }
    } else if (annotation.isTextual()) {
      String at = "metadata.annotations[" + name + "]";
      if (!type.equals("LoadBalancer")) {
        faults.forbidden(at, ONLY_BALANCED);
      }
      if (!annotation.asText().isBlank()) {
        for (String range : List.of(annotation.asText().split(",", -1))) {
          range(range, at);
        }
      }
    }
  }

  private void range(String range, String at) {
    String text = range.strip();
    if (!PodValidation.isCidr(text)) {
      faults.invalid(at, text, PodValidation.NO_CIDR);
    }
  }

  private void balancer() {
    boolean balanced = type.equals("LoadBalancer");
    if (spec.hasNonNull("allocateLoadBalancerNodePorts") && !balanced) {
      faults.forbidden("spec.allocateLoadBalancerNodePorts", ONLY_BALANCED);
    }
    if (spec.hasNonNull("loadBalancerClass")) {
      String name = spec.path("loadBalancerClass").asText();
      if (balanced) {
        faults.invalidIf("spec.loadBalancerClass", name, Names.qualifiedName(name));
      } else {
        faults.forbidden("spec.loadBalancerClass", ONLY_BALANCED);
      }
    }
  }

  private void unchanged(JsonNode old) {
    boolean hadIp = !old.path("type").asText().equals("ExternalName");
    boolean hasIp = !type.equals("ExternalName");
    if (hadIp && hasIp && !(headless(old) && headless(spec))) {
      clusterIps(old);
      if (headless(old) == headless(spec)) {
        ipFamilies(old);
      }
    }
    String balanced = "LoadBalancer";
    if (type.equals(balanced) && old.path("type").asText().equals(balanced)) {
      if (!Values.same(spec.path("loadBalancerClass"), old.path("loadBalancerClass"))) {
        faults.invalid("spec.loadBalancerClass", spec.get("loadBalancerClass"), ONCE);
      }
      String local = "Local";
      boolean checked =
          spec.path("externalTrafficPolicy").asText().equals(local)
              && old.path("externalTrafficPolicy").asText().equals(local);
      if (checked
          && !Values.same(spec.path("healthCheckNodePort"), old.path("healthCheckNodePort"))) {
        faults.forbidden("spec.healthCheckNodePort", "field is immutable");
      }
    }
  }

  private void clusterIps(JsonNode old) {
    JsonNode before = old.path("clusterIPs");
    JsonNode now = spec.path("clusterIPs");
    if (before.size() == now.size()) {
      for (int i = 0; i < before.size(); i++) {
        if (!before.get(i).equals(now.get(i))) {
          faults.invalid("spec.clusterIPs[" + i + "]", now, ONCE);
        }
      }
      return;
    }
    if (now.isEmpty()) {
      faults.invalid(
          "spec.clusterIPs[0]", spec.get("clusterIPs"), "primary clusterIP can not be unset");
    } else if (!before.isEmpty() && !before.get(0).equals(now.get(0))) {
      faults.invalid("spec.clusterIPs[0]", now, ONCE);
    }
    released(before, now, "clusterIP");
  }

  private void ipFamilies(JsonNode old) {
    JsonNode before = old.path("ipFamilies");
    JsonNode now = spec.path("ipFamilies");
    if (before.size() == now.size()) {
      for (int i = 0; i < before.size(); i++) {
        if (!before.get(i).equals(now.get(i))) {
          faults.invalid("spec.ipFamilies[0]", now, ONCE);
        }
      }
      return;
    }
    if (!before.isEmpty() && !now.isEmpty() && !before.get(0).equals(now.get(0))) {
      faults.invalid("spec.ipFamilies[0]", spec.get("clusterIPs"), ONCE);
    }
    released(before, now, "ipFamily");
  }

  private void released(JsonNode before, JsonNode now, String what) {
    boolean single = spec.path("ipFamilyPolicy").asText().equals("SingleStack");
    if (before.size() > now.size() && now.size() == 1 && !single) {
      faults.invalid(
          "spec.ipFamilyPolicy",
          spec.get("ipFamilyPolicy"),
          "must be set to 'SingleStack' when releasing the secondary " + what);
    }
  }
}
