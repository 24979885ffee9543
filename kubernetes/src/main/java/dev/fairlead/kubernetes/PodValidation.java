package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// Checks of Pod specs and templates.
final class PodValidation {

  private static final Pattern IP =
      Pattern.compile(
          "((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])");
  private static final int MAX_NAMESERVERS = 3;
  private static final int MAX_SEARCHES = 32;
  private static final int MAX_SEARCH_LENGTH = 2048;

  private final Faults faults;

  private PodValidation(Faults faults) {
    this.faults = faults;
  }

  /// A template; its labels, annotations and spec.
  static void template(JsonNode template, String path, Faults faults) {
    template(template, path, Set.of(), faults);
  }

  /// As above, where more volumes than the template's own can be mounted.
  ///
  /// @param claimed names of the volumes that a StatefulSet's claim templates will add
  static void template(JsonNode template, String path, Set<String> claimed, Faults faults) {
    JsonNode metadata = template.path("metadata");
    faults.labels(metadata.path("labels"), path + ".labels");
    MetaValidation.annotations(metadata.path("annotations"), faults, path + ".annotations");
    JsonNode spec = template.path("spec");
    new PodValidation(faults).check(spec, path + ".spec", claimed, "");
    if (!spec.path("ephemeralContainers").isEmpty()) {
      faults.forbidden(
          path + ".spec.ephemeralContainers", "ephemeral containers not allowed in pod template");
    }
  }

  /// A whole Pod.
  ///
  /// @param create whether it is a new one
  static void pod(JsonNode pod, boolean create, Faults faults) {
    JsonNode spec = pod.path("spec");
    PodValidation validation = new PodValidation(faults);
    validation.check(spec, "spec", Set.of(), pod.path("metadata").path("name").asText());
    for (String list : List.of("containers", "initContainers")) {
      int i = 0;
      for (JsonNode container : spec.path(list)) {
        String image = container.path("image").asText();
        if (!image.strip().equals(image)) {
          faults.invalid(
              "spec." + list + "[" + i + "].image",
              image,
              "must not have leading or trailing whitespace");
        }
        i++;
      }
    }
    if (create) {
      if (!spec.path("ephemeralContainers").isEmpty()) {
        faults.forbidden("spec.ephemeralContainers", "cannot be set on create");
      }
      if (!spec.path("nodeName").asText().isEmpty() && !spec.path("schedulingGates").isEmpty()) {
        faults.forbidden(
            "spec.nodeName", "cannot be set until all schedulingGates have been cleared");
      }
    }
  }

  private void check(JsonNode spec, String path, Set<String> claimed, String podName) {
    Map<String, JsonNode> volumes =
        new HashMap<>(
            VolumeValidation.check(spec.path("volumes"), path + ".volumes", podName, faults));
    JsonNode claim =
        JsonNodeFactory.instance
            .objectNode()
            .set("persistentVolumeClaim", JsonNodeFactory.instance.objectNode());
    claimed.forEach(name -> volumes.putIfAbsent(name, claim));
    resourceClaims(spec.path("resourceClaims"), path + ".resourceClaims");
    ContainerValidation.check(spec, path, volumes, faults);
    hostNetwork(spec, path, !podName.isEmpty());
    faults.oneOf(spec, path, "restartPolicy", true, "Always", "OnFailure", "Never");
    faults.oneOf(
        spec,
        path,
        "dnsPolicy",
        true,
        "ClusterFirstWithHostNet",
        "ClusterFirst",
        "Default",
        "None");
    faults.labels(spec.path("nodeSelector"), path + ".nodeSelector");
    SecurityValidation.pod(spec, path, faults);
    dns(spec, path + ".dnsConfig");
    int i = 0;
    for (JsonNode gate : spec.path("readinessGates")) {
      String type = gate.path("conditionType").asText();
      faults.invalidIf(
          path + ".readinessGates[" + i++ + "].conditionType", type, Names.qualifiedName(type));
    }
    SchedulingValidation.pod(spec, path, faults);
    names(spec, path);
    JsonNode deadline = spec.path("activeDeadlineSeconds");
    if (deadline.isNumber() && (deadline.asLong() < 1 || deadline.asLong() > Integer.MAX_VALUE)) {
      faults.invalid(
          path + ".activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive");
    }
    hostAliases(spec.path("hostAliases"), path + ".hostAliases");
    preemption(spec, path);
    ResourceNames.requirements(
        JsonNodeFactory.instance.objectNode().set("limits", spec.path("overhead")),
        path + ".overhead",
        faults);
    system(spec, path);
  }

