package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.Objects;
import dev.fairlead.sandbox.cluster.controllers.Meta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The names that Pods can resolve. There is no DNS server; every Pod has an `/etc/hosts` of its
/// own with the names of all Services (`web`, `web.shop`, `web.shop.svc`,
/// `web.shop.svc.cluster.local`) and of the Pods behind headless ones
/// (`db-0.db.shop.svc.cluster.local`), which is rewritten when they change.
record HostNames(Objects objects) {
  /// Writes the file of one Pod. The file stays the same one, as it is mounted into containers.
  void write(Path file, ObjectNode pod, String podIp) throws IOException {
    Path draft = file;
    String text = text(pod, podIp);
    if (!Files.exists(draft) || !Files.readString(draft).equals(text)) {
      Files.writeString(draft, text);
    }
  }

  /// The content for one Pod.
  String text(ObjectNode pod, String podIp) {
    StringBuilder s = new StringBuilder("# Kubernetes-managed hosts file (Fairlead sandbox).\n");
    s.append("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
    JsonNode spec = pod.path("spec");
    String namespace = Meta.namespace(pod);
    String hostname = spec.path("hostname").asText(Meta.name(pod));
    s.append(podIp).append('\t');
    String subdomain = spec.path("subdomain").asText("");
    if (!subdomain.isEmpty()) {
      s.append(hostname).append('.').append(subdomain).append('.').append(namespace);
      s.append(".svc.cluster.local\t");
    }
    s.append(hostname).append('\n');
    for (JsonNode alias : spec.path("hostAliases")) {
      s.append(alias.path("ip").asText());
      alias.path("hostnames").forEach(name -> s.append('\t').append(name.asText()));
      s.append('\n');
    }
    services(namespace, s);
    return s.toString();
  }

  private void services(String namespace, StringBuilder s) {
    Map<String, List<ObjectNode>> slices = new TreeMap<>();
    for (ObjectNode slice : objects.list(GroupResource.ENDPOINT_SLICES)) {
      String service = Meta.labels(slice).getOrDefault("kubernetes.io/service-name", "");
      slices
          .computeIfAbsent(Meta.namespace(slice) + "/" + service, _ -> new java.util.ArrayList<>())
          .add(slice);
    }
    for (ObjectNode service : objects.list(GroupResource.SERVICES)) {
      String name = Meta.name(service);
      String home = Meta.namespace(service);
      String address = service.path("spec").path("clusterIP").asText("");
      if (address.equals("None")) {
        for (ObjectNode slice : slices.getOrDefault(home + "/" + name, List.of())) {
          boolean all = service.path("spec").path("publishNotReadyAddresses").asBoolean();
          for (JsonNode endpoint : slice.path("endpoints")) {
            if (all || endpoint.path("conditions").path("ready").asBoolean(true)) {
              String ip = endpoint.path("addresses").path(0).asText();
              String host = endpoint.path("hostname").asText("");
              if (!host.isEmpty()) {
                line(s, ip, host + "." + name, home, namespace);
              }
              line(s, ip, name, home, namespace);
            }
          }
        }
      } else if (!address.isEmpty()) {
        line(s, address, name, home, namespace);
      }
    }
  }

  private static void line(StringBuilder s, String ip, String name, String home, String namespace) {
    s.append(ip).append('\t');
    if (home.equals(namespace)) {
      s.append(name).append(' ');
    }
    String full = name + "." + home;
    s.append(full).append(' ').append(full).append(".svc ");
    s.append(full).append(".svc.cluster.local\n");
  }
}
