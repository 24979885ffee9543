package dev.fairlead.sandbox.cluster;

import static dev.fairlead.sandbox.cluster.Tables.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The tables of the kinds around networks and volumes.
final class NetworkAndStorageTables {
  private NetworkAndStorageTables() {}

  static Tables.@Nullable Columns find(String resource) {
    return switch (resource) {
      case "services" ->
          table(
              "Name/name | Type | Cluster-IP | External-IP | Port(s) | Age | Selector*",
              NetworkAndStorageTables::service);
      case "endpoints" ->
          table(
              "Name/name | Endpoints | Age",
              (o, now) -> Cells.row(Json.name(o), endpoints(o), Cells.age(o, now)));
      case "endpointslices.discovery.k8s.io" ->
          table(
              "Name/name | AddressType | Ports | Endpoints | Age", NetworkAndStorageTables::slice);
      case "ingresses.networking.k8s.io" ->
          table(
              "Name/name | Class | Hosts | Address | Ports | Age",
              NetworkAndStorageTables::ingress);
      case "ingressclasses.networking.k8s.io" ->
          table(
              "Name/name | Controller | Parameters | Age",
              (o, now) ->
                  Cells.row(
                      Json.name(o),
                      text(o, "/spec/controller"),
                      parameters(o.at("/spec/parameters")),
                      Cells.age(o, now)));
      case "networkpolicies.networking.k8s.io" ->
          table(
              "Name/name | Pod-Selector | Age",
              (o, now) ->
                  Cells.row(
                      Json.name(o), Cells.selector(o.at("/spec/podSelector")), Cells.age(o, now)));
      case "persistentvolumeclaims" ->
          table(
              "Name/name | Status | Volume | Capacity | Access Modes | StorageClass |"
                  + " VolumeAttributesClass | Age | VolumeMode*",
              NetworkAndStorageTables::claim);
      case "persistentvolumes" ->
          table(
              "Name/name | Capacity | Access Modes | Reclaim Policy | Status | Claim | StorageClass"
                  + " | VolumeAttributesClass | Reason | Age | VolumeMode*",
              NetworkAndStorageTables::volume);
      case "storageclasses.storage.k8s.io" ->
          table(
              "Name/name | Provisioner | ReclaimPolicy | VolumeBindingMode | AllowVolumeExpansion |"
                  + " Age",
              NetworkAndStorageTables::storageClass);
      default -> null;
    };
  }

  private static String text(JsonNode object, String pointer) {
    return object.at(pointer).asText("");
  }

  private static List<JsonNode> service(ObjectNode o, Instant now) {
    JsonNode spec = o.path("spec");
    List<String> ports = new ArrayList<>();
    for (JsonNode port : spec.path("ports")) {
      int nodePort = port.path("nodePort").asInt();
      ports.add(
          port.path("port").asInt()
              + (nodePort > 0 ? ":" + nodePort : "")
              + "/"
              + port.path("protocol").asText());
    }
    String address = spec.path("clusterIPs").path(0).asText(text(o, "/spec/clusterIP"));
    return Cells.row(
        Json.name(o),
        text(o, "/spec/type"),
        Cells.orNone(address),
        external(o),
        Cells.orNone(String.join(",", ports)),
        Cells.age(o, now),
        Cells.labels(spec.path("selector")));
  }

  private static String external(ObjectNode service) {
    List<String> own = new ArrayList<>();
    service.at("/spec/externalIPs").forEach(each -> own.add(each.asText()));
    String type = text(service, "/spec/type");
    if (type.equals("ExternalName")) {
      return text(service, "/spec/externalName");
    }
    if (!type.equals("LoadBalancer")) {
      return Cells.orNone(String.join(",", own));
    }
    String balancer = Cells.loadBalancer(service.path("status"));
    if (!balancer.isEmpty()) {
      own.addFirst(balancer);
    }
    return own.isEmpty() ? "<pending>" : String.join(",", own);
  }