  private void preemption(JsonNode spec, String path) {
    if (spec.hasNonNull("preemptionPolicy")) {
      faults.oneOf(spec, path, "preemptionPolicy", false, "PreemptLowerPriority", "Never");
    }
  }

  private void names(JsonNode spec, String path) {
    for (String member :
        List.of("serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName")) {
      String name = spec.path(member).asText();
      if (!name.isEmpty()) {
        faults.invalidIf(path + "." + member, name, Names.dnsSubdomain(name));
      }
    }
    for (String member : List.of("hostname", "subdomain")) {
      String name = spec.path(member).asText();
      if (!name.isEmpty()) {
        faults.invalidIf(path + "." + member, name, Names.dnsLabel(name));
      }
    }
  }

  private void resourceClaims(JsonNode claims, String path) {
    Set<String> names = new HashSet<>();
    int i = 0;
    for (JsonNode claim : claims) {
      String at = path + "[" + i++ + "]";
      String name = claim.path("name").asText();
      if (name.isEmpty()) {
        faults.required(at + ".name");
      } else if (!names.add(name)) {
        faults.duplicate(at + ".name", name);
      } else {
        faults.invalidIf(at + ".name", name, Names.dnsLabel(name));
      }
      boolean direct = claim.hasNonNull("resourceClaimName");
      boolean template = claim.hasNonNull("resourceClaimTemplateName");
      if (direct && template) {
        faults.invalid(
            at,
            claim,
            "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
      } else if (!direct && !template) {
        faults.invalid(
            at, claim, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
      }
    }
  }

  private void hostNetwork(JsonNode spec, String path, boolean pod) {
    if (!spec.path("hostNetwork").asBoolean()) {
      return;
    }
    int i = 0;
    for (JsonNode container : spec.path("containers")) {
      int j = 0;
      for (JsonNode port : container.path("ports")) {
        int host = port.path("hostPort").asInt();
        if ((pod || host != 0) && host != port.path("containerPort").asInt()) {
          faults.invalid(
              "%s.containers[%d].ports[%d].hostPort".formatted(path, i, j),
              port.get("hostPort"),
              "must match `containerPort` when `hostNetwork` is true");
        }
        j++;
      }
      i++;
    }
  }

  private void dns(JsonNode spec, String path) {
    JsonNode config = spec.path("dnsConfig");
    if (spec.path("dnsPolicy").asText().equals("None")) {
      if (!config.isObject()) {
        faults.required(path, "must provide `dnsConfig` when `dnsPolicy` is None");
        return;
      }
      if (config.path("nameservers").isEmpty()) {
        faults.required(
            path + ".nameservers",
            "must provide at least one DNS nameserver when `dnsPolicy` is None");
        return;
      }
    }
    JsonNode servers = config.path("nameservers");
    if (servers.size() > MAX_NAMESERVERS) {
      faults.invalid(
          path + ".nameservers",
          servers,
          "must not have more than " + MAX_NAMESERVERS + " nameservers");
    }
    int i = 0;
    for (JsonNode server : servers) {
      if (!isIp(server.asText())) {
        faults.invalid(path + ".nameservers[" + i + "]", server.asText(), NO_IP);
      }
      i++;
    }
    searches(config.path("searches"), path + ".searches");
    i = 0;
    for (JsonNode option : config.path("options")) {
      if (option.path("name").asText().isEmpty()) {
        faults.required(path + ".options[" + i + "]", "must not be empty");
      }
      i++;
    }
  }

  private void searches(JsonNode searches, String path) {
    if (searches.size() > MAX_SEARCHES) {
      faults.invalid(path, searches, "must not have more than " + MAX_SEARCHES + " search paths");
    }
    List<String> texts = new ArrayList<>();
    searches.forEach(search -> texts.add(search.asText()));
    if (String.join(" ", texts).length() > MAX_SEARCH_LENGTH) {
      faults.invalid(
          path,
          searches,
          "must not have more than "
              + MAX_SEARCH_LENGTH
              + " characters (including spaces) in the search list");
    }
    int i = 0;
    for (String search : texts) {
      if (!search.equals(".")) {
        String plain = search.endsWith(".") ? search.substring(0, search.length() - 1) : search;
        faults.invalidIf(path + "[" + i + "]", plain, Names.dnsSubdomainWithUnderscore(plain));
      }
      i++;
    }
  }

  private void hostAliases(JsonNode aliases, String path) {
    int i = 0;
    for (JsonNode alias : aliases) {
      String at = path + "[" + i++ + "]";
      String ip = alias.path("ip").asText();
      if (!isIp(ip)) {
        faults.invalid(at + ".ip", ip, NO_IP);
      }
      int j = 0;
      for (JsonNode name : alias.path("hostnames")) {
        faults.invalidIf(
            at + ".hostnames[" + j++ + "]", name.asText(), Names.dnsSubdomain(name.asText()));
      }
    }
  }

  /// The operating system, and what it rules out.
  private void system(JsonNode spec, String path) {
    JsonNode os = spec.path("os");
    if (!os.isObject()) {
      return;
    }
    String name = os.path("name").asText();
    if (name.isEmpty()) {
      faults.required(path + ".os.name", "cannot be empty");
    } else if (!List.of("linux", "windows").contains(name)) {
      faults.notSupported(path + ".os", os.get("name"), List.of("linux", "windows"));
    } else if (name.equals("windows")) {
      for (String member : List.of("hostUsers", "hostPID", "hostIPC", "shareProcessNamespace")) {
        if (spec.hasNonNull(member)) {
          faults.forbidden(path + "." + member, "cannot be set for a windows pod");
        }
      }
      for (Map.Entry<String, JsonNode> member : spec.path("securityContext").properties()) {
        if (!List.of("windowsOptions", "runAsNonRoot").contains(member.getKey())) {
          faults.forbidden(
              path + ".securityContext." + member.getKey(), "cannot be set for a windows pod");
        }
      }
    } else if (spec.path("securityContext").has("windowsOptions")) {
      faults.forbidden(
          path + ".securityContext.windowsOptions",
          "windows options cannot be set for a linux pod");
    }
  }

  static final String NO_IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
  static final String NO_CIDR = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

  static boolean isIp(String text) {
    return IP.matcher(text).matches()
        || (text.contains(":") && text.matches("[0-9a-fA-F:.]+") && !text.contains(":::"));
  }

  static boolean isCidr(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !isIp(text.substring(0, slash))) {
      return false;
    }
    String bits = text.substring(slash + 1);
    return bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= (text.contains(":") ? 128 : 32);
  }

  /// Texts about what is accepted but surely not meant.
  static void warnings(JsonNode spec, String path, BiConsumer<String, String> warn) {
    for (String list : List.of("initContainers", "containers")) {
      int i = 0;
      List<String> seen = new ArrayList<>();
      for (JsonNode container : spec.path(list)) {
        String at = path + "." + list + "[" + i++ + "]";
        int j = 0;
        Set<String> names = new HashSet<>();
        for (JsonNode variable : container.path("env")) {
          String name = variable.path("name").asText();
          if (!names.add(name) && !refersTo(variable, name)) {
            warn.accept(
                at + ".env[" + j + "]",
                "hides previous definition of "
                    + GoJson.write(TextNode.valueOf(name))
                    + ", which may be dropped when using apply");
          }
          j++;
        }
        j = 0;
        for (JsonNode port : container.path("ports")) {
          String key =
              port.path("containerPort").asText()
                  + "/"
                  + port.path("protocol").asText()
                  + "/"
                  + port.path("hostPort").asText()
                  + "/"
                  + port.path("hostIP").asText();
          String here = at + ".ports[" + j++ + "]";
          for (String before : seen) {
            if (before.startsWith(key + " ")) {
              warn.accept(
                  here, "duplicate port definition with " + before.substring(key.length() + 1));
              break;
            }
          }
          seen.add(key + " " + here);
        }
      }
    }
  }

  private static boolean refersTo(JsonNode variable, String name) {
    return variable.path("value").asText().contains("$(" + name + ")");
  }
}
