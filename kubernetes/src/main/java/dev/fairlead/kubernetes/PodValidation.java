package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// Checks of Pod specs and templates.
final class PodValidation {

  private static final String PORT_RANGE = "must be between 1 and 65535, inclusive";
  private static final Pattern ENV_NAME = Pattern.compile("[ -<>-~]+");
  private static final Pattern IP =
      Pattern.compile(
          "((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])");
  private static final Set<String> POD_FIELDS =
      Set.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "metadata.labels",
          "metadata.annotations",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

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
    faults.labels(template.path("metadata").path("labels"), path + ".metadata.labels");
    MetaValidation.annotations(
        template.path("metadata").path("annotations"), faults, path + ".metadata.annotations");
    new PodValidation(faults).check(template.path("spec"), path + ".spec", claimed);
  }

  static void spec(JsonNode spec, String path, Faults faults) {
    new PodValidation(faults).check(spec, path, Set.of());
  }

  private void check(JsonNode spec, String path, Set<String> claimed) {
    Set<String> volumes = new HashSet<>(volumes(spec.path("volumes"), path + ".volumes"));
    volumes.addAll(claimed);
    containers(spec, path, volumes);
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
    dns(spec, path);
    faults.labels(spec.path("nodeSelector"), path + ".nodeSelector");
    String account = spec.path("serviceAccountName").asText();
    if (!account.isEmpty()) {
      faults.invalidIf(path + ".serviceAccountName", account, Names.dnsSubdomain(account));
    }
    String node = spec.path("nodeName").asText();
    if (!node.isEmpty()) {
      faults.invalidIf(path + ".nodeName", node, Names.dnsSubdomain(node));
    }
    String host = spec.path("hostname").asText();
    if (!host.isEmpty()) {
      faults.invalidIf(path + ".hostname", host, Names.dnsLabel(host));
    }
    JsonNode deadline = spec.path("activeDeadlineSeconds");
    if (deadline.isNumber() && (deadline.asLong() < 1 || deadline.asLong() > Integer.MAX_VALUE)) {
      faults.invalid(
          path + ".activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive");
    }
    faults.notNegative(spec, path, "terminationGracePeriodSeconds");
    hostAliases(spec.path("hostAliases"), path + ".hostAliases");
    tolerations(spec.path("tolerations"), path + ".tolerations");
    spread(spec.path("topologySpreadConstraints"), path + ".topologySpreadConstraints");
    affinity(spec.path("affinity"), path + ".affinity");
  }

  private void dns(JsonNode spec, String path) {
    if (!spec.path("dnsPolicy").asText().equals("None")) {
      return;
    }
    if (!spec.hasNonNull("dnsConfig")) {
      faults.required(path + ".dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None");
    } else if (spec.path("dnsConfig").path("nameservers").isEmpty()) {
      faults.required(
          path + ".dnsConfig.nameservers",
          "must provide at least one DNS nameserver when `dnsPolicy` is None");
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

  static final String NO_IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

  static boolean isIp(String text) {
    return IP.matcher(text).matches()
        || (text.contains(":") && text.matches("[0-9a-fA-F:.]+") && !text.contains(":::"));
  }

  private void tolerations(JsonNode tolerations, String path) {
    int i = 0;
    for (JsonNode toleration : tolerations) {
      String at = path + "[" + i++ + "]";
      String key = toleration.path("key").asText();
      String operator = toleration.path("operator").asText();
      String value = toleration.path("value").asText();
      if (!key.isEmpty()) {
        faults.invalidIf(at + ".key", key, Names.qualifiedName(key));
      }
      if (key.isEmpty() && !operator.equals("Exists")) {
        faults.invalid(
            at + ".operator",
            operator,
            "operator must be Exists when `key` is empty, which means \"match all values and all"
                + " keys\"");
      }
      if (toleration.has("tolerationSeconds")
          && !toleration.path("effect").asText().equals("NoExecute")) {
        faults.invalid(
            at + ".effect",
            toleration.path("effect").asText(),
            "effect must be 'NoExecute' when `tolerationSeconds` is set");
      }
      switch (operator) {
        case "", "Equal" -> faults.invalidIf(at + ".operator", value, Names.labelValue(value));
        case "Exists" -> {
          if (!value.isEmpty()) {
            faults.invalid(
                at + ".operator", value, "value must be empty when `operator` is 'Exists'");
          }
        }
        default ->
            faults.notSupported(
                at + ".operator", toleration.get("operator"), List.of("Equal", "Exists"));
      }
      faults.oneOf(toleration, at, "effect", true, "NoSchedule", "PreferNoSchedule", "NoExecute");
    }
  }

  private void spread(JsonNode constraints, String path) {
    int i = 0;
    for (JsonNode constraint : constraints) {
      String at = path + "[" + i++ + "]";
      if (constraint.path("maxSkew").asInt() <= 0) {
        faults.invalid(at + ".maxSkew", constraint.get("maxSkew"), "must be greater than zero");
      }
      if (constraint.path("topologyKey").asText().isEmpty()) {
        faults.required(at + ".topologyKey", "can not be empty");
      }
      if (!List.of("DoNotSchedule", "ScheduleAnyway")
          .contains(constraint.path("whenUnsatisfiable").asText())) {
        faults.notSupported(
            at + ".whenUnsatisfiable",
            constraint.get("whenUnsatisfiable"),
            List.of("DoNotSchedule", "ScheduleAnyway"));
      }
      faults.selector(constraint.path("labelSelector"), at + ".labelSelector");
    }
  }

  private void affinity(JsonNode affinity, String path) {
    JsonNode required =
        affinity.path("nodeAffinity").path("requiredDuringSchedulingIgnoredDuringExecution");
    String at = path + ".nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution";
    if (required.isObject() && required.path("nodeSelectorTerms").isEmpty()) {
      faults.required(at + ".nodeSelectorTerms", "must have at least one node selector term");
    }
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      int i = 0;
      for (JsonNode term :
          affinity.path(kind).path("requiredDuringSchedulingIgnoredDuringExecution")) {
        String field =
            "%s.%s.requiredDuringSchedulingIgnoredDuringExecution[%d]".formatted(path, kind, i++);
        if (term.path("topologyKey").asText().isEmpty()) {
          faults.required(field + ".topologyKey", "can not be empty");
        }
        faults.selector(term.path("labelSelector"), field + ".labelSelector");
      }
    }
  }

  private Set<String> volumes(JsonNode volumes, String path) {
    Set<String> names = new HashSet<>();
    int i = 0;
    for (JsonNode volume : volumes) {
      String at = path + "[" + i++ + "]";
      String name = volume.path("name").asText();
      if (name.isEmpty()) {
        faults.required(at + ".name");
      } else {
        String wrong = Names.dnsLabel(name);
        faults.invalidIf(at + ".name", name, wrong);
        if (wrong == null && !names.add(name)) {
          faults.duplicate(at + ".name", name);
        }
      }
      volumeSources(volume, at);
    }
    return names;
  }

  /// Sources in the order in which the server looks for them; the second one is at fault.
  private static final List<String> SOURCES =
      List.of(
          "emptyDir",
          "hostPath",
          "gitRepo",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "secret",
          "nfs",
          "iscsi",
          "glusterfs",
          "flocker",
          "persistentVolumeClaim",
          "rbd",
          "cinder",
          "cephfs",
          "downwardAPI",
          "fc",
          "flexVolume",
          "configMap",
          "azureFile",
          "vsphereVolume",
          "quobyte",
          "azureDisk",
          "storageos",
          "portworxVolume",
          "scaleIO",
          "projected",
          "csi",
          "ephemeral",
          "image");

  private void volumeSources(JsonNode volume, String at) {
    int count = 0;
    for (String source : SOURCES) {
      if (volume.hasNonNull(source)) {
        if (count++ > 0) {
          faults.forbidden(at + "." + source, "may not specify more than 1 volume type");
        }
      }
    }
    if (count == 0) {
      faults.required(at, "must specify a volume type");
    }
    if (volume.hasNonNull("secret")
        && volume.path("secret").path("secretName").asText().isEmpty()) {
      faults.required(at + ".secret.secretName");
    }
    if (volume.hasNonNull("configMap")
        && volume.path("configMap").path("name").asText().isEmpty()) {
      faults.required(at + ".configMap.name");
    }
    if (volume.hasNonNull("hostPath") && volume.path("hostPath").path("path").asText().isEmpty()) {
      faults.required(at + ".hostPath.path");
    }
    if (volume.hasNonNull("persistentVolumeClaim")
        && volume.path("persistentVolumeClaim").path("claimName").asText().isEmpty()) {
      faults.required(at + ".persistentVolumeClaim.claimName");
    }
  }

  private void containers(JsonNode spec, String path, Set<String> volumes) {
    if (spec.path("containers").isEmpty()) {
      faults.required(path + ".containers");
    }
    Set<String> names = new HashSet<>();
    Set<String> hostPorts = new HashSet<>();
    for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
      int i = 0;
      for (JsonNode container : spec.path(list)) {
        String at = path + "." + list + "[" + i++ + "]";
        name(container, at, names);
        container(container, at, volumes);
        if (list.equals("containers")) {
          hostPorts(container, at, hostPorts);
        }
        if (list.equals("initContainers")
            && !container.path("restartPolicy").asText().equals("Always")) {
          for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.hasNonNull(probe)) {
              faults.forbidden(
                  at + "." + probe,
                  "may not be set for init containers without restartPolicy=Always");
            }
          }
        }
      }
    }
  }

  private void name(JsonNode container, String at, Set<String> names) {
    String name = container.path("name").asText();
    if (name.isEmpty()) {
      faults.required(at + ".name");
      return;
    }
    String wrong = Names.dnsLabel(name);
    faults.invalidIf(at + ".name", name, wrong);
    if (wrong == null && !names.add(name)) {
      faults.duplicate(at + ".name", name);
    }
  }

  private void hostPorts(JsonNode container, String at, Set<String> taken) {
    int i = 0;
    for (JsonNode port : container.path("ports")) {
      int hostPort = port.path("hostPort").asInt();
      String key =
          "%s/%s/%d"
              .formatted(
                  port.path("protocol").asText("TCP"), port.path("hostIP").asText(), hostPort);
      if (hostPort != 0 && !taken.add(key)) {
        faults.duplicate(at + ".ports[" + i + "].hostPort", key);
      }
      i++;
    }
  }

  private void container(JsonNode container, String at, Set<String> volumes) {
    String image = container.path("image").asText();
    if (image.isEmpty()) {
      faults.required(at + ".image");
    } else if (!image.strip().equals(image)) {
      faults.invalid(at + ".image", image, "must not have leading or trailing whitespace");
    }
    faults.oneOf(container, at, "terminationMessagePolicy", true, "FallbackToLogsOnError", "File");
    faults.oneOf(container, at, "imagePullPolicy", true, "Always", "IfNotPresent", "Never");
    ports(container.path("ports"), at + ".ports");
    environment(container.path("env"), at + ".env");
    environmentSources(container.path("envFrom"), at + ".envFrom");
    mounts(container.path("volumeMounts"), at + ".volumeMounts", volumes);
    resources(container.path("resources"), at + ".resources");
    probe(container.path("livenessProbe"), at + ".livenessProbe", true);
    probe(container.path("readinessProbe"), at + ".readinessProbe", false);
    probe(container.path("startupProbe"), at + ".startupProbe", true);
    JsonNode lifecycle = container.path("lifecycle");
    for (String hook : List.of("postStart", "preStop")) {
      if (lifecycle.hasNonNull(hook)) {
        handler(
            lifecycle.path(hook),
            at + ".lifecycle." + hook,
            List.of("exec", "httpGet", "tcpSocket", "sleep"));
      }
    }
    securityContext(container.path("securityContext"), at + ".securityContext");
  }

  private void securityContext(JsonNode context, String at) {
    for (String id : List.of("runAsUser", "runAsGroup")) {
      JsonNode value = context.path(id);
      if (value.isNumber() && (value.asLong() < 0 || value.asLong() > Integer.MAX_VALUE)) {
        faults.invalid(at + "." + id, value, "must be between 0 and 2147483647, inclusive");
      }
    }
    if (context.has("allowPrivilegeEscalation")
        && !context.path("allowPrivilegeEscalation").asBoolean()
        && context.path("privileged").asBoolean()) {
      faults.invalid(
          at, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
    }
  }

  private void ports(JsonNode ports, String path) {
    Set<String> names = new HashSet<>();
    int i = 0;
    for (JsonNode port : ports) {
      String at = path + "[" + i++ + "]";
      String name = port.path("name").asText();
      if (!name.isEmpty()) {
        String wrong = Names.portName(name);
        faults.invalidIf(at + ".name", name, wrong);
        if (wrong == null && !names.add(name)) {
          faults.duplicate(at + ".name", name);
        }
      }
      int number = port.path("containerPort").asInt();
      if (number == 0) {
        faults.required(at + ".containerPort");
      } else if (number < 1 || number > 65535) {
        faults.invalid(at + ".containerPort", port.get("containerPort"), PORT_RANGE);
      }
      int hostPort = port.path("hostPort").asInt();
      if (hostPort < 0 || hostPort > 65535) {
        faults.invalid(at + ".hostPort", port.get("hostPort"), PORT_RANGE);
      }
      faults.oneOf(port, at, "protocol", false, "SCTP", "TCP", "UDP");
    }
  }

  private void environment(JsonNode variables, String path) {
    int i = 0;
    for (JsonNode variable : variables) {
      String at = path + "[" + i++ + "]";
      String name = variable.path("name").asText();
      if (name.isEmpty()) {
        faults.required(at + ".name");
      } else if (!ENV_NAME.matcher(name).matches()) {
        faults.invalid(
            at + ".name",
            name,
            "a valid environment variable name must consist only of printable ASCII characters"
                + " other than '='");
      }
      if (variable.hasNonNull("valueFrom")) {
        valueFrom(variable, at + ".valueFrom");
      }
    }
  }

  private void valueFrom(JsonNode variable, String at) {
    JsonNode source = variable.path("valueFrom");
    int count = 0;
    for (String kind :
        List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")) {
      if (source.hasNonNull(kind)) {
        count++;
      }
    }
    JsonNode field = source.path("fieldRef");
    if (field.isObject()) {
      fieldRef(field, at + ".fieldRef");
    }
    for (String kind : List.of("configMapKeyRef", "secretKeyRef")) {
      JsonNode reference = source.path(kind);
      if (reference.isObject()) {
        String key = reference.path("key").asText();
        if (reference.path("name").asText().isEmpty()) {
          faults.required(at + "." + kind + ".name");
        }
        if (key.isEmpty()) {
          faults.required(at + "." + kind + ".key");
        } else {
          faults.invalidIf(at + "." + kind + ".key", key, Names.configKey(key));
        }
      }
    }
    if (count == 0) {
      faults.invalid(
          at,
          "",
          "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef`"
              + " or `fileKeyRef`");
    } else if (!variable.path("value").asText().isEmpty()) {
      faults.invalid(at, "", "may not be specified when `value` is not empty");
    } else if (count > 1) {
      faults.invalid(at, "", "may not have more than one field specified at a time");
    }
  }

  private void fieldRef(JsonNode reference, String at) {
    String path = reference.path("fieldPath").asText();
    if (path.isEmpty()) {
      faults.required(at + ".fieldPath");
      return;
    }
    boolean subscripted = path.matches("metadata\\.(labels|annotations)\\['.*'\\]");
    if (!POD_FIELDS.contains(path) && !subscripted) {
      faults.invalid(
          at + ".fieldPath",
          path,
          "error converting fieldPath: field label not supported: " + path);
    } else if (path.equals("metadata.labels") || path.equals("metadata.annotations")) {
      faults.notSupported(
          at + ".fieldPath",
          reference.get("fieldPath"),
          List.of(
              "metadata.name",
              "metadata.namespace",
              "metadata.uid",
              "spec.nodeName",
              "spec.serviceAccountName",
              "status.hostIP",
              "status.hostIPs",
              "status.podIP",
              "status.podIPs"));
    }
  }

  private void environmentSources(JsonNode sources, String path) {
    int i = 0;
    for (JsonNode source : sources) {
      String at = path + "[" + i++ + "]";
      int count = 0;
      for (String kind : List.of("configMapRef", "secretRef")) {
        if (source.hasNonNull(kind)) {
          count++;
          if (source.path(kind).path("name").asText().isEmpty()) {
            faults.required(at + "." + kind + ".name");
          }
        }
      }
      if (count == 0) {
        faults.invalid(at, "", "must specify one of: `configMapRef` or `secretRef`");
      } else if (count > 1) {
        faults.invalid(at, "", "may not have more than one field specified at a time");
      }
    }
  }

  private void mounts(JsonNode mounts, String path, Set<String> volumes) {
    Set<String> paths = new HashSet<>();
    int i = 0;
    for (JsonNode mount : mounts) {
      String at = path + "[" + i++ + "]";
      String name = mount.path("name").asText();
      if (name.isEmpty()) {
        faults.required(at + ".name");
      }
      if (!volumes.contains(name)) {
        faults
            .found()
            .add(
                new FieldError(
                    FieldError.Reason.NOT_FOUND, at + ".name", "Not found: \"" + name + "\""));
      }
      String mountPath = mount.path("mountPath").asText();
      if (mountPath.isEmpty()) {
        faults.required(at + ".mountPath");
      }
      if (!paths.add(mountPath)) {
        faults.invalid(at + ".mountPath", mountPath, "must be unique");
      }
      String subPath = mount.path("subPath").asText();
      if (subPath.startsWith("/")) {
        faults.invalid(at + ".subPath", subPath, "must be a relative path");
      } else if (List.of(subPath.split("/")).contains("..")) {
        faults.invalid(at + ".subPath", subPath, "must not contain '..'");
      }
    }
  }

  private void resources(JsonNode resources, String path) {
    amounts(resources.path("limits"), path + ".limits");
    amounts(resources.path("requests"), path + ".requests");
    for (Map.Entry<String, JsonNode> request : resources.path("requests").properties()) {
      JsonNode limit = resources.path("limits").path(request.getKey());
      boolean over =
          Quantity.of(request.getValue())
              .flatMap(r -> Quantity.of(limit).map(l -> r.compareTo(l) > 0))
              .orElse(false);
      if (over) {
        faults.invalid(
            path + ".requests",
            request.getValue().asText(),
            "must be less than or equal to %s limit of %s"
                .formatted(request.getKey(), limit.asText()));
      }
    }
  }

  private void amounts(JsonNode amounts, String path) {
    for (Map.Entry<String, JsonNode> amount : amounts.properties()) {
      String name = amount.getKey();
      String at = path + "[" + name + "]";
      boolean standard =
          name.equals("cpu")
              || name.equals("memory")
              || name.equals("ephemeral-storage")
              || name.startsWith("hugepages-");
      if (!standard && !name.contains("/")) {
        faults.invalid(at, name, "must be a standard resource type or fully qualified");
        faults.invalid(at, name, "must be a standard resource for containers");
      }
      boolean negative =
          Quantity.of(amount.getValue()).map(q -> q.amount().signum() < 0).orElse(false);
      if (negative) {
        faults.invalid(at, amount.getValue(), "must be greater than or equal to 0");
      }
    }
  }

  private void probe(JsonNode probe, String at, boolean oneSuccess) {
    if (!probe.isObject()) {
      return;
    }
    handler(probe, at, List.of("exec", "httpGet", "tcpSocket", "grpc"));
    for (String number :
        List.of(
            "initialDelaySeconds",
            "timeoutSeconds",
            "periodSeconds",
            "successThreshold",
            "failureThreshold")) {
      faults.notNegative(probe, at, number);
    }
    if (oneSuccess && probe.path("successThreshold").asInt(1) != 1) {
      faults.invalid(at + ".successThreshold", probe.get("successThreshold"), "must be 1");
    }
  }

  private void handler(JsonNode handler, String at, List<String> kinds) {
    int count = 0;
    for (String kind : kinds) {
      if (handler.hasNonNull(kind) && count++ > 0) {
        faults.forbidden(at + "." + kind, "may not specify more than 1 handler type");
      }
    }
    if (count == 0) {
      faults.required(at, "must specify a handler type");
    }
    JsonNode command = handler.path("exec");
    if (command.isObject() && command.path("command").isEmpty()) {
      faults.required(at + ".exec.command");
    }
    JsonNode http = handler.path("httpGet");
    if (http.isObject()) {
      portOrName(http.get("port"), at + ".httpGet.port");
      faults.oneOf(http, at + ".httpGet", "scheme", true, "HTTP", "HTTPS");
    }
    JsonNode tcp = handler.path("tcpSocket");
    if (tcp.isObject()) {
      portOrName(tcp.get("port"), at + ".tcpSocket.port");
    }
  }

  private void portOrName(@org.jspecify.annotations.Nullable JsonNode port, String at) {
    if (port != null) {
      portOrName(port, at, faults);
    }
  }

  static void portOrName(JsonNode port, String at, Faults faults) {
    if (port.isTextual()) {
      faults.invalidIf(at, port.textValue(), Names.portName(port.textValue()));
    } else if (port.asInt() < 1 || port.asInt() > 65535) {
      faults.invalid(at, IntNode.valueOf(port.asInt()), PORT_RANGE);
    }
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