  private static String endpoints(ObjectNode o) {
    List<String> list = new ArrayList<>();
    for (JsonNode subset : o.path("subsets")) {
      JsonNode ports = subset.path("ports");
      if (ports.isEmpty()) {
        subset.path("addresses").forEach(address -> list.add(address.path("ip").asText()));
      }
      for (JsonNode port : ports) {
        for (JsonNode address : subset.path("addresses")) {
          String ip = address.path("ip").asText();
          list.add((ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port.path("port").asInt());
        }
      }
    }
    return Cells.cut(list, "<none>");
  }

  private static List<JsonNode> slice(ObjectNode o, Instant now) {
    List<String> ports = new ArrayList<>();
    for (JsonNode port : o.path("ports")) {
      ports.add(
          port.path("port").isNumber()
              ? port.path("port").asText()
              : Cells.or(port.path("name").asText(""), "*"));
    }
    List<String> addresses = new ArrayList<>();
    for (JsonNode endpoint : o.path("endpoints")) {
      endpoint.path("addresses").forEach(address -> addresses.add(address.asText()));
    }
    return Cells.row(
        Json.name(o),
        text(o, "/addressType"),
        Cells.cut(ports, "<unset>"),
        Cells.cut(addresses, "<unset>"),
        Cells.age(o, now));
  }

  private static List<JsonNode> ingress(ObjectNode o, Instant now) {
    List<String> hosts = new ArrayList<>();
    for (JsonNode rule : o.at("/spec/rules")) {
      String host = rule.path("host").asText("");
      if (!host.isEmpty()) {
        hosts.add(host);
      }
    }
    return Cells.row(
        Json.name(o),
        Cells.orNone(text(o, "/spec/ingressClassName")),
        Cells.cut(hosts, "*"),
        Cells.loadBalancer(o.path("status")),
        o.at("/spec/tls").isEmpty() ? "80" : "80, 443",
        Cells.age(o, now));
  }

  private static String parameters(JsonNode reference) {
    if (!reference.isObject()) {
      return "<none>";
    }
    String group = reference.path("apiGroup").asText("");
    return reference.path("kind").asText().toLowerCase(Locale.ROOT)
        + (group.isEmpty() ? "" : "." + group)
        + "/"
        + reference.path("name").asText();
  }

  private static String phase(ObjectNode object) {
    return Json.isTerminating(object) ? "Terminating" : text(object, "/status/phase");
  }

  private static List<JsonNode> claim(ObjectNode o, Instant now) {
    boolean bound = !text(o, "/spec/volumeName").isEmpty();
    return Cells.row(
        Json.name(o),
        phase(o),
        text(o, "/spec/volumeName"),
        bound ? text(o, "/status/capacity/storage") : "",
        bound ? Cells.accessModes(o.at("/status/accessModes")) : "",
        text(o, "/spec/storageClassName"),
        Cells.or(text(o, "/spec/volumeAttributesClassName"), "<unset>"),
        Cells.age(o, now),
        Cells.or(text(o, "/spec/volumeMode"), "<unset>"));
  }

  private static List<JsonNode> volume(ObjectNode o, Instant now) {
    JsonNode claim = o.at("/spec/claimRef");
    return Cells.row(
        Json.name(o),
        text(o, "/spec/capacity/storage"),
        Cells.accessModes(o.at("/spec/accessModes")),
        text(o, "/spec/persistentVolumeReclaimPolicy"),
        phase(o),
        claim.isObject()
            ? claim.path("namespace").asText() + "/" + claim.path("name").asText()
            : "",
        text(o, "/spec/storageClassName"),
        Cells.or(text(o, "/spec/volumeAttributesClassName"), "<unset>"),
        text(o, "/status/reason"),
        Cells.age(o, now),
        Cells.or(text(o, "/spec/volumeMode"), "<unset>"));
  }

  private static List<JsonNode> storageClass(ObjectNode o, Instant now) {
    boolean standard =
        Json.metadata(o)
            .path("annotations")
            .path("storageclass.kubernetes.io/is-default-class")
            .asText("")
            .equals("true");
    return Cells.row(
        standard ? Json.name(o) + " (default)" : Json.name(o),
        text(o, "/provisioner"),
        Cells.or(text(o, "/reclaimPolicy"), "Delete"),
        Cells.or(text(o, "/volumeBindingMode"), "Immediate"),
        o.path("allowVolumeExpansion").asBoolean(),
        Cells.age(o, now));
  }
}
