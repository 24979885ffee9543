package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks of Ingresses, NetworkPolicies and endpoints.
final class NetworkValidation {

  private static final String PORT_RANGE = "must be between 1 and 65535, inclusive";
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final int MAX_ADDRESSES = 100;
  private static final int MAX_PORTS = 20_000;
  private static final int MAX_ENDPOINTS = 1000;
  private static final int MAX_CONTROLLER = 250;

  private NetworkValidation() {}

  static void ingress(JsonNode object, boolean create, Faults faults) {
    JsonNode spec = object.path("spec");
    JsonNode standard = spec.path("defaultBackend");
    if (spec.path("rules").isEmpty() && standard.isMissingNode()) {
      faults.invalid(
          "spec", spec.get("rules"), "either `defaultBackend` or `rules` must be specified");
    }
    if (standard.isObject()) {
      backend(standard, "spec.defaultBackend", faults);
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
    tls(spec.path("tls"), faults);
    String className = spec.path("ingressClassName").asText();
    if (spec.hasNonNull("ingressClassName")) {
      faults.invalidIf("spec.ingressClassName", className, Names.dnsSubdomain(className));
    }
    JsonNode annotation =
        object.path("metadata").path("annotations").path("kubernetes.io/ingress.class");
    if (create
        && annotation.isTextual()
        && spec.hasNonNull("ingressClassName")
        && !annotation.asText().equals(className)) {
      faults.invalid(
          "annotations.kubernetes.io/ingress.class",
          annotation,
          "must match `ingressClassName` when both are specified");
    }
  }

  private static void tls(JsonNode list, Faults faults) {
    int i = 0;
    for (JsonNode tls : list) {
      int j = 0;
      for (JsonNode host : tls.path("hosts")) {
        String at = "spec.tls[%d].hosts[%d]".formatted(i, j++);
        String name = host.asText();
        faults.invalidIf(
            at, name, name.contains("*") ? Names.wildcardDns(name) : Names.dnsSubdomain(name));
      }
      String secret = tls.path("secretName").asText();
      if (!secret.isEmpty()) {
        faults.invalidIf("spec.tls[" + i + "].secretName", secret, Names.dnsSubdomain(secret));
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
    }
    faults.invalidIf(
        at, host, host.contains("*") ? Names.wildcardDns(host) : Names.dnsSubdomain(host));
  }

  private static void path(JsonNode path, String at, Faults faults) {
    String text = path.path("path").asText();
    switch (path.path("pathType").asText()) {
      case "" -> {
        if (!path.hasNonNull("pathType")) {
          faults.required(at + ".pathType", "pathType must be specified");
          return;
        }
        faults.notSupported(
            at + ".pathType",
            path.get("pathType"),
            List.of("Exact", "ImplementationSpecific", "Prefix"));
      }
      case "Exact", "Prefix" -> strictPath(text, at + ".path", faults);
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

  private static void strictPath(String text, String at, Faults faults) {
    if (!text.startsWith("/")) {
      faults.invalid(at, text, "must be an absolute path");
    }
    for (String part : List.of("//", "/./", "/../", "%2f", "%2F")) {
      if (text.contains(part)) {
        faults.invalid(at, text, "must not contain '" + part + "'");
      }
    }
    for (String end : List.of("/..", "/.")) {
      if (text.endsWith(end)) {
        faults.invalid(at, text, "cannot end with '" + end + "'");
      }
    }
  }

  private static void backend(JsonNode backend, String at, Faults faults) {
    JsonNode service = backend.path("service");
    JsonNode resource = backend.path("resource");
    if (service.isObject() && resource.isObject()) {
      faults.invalid(at, "", "cannot set both resource and service backends");
    } else if (resource.isObject()) {
      typedReference(resource, at + ".resource", faults);
    } else if (service.isObject()) {
      String name = service.path("name").asText();
      if (name.isEmpty()) {
        faults.required(at + ".service.name");
      } else {
        faults.invalidIf(at + ".service.name", name, Names.dnsLabel(name));
      }
      servicePort(service.path("port"), at, faults);
    } else {
      faults.invalid(at, "", "resource or service backend is required");
    }
  }

  private static void servicePort(JsonNode port, String at, Faults faults) {
    String name = port.path("name").asText();
    int number = port.path("number").asInt();
    if (!name.isEmpty() && number != 0) {
      faults.invalid(at, "", "cannot set both port name & port number");
    } else if (!name.isEmpty()) {
      Names.portNameFaults(name)
          .forEach(wrong -> faults.invalid(at + ".service.port.name", name, wrong));
    } else if (number == 0) {
      faults.required(at, "port name or number is required");
    } else if (number < 1 || number > 65535) {
      faults.invalid(at + ".service.port.number", port.get("number"), PORT_RANGE);
    }
  }

  private static void typedReference(JsonNode reference, String at, Faults faults) {
    if (reference.hasNonNull("apiGroup")) {
      String group = reference.path("apiGroup").asText();
      faults.invalidIf(at + ".apiGroup", group, Names.dnsSubdomain(group));
    }
    for (String member : List.of("kind", "name")) {
      String text = reference.path(member).asText();
      if (text.isEmpty()) {
        faults.required(at + "." + member);
      } else {
        faults.invalidIf(at + "." + member, text, Names.pathSegment(text));
      }
    }
  }

  static void ingressClass(JsonNode spec, @Nullable JsonNode old, Faults faults) {
    String controller = spec.path("controller").asText();
    if (old != null && !controller.equals(old.path("spec").path("controller").asText())) {
      faults.invalid("spec.controller", spec.get("controller"), "field is immutable");
    }
    if (controller.isEmpty()) {
      faults.required("spec.controller");
    } else {
      if (controller.length() > MAX_CONTROLLER) {
        faults.tooLong("spec.controller", MAX_CONTROLLER);
      }
      JobValidation.domainPath(controller, "spec.controller", faults);
    }
    JsonNode parameters = spec.path("parameters");
    if (!parameters.isObject()) {
      return;
    }
    String at = "spec.parameters";
    typedReference(parameters, at, faults);
    switch (parameters.path("scope").asText()) {
      case "" -> faults.required(at + ".scope");
      case "Namespace" -> {
        if (parameters.hasNonNull("namespace")) {
          String namespace = parameters.path("namespace").asText();
          faults.invalidIf(at + ".namespace", namespace, Names.dnsLabel(namespace));
        } else {
          faults.required(at + ".namespace", "`parameters.scope` is set to 'Namespace'");
        }
      }
      case "Cluster" -> {
        if (parameters.hasNonNull("namespace")) {
          faults.forbidden(at + ".namespace", "`parameters.scope` is set to 'Cluster'");
        }
      }
      default ->
          faults.notSupported(
              at + ".scope", parameters.get("scope"), List.of("Cluster", "Namespace"));
    }
  }

  static void networkPolicy(JsonNode spec, Faults faults) {
    faults.selector(spec.path("podSelector"), "spec.podSelector");
    for (String direction : List.of("ingress", "egress")) {
      String peers = direction.equals("ingress") ? "from" : "to";
      int i = 0;
      for (JsonNode rule : spec.path(direction)) {
        String at = "spec.%s[%d]".formatted(direction, i++);
        int j = 0;
        for (JsonNode port : rule.path("ports")) {
          policyPort(port, at + ".ports[" + j++ + "]", faults);
        }
        j = 0;
        for (JsonNode peer : rule.path(peers)) {
          peer(peer, "%s.%s[%d]".formatted(at, peers, j++), faults);
        }
      }
    }
    JsonNode types = spec.path("policyTypes");
    if (types.size() > 2) {
      faults.invalid("spec.policyTypes", types, "may not specify more than two policyTypes");
      return;
    }
    int i = 0;
    for (JsonNode type : types) {
      if (!List.of("Ingress", "Egress").contains(type.asText())) {
        faults.notSupported("spec.policyTypes[" + i + "]", type, List.of("Ingress", "Egress"));
      }
      i++;
    }
  }

  private static void policyPort(JsonNode port, String at, Faults faults) {
    faults.oneOf(port, at, "protocol", true, "TCP", "UDP", "SCTP");
    JsonNode number = port.path("port");
    JsonNode end = port.path("endPort");
    if (!number.isMissingNode() && !number.isNull()) {
      ContainerValidation.portOrName(number, at + ".port", faults);
    }
    if (!end.isNumber()) {
      return;
    }
    if (number.isNumber()) {
      if (end.asInt() < number.asInt()) {
        faults.invalid(at + ".endPort", end, "must be greater than or equal to `port`");
      }
      if (end.asInt() < 1 || end.asInt() > 65535) {
        faults.invalid(at + ".endPort", end, PORT_RANGE);
      }
    } else if (number.isTextual()) {
      faults.invalid(at + ".endPort", end, "may not be specified when `port` is non-numeric");
    } else {
      faults.invalid(at + ".endPort", end, "may not be specified when `port` is not specified");
    }
  }

  private static void peer(JsonNode peer, String at, Faults faults) {
    int count = 0;
    for (String selector : List.of("podSelector", "namespaceSelector")) {
      if (peer.hasNonNull(selector)) {
        count++;
        faults.selector(peer.path(selector), at + "." + selector);
      }
    }
    JsonNode block = peer.path("ipBlock");
    if (block.isObject()) {
      count++;
      block(block, at + ".ipBlock", faults);
    }
    if (count == 0) {
      faults.required(at, "must specify a peer");
    } else if (count > 1 && block.isObject()) {
      faults.forbidden(at, "may not specify both ipBlock and another peer");
    }
  }

  private static void block(JsonNode block, String at, Faults faults) {
    String range = block.path("cidr").asText();
    if (range.isEmpty()) {
      faults.required(at + ".cidr");
      return;
    }
    if (!PodValidation.isCidr(range)) {
      faults.invalid(at + ".cidr", range, PodValidation.NO_CIDR);
      return;
    }
    int i = 0;
    for (JsonNode except : block.path("except")) {
      String field = at + ".except[" + i++ + "]";
      if (!PodValidation.isCidr(except.asText())) {
        faults.invalid(field, except.asText(), PodValidation.NO_CIDR);
      } else if (!AddressRange.of(range).strictlyContains(AddressRange.of(except.asText()))) {
        faults.invalid(field, except.asText(), "must be a strict subset of `cidr`");
      }
    }
  }

  static void endpointSlice(JsonNode object, @Nullable JsonNode old, Faults faults) {
    String type = object.path("addressType").asText();
    if (type.isEmpty()) {
      faults.required("addressType");
    } else if (!List.of("FQDN", "IPv4", "IPv6").contains(type)) {
      faults.notSupported(
          "addressType", object.get("addressType"), List.of("FQDN", "IPv4", "IPv6"));
    }
    JsonNode endpoints = object.path("endpoints");
    if (endpoints.size() > MAX_ENDPOINTS) {
      faults.tooMany("endpoints", endpoints.size(), MAX_ENDPOINTS);
    } else {
      int i = 0;
      for (JsonNode endpoint : endpoints) {
        endpoint(endpoint, type, "endpoints[" + i++ + "]", faults);
      }
    }
    slicePorts(object.path("ports"), faults);
    if (old != null && !Values.same(object.path("addressType"), old.path("addressType"))) {
      faults.invalid("addressType", object.get("addressType"), "field is immutable");
    }
  }

  private static void endpoint(JsonNode endpoint, String type, String at, Faults faults) {
    JsonNode addresses = endpoint.path("addresses");
    if (addresses.isEmpty()) {
      faults.required(at + ".addresses", "must contain at least 1 address");
    } else if (addresses.size() > MAX_ADDRESSES) {
      faults.tooMany(at + ".addresses", addresses.size(), MAX_ADDRESSES);
    }
    int i = 0;
    for (JsonNode each : addresses) {
      String field = at + ".addresses[" + i++ + "]";
      String address = each.asText();
      switch (type) {
        case "IPv4" -> {
          if (!PodValidation.isIp(address) || address.contains(":")) {
            faults.invalid(field, address, "must be a valid IPv4 address");
          }
          ordinaryIp(address, field, faults);
        }
        case "IPv6" -> {
          if (!PodValidation.isIp(address) || !address.contains(":")) {
            faults.invalid(field, address, "must be a valid IPv6 address");
          }
          ordinaryIp(address, field, faults);
        }
        case "FQDN" -> {
          String plain =
              address.endsWith(".") ? address.substring(0, address.length() - 1) : address;
          String wrong = Names.dnsSubdomain(plain);
          if (wrong != null) {
            faults.invalid(field, plain, wrong);
          } else if (!plain.contains(".")) {
            faults.invalid(
                field, plain, "should be a domain with at least two segments separated by dots");
          }
        }
        default -> {}
      }
    }
    String node = endpoint.path("nodeName").asText();
    if (!node.isEmpty()) {
      faults.invalidIf(at + ".nodeName", node, Names.dnsSubdomain(node));
    }
    if (endpoint.hasNonNull("hostname")) {
      String host = endpoint.path("hostname").asText();
      faults.invalidIf(at + ".hostname", host, Names.dnsLabel(host));
    }
  }

  private static void slicePorts(JsonNode ports, Faults faults) {
    if (ports.size() > MAX_PORTS) {
      faults.tooMany("ports", ports.size(), MAX_PORTS);
      return;
    }
    Set<String> names = new HashSet<>();
    int i = 0;
    for (JsonNode port : ports) {
      String at = "ports[" + i++ + "]";
      String name = port.path("name").asText();
      if (!name.isEmpty()) {
        faults.invalidIf(at + ".name", name, Names.dnsLabel(name));
      }
      if (!names.add(name)) {
        faults.duplicate(at + ".name", name);
      }
      if (!port.hasNonNull("protocol")) {
        faults.required(at + ".protocol");
      } else if (!PROTOCOLS.contains(port.path("protocol").asText())) {
        faults.notSupported(at + ".protocol", port.get("protocol"), PROTOCOLS);
      }
      if (port.path("port").isNumber()
          && (port.path("port").asInt() < 1 || port.path("port").asInt() > 65535)) {
        faults.invalid(at + ".port", port.get("port"), PORT_RANGE);
      }
      appProtocol(port, at, faults);
    }
  }

  private static void appProtocol(JsonNode port, String at, Faults faults) {
    if (port.hasNonNull("appProtocol")) {
      String protocol = port.path("appProtocol").asText();
      faults.invalidIf(at + ".appProtocol", protocol, Names.qualifiedName(protocol));
    }
  }

  static void endpoints(JsonNode object, Faults faults) {
    int i = 0;
    for (JsonNode subset : object.path("subsets")) {
      String at = "subsets[" + i++ + "]";
      if (subset.path("addresses").isEmpty() && subset.path("notReadyAddresses").isEmpty()) {
        faults.required(at, "must specify `addresses` or `notReadyAddresses`");
      }
      for (String list : List.of("addresses", "notReadyAddresses")) {
        int j = 0;
        for (JsonNode address : subset.path(list)) {
          address(address, "%s.%s[%d]".formatted(at, list, j++), faults);
        }
      }
      int j = 0;
      for (JsonNode port : subset.path("ports")) {
        String field = at + ".ports[" + j++ + "]";
        String name = port.path("name").asText();
        if (name.isEmpty()) {
          if (subset.path("ports").size() > 1) {
            faults.required(field + ".name");
          }
        } else {
          faults.invalidIf(field + ".name", name, Names.dnsLabel(name));
        }
        int number = port.path("port").asInt();
        if (number < 1 || number > 65535) {
          faults.invalid(field + ".port", IntNode.valueOf(number), PORT_RANGE);
        }
        faults.oneOf(port, field, "protocol", false, "SCTP", "TCP", "UDP");
        appProtocol(port, field, faults);
      }
    }
  }

  private static void address(JsonNode address, String at, Faults faults) {
    String ip = address.path("ip").asText();
    if (!PodValidation.isIp(ip)) {
      faults.invalid(at + ".ip", ip, PodValidation.NO_IP);
    }
    String host = address.path("hostname").asText();
    if (!host.isEmpty()) {
      faults.invalidIf(at + ".hostname", host, Names.dnsLabel(host));
    }
    if (address.hasNonNull("nodeName")) {
      String node = address.path("nodeName").asText();
      faults.invalidIf(at + ".nodeName", node, Names.dnsSubdomain(node));
    }
    ordinaryIp(ip, at + ".ip", faults);
  }

  /// An address that a peer can have: none of those with a meaning of their own.
  ///
  /// Of the loopback range only the addresses that every host has for itself (127.0.0.0/16) are
  /// refused, where the API server refuses the range: a cluster whose nodes are all one machine
  /// gives its Pods others of it.
  static void ordinaryIp(String ip, String at, Faults faults) {
    if (!PodValidation.isIp(ip)) {
      faults.invalid(at, ip, "must be a valid IP address");
    } else if (ip.equals("0.0.0.0") || ip.equals("::")) {
      faults.invalid(at, ip, "may not be unspecified (" + ip + ")");
    } else if (ip.startsWith("127.0.") || ip.equals("::1")) {
      faults.invalid(at, ip, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
    } else if (ip.startsWith("169.254.")
        || ip.toLowerCase(java.util.Locale.ROOT).startsWith("fe80:")) {
      faults.invalid(at, ip, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
    } else if (ip.startsWith("224.0.0.")
        || ip.toLowerCase(java.util.Locale.ROOT).startsWith("ff02:")) {
      faults.invalid(
          at, ip, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }
  }
}
