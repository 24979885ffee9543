package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Checks of the containers of Pods.
final class ContainerValidation {

  private static final String PORT_RANGE = "must be between 1 and 65535, inclusive";
  private static final Pattern ENV_NAME = Pattern.compile("[ -<>-~]+");
  private static final String ENV_RULE =
      "a valid environment variable name must consist only of printable ASCII characters other"
          + " than '='";
  private static final Pattern HEADER = Pattern.compile("[-A-Za-z0-9]+");
  private static final String NOT_FOR_INIT =
      "may not be set for init containers without restartPolicy=Always";
  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");
  private static final Set<String> POD_FIELDS =
      Set.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");
  private static final Set<String> EPHEMERAL_FIELDS =
      Set.of(
          "name",
          "image",
          "command",
          "args",
          "workingDir",
          "envFrom",
          "env",
          "volumeMounts",
          "volumeDevices",
          "terminationMessagePath",
          "terminationMessagePolicy",
          "imagePullPolicy",
          "securityContext",
          "stdin",
          "stdinOnce",
          "tty",
          "targetContainerName");

  private final JsonNode spec;
  private final Map<String, JsonNode> volumes;
  private final Faults faults;

  private ContainerValidation(JsonNode spec, Map<String, JsonNode> volumes, Faults faults) {
    this.spec = spec;
    this.volumes = volumes;
    this.faults = faults;
  }

  /// All containers of a Pod's spec.
  ///
  /// @param volumes what can be mounted, by name
  static void check(JsonNode spec, String path, Map<String, JsonNode> volumes, Faults faults) {
    ContainerValidation validation = new ContainerValidation(spec, volumes, faults);
    Set<String> names = new HashSet<>();
    validation.main(path + ".containers", names);
    validation.init(path + ".initContainers", names);
    validation.ephemeral(path + ".ephemeralContainers", names);
  }

  private void main(String path, Set<String> names) {
    if (spec.path("containers").isEmpty()) {
      faults.required(path);
      return;
    }
    Set<String> hostPorts = new HashSet<>();
    int i = 0;
    for (JsonNode container : spec.path("containers")) {
      String at = path + "[" + i++ + "]";
      common(container, at);
      unique(container, at, names);
      running(container, at);
      if (container.hasNonNull("restartPolicy")) {
        List<String> known = List.of("Always", "Never", "OnFailure");
        if (!known.contains(container.path("restartPolicy").asText())) {
          faults.notSupported(at + ".restartPolicy", container.get("restartPolicy"), known);
        }
      }
      hostPorts(container, at, hostPorts);
    }
  }

  private void unique(JsonNode container, String at, Set<String> names) {
    String name = container.path("name").asText();
    if (!names.add(name) && !name.isEmpty()) {
      faults.duplicate(at + ".name", name);
    }
  }

  private void init(String path, Set<String> names) {
    int i = 0;
    for (JsonNode container : spec.path("initContainers")) {
      String at = path + "[" + i++ + "]";
      common(container, at);
      String policy = container.path("restartPolicy").asText();
      List<String> known = List.of("Always", "Never", "OnFailure");
      if (!policy.isEmpty() && !known.contains(policy)) {
        faults.notSupported(at + ".restartPolicy", container.get("restartPolicy"), known);
      }
      unique(container, at, names);
      hostPorts(container, at, new HashSet<>());
      if (policy.equals("Always")) {
        running(container, at);
      } else {
        if (container.hasNonNull("lifecycle")) {
          faults.forbidden(at + ".lifecycle", NOT_FOR_INIT);
        }
        for (String probe : PROBES) {
          if (container.hasNonNull(probe)) {
            faults.forbidden(at + "." + probe, NOT_FOR_INIT);
          }
        }
      }
    }
  }

  private void ephemeral(String path, Set<String> names) {
    Set<String> others = Set.copyOf(names);
    int i = 0;
    for (JsonNode container : spec.path("ephemeralContainers")) {
      String at = path + "[" + i++ + "]";
      common(container, at);
      unique(container, at, names);
      String target = container.path("targetContainerName").asText();
      if (!target.isEmpty() && !others.contains(target)) {
        faults.notFound(at + ".targetContainerName", target);
      }
      for (Map.Entry<String, JsonNode> member : container.properties()) {
        if (!EPHEMERAL_FIELDS.contains(member.getKey()) && !member.getValue().isEmpty()) {
          faults.forbidden(at + "." + member.getKey(), "cannot be set for an Ephemeral Container");
        }
      }
    }
  }

  /// Lifecycle and probes of what goes on running.
  private void running(JsonNode container, String at) {
    JsonNode lifecycle = container.path("lifecycle");
    for (String hook : List.of("postStart", "preStop")) {
      if (lifecycle.hasNonNull(hook)) {
        handler(
            lifecycle.path(hook),
            at + ".lifecycle." + hook,
            List.of("exec", "httpGet", "tcpSocket", "sleep"));
      }
    }
    for (String name : PROBES) {
      probe(container.path(name), at + "." + name, !name.equals("readinessProbe"));
    }
    JsonNode readiness = container.path("readinessProbe").path("terminationGracePeriodSeconds");
    if (readiness.isNumber()) {
      faults.invalid(
          at + ".readinessProbe.terminationGracePeriodSeconds",
          readiness,
          "must not be set for readinessProbes");
    }
  }

  private void common(JsonNode container, String at) {
    String name = container.path("name").asText();
    if (name.isEmpty()) {
      faults.required(at + ".name");
    } else {
      faults.invalidIf(at + ".name", name, Names.dnsLabel(name));
    }
    if (container.path("image").asText().isEmpty()) {
      faults.required(at + ".image");
    }
    faults.oneOf(container, at, "terminationMessagePolicy", true, "File", "FallbackToLogsOnError");
    ports(container.path("ports"), at + ".ports");
    environment(container.path("env"), at + ".env");
    environmentSources(container.path("envFrom"), at + ".envFrom");
    mounts(container, at + ".volumeMounts");
    devices(container, at + ".volumeDevices");
    faults.oneOf(container, at, "imagePullPolicy", true, "Always", "IfNotPresent", "Never");
    ResourceNames.requirements(container.path("resources"), at + ".resources", faults);
    claims(container.path("resources").path("claims"), at + ".resources.claims");
    resizePolicy(container.path("resizePolicy"), at + ".resizePolicy");
    boolean hostUsers = !spec.has("hostUsers") || spec.path("hostUsers").asBoolean();
    SecurityValidation.container(
        container.path("securityContext"), at + ".securityContext", hostUsers, faults);
  }

  private void claims(JsonNode claims, String path) {
    Set<String> known = new java.util.TreeSet<>();
    spec.path("resourceClaims").forEach(claim -> known.add(claim.path("name").asText()));
    Set<String> seen = new HashSet<>();
    int i = 0;
    for (JsonNode claim : claims) {
      String at = path + "[" + i++ + "]";
      String name = claim.path("name").asText();
      String request = claim.path("request").asText();
      if (name.isEmpty()) {
        faults.required(at);
        continue;
      }
      String key = request.isEmpty() ? name : name + "/" + request;
      if (seen.contains(name) || !seen.add(key)) {
        faults.duplicate(at, seen.contains(name) ? name : key);
      }
      if (!known.contains(name)) {
        faults
            .found()
            .add(
                new FieldError(
                    FieldError.Reason.NOT_FOUND,
                    at,
                    "Not found: \"%s\": must be one of the names in pod.spec.resourceClaims%s"
                        .formatted(
                            name,
                            known.isEmpty()
                                ? " which is empty"
                                : ": " + String.join(", ", known))));
      }
    }
  }

  private void resizePolicy(JsonNode policies, String path) {
    Set<String> seen = new HashSet<>();
    int i = 0;
    for (JsonNode policy : policies) {
      String resource = policy.path("resourceName").asText();
      if (!seen.add(resource)) {
        faults.duplicate(path + "[" + i + "]", resource);
      }
      i++;
      one(policy, "resourceName", path, List.of("cpu", "memory"));
      one(policy, "restartPolicy", path, List.of("NotRequired", "RestartContainer"));
      if (spec.path("restartPolicy").asText().equals("Never")
          && !policy.path("restartPolicy").asText().equals("NotRequired")) {
        faults.invalid(
            path,
            policy.get("restartPolicy"),
            "must be 'NotRequired' when `restartPolicy` is 'Never'");
      }
    }
  }

  private void one(JsonNode holder, String member, String at, List<String> known) {
    String text = holder.path(member).asText();
    if (text.isEmpty()) {
      faults.required(at);
    } else if (!known.contains(text)) {
      faults.notSupported(at, holder.get(member), known);
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

  private void ports(JsonNode ports, String path) {
    Set<String> names = new HashSet<>();
    int i = 0;
    for (JsonNode port : ports) {
      String at = path + "[" + i++ + "]";
      String name = port.path("name").asText();
      if (!name.isEmpty()) {
        List<String> wrong = Names.portNameFaults(name);
        wrong.forEach(each -> faults.invalid(at + ".name", name, each));
        if (wrong.isEmpty() && !names.add(name)) {
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
        faults.invalid(at + ".name", name, ENV_RULE);
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
    if (source.hasNonNull("fieldRef")) {
      References.field(source.path("fieldRef"), POD_FIELDS, at + ".fieldRef", faults);
    }
    if (source.hasNonNull("resourceFieldRef")) {
      References.resource(source.path("resourceFieldRef"), false, at + ".resourceFieldRef", faults);
    }
    for (String kind : List.of("configMapKeyRef", "secretKeyRef")) {
      if (source.hasNonNull(kind)) {
        References.key(source.path(kind), at + "." + kind, faults);
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

  private void environmentSources(JsonNode sources, String path) {
    int i = 0;
    for (JsonNode source : sources) {
      String at = path + "[" + i++ + "]";
      String prefix = source.path("prefix").asText();
      if (!prefix.isEmpty() && !ENV_NAME.matcher(prefix).matches()) {
        faults.invalid(at + ".prefix", prefix, ENV_RULE);
      }
      int count = 0;
      for (String kind : List.of("configMapRef", "secretRef")) {
        if (source.hasNonNull(kind)) {
          count++;
          String name = source.path(kind).path("name").asText();
          if (name.isEmpty()) {
            faults.required(at + "." + kind + ".name");
          } else {
            faults.invalidIf(at + "." + kind + ".name", name, Names.dnsSubdomain(name));
          }
        }
      }
      // the server names the list here, not the item
      if (count == 0) {
        faults.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
      } else if (count > 1) {
        faults.invalid(path, "", "may not have more than one field specified at a time");
      }
    }
  }

  private static Map<String, String> places(JsonNode list, String member) {
    Map<String, String> places = new HashMap<>();
    list.forEach(item -> places.put(item.path("name").asText(), item.path(member).asText()));
    return places;
  }

  private void mounts(JsonNode container, String path) {
    Map<String, String> devices = places(container.path("volumeDevices"), "devicePath");
    Set<String> paths = new HashSet<>();
    int i = 0;
    for (JsonNode mount : container.path("volumeMounts")) {
      String at = path + "[" + i++ + "]";
      String name = mount.path("name").asText();
      if (name.isEmpty()) {
        faults.required(at + ".name");
      }
      if (!volumes.containsKey(name)) {
        faults.notFound(at + ".name", name);
      }
      String mountPath = mount.path("mountPath").asText();
      if (mountPath.isEmpty()) {
        faults.required(at + ".mountPath");
      }
      if (!paths.add(mountPath)) {
        faults.invalid(at + ".mountPath", mountPath, "must be unique");
      }
      if (devices.containsKey(name)) {
        faults.invalid(at + ".name", name, "must not already exist in volumeDevices");
      }
      if (devices.containsValue(mountPath)) {
        faults.invalid(
            at + ".mountPath", mountPath, "must not already exist as a path in volumeDevices");
      }
      subPaths(mount, path, at);
      propagation(mount, container, path);
    }
  }

  /// The server names the list here, not the mount.
  private void subPaths(JsonNode mount, String path, String at) {
    String subPath = mount.path("subPath").asText();
    String expression = mount.path("subPathExpr").asText();
    Paths.descending(subPath, path + ".subPath", faults);
    if (!expression.isEmpty()) {
      if (!subPath.isEmpty()) {
        faults.invalid(
            at + ".subPathExpr", expression, "subPathExpr and subPath are mutually exclusive");
      }
      Paths.descending(expression, path + ".subPathExpr", faults);
    }
  }

  private void propagation(JsonNode mount, JsonNode container, String path) {
    String propagation = mount.path("mountPropagation").asText();
    faults.oneOf(mount, path, "mountPropagation", true, "Bidirectional", "HostToContainer", "None");
    if (propagation.equals("Bidirectional")
        && !container.path("securityContext").path("privileged").asBoolean()) {
      faults.forbidden(
          path + ".mountPropagation",
          "Bidirectional mount propagation is available only to privileged containers");
    }
    String recursive = mount.path("recursiveReadOnly").asText();
    faults.oneOf(mount, path, "recursiveReadOnly", true, "Disabled", "Enabled", "IfPossible");
    if (List.of("Enabled", "IfPossible").contains(recursive)) {
      if (!mount.path("readOnly").asBoolean()) {
        faults.forbidden(
            path + ".recursiveReadOnly", "may only be specified when readOnly is true");
      }
      if (!propagation.isEmpty() && !propagation.equals("None")) {
        faults.forbidden(
            path + ".recursiveReadOnly",
            "may only be specified when mountPropagation is None or not specified");
      }
    }
  }

  private void devices(JsonNode container, String path) {
    Map<String, String> mounts = places(container.path("volumeMounts"), "mountPath");
    Set<String> names = new HashSet<>();
    Set<String> paths = new HashSet<>();
    int i = 0;
    for (JsonNode device : container.path("volumeDevices")) {
      String at = path + "[" + i++ + "]";
      String name = device.path("name").asText();
      String place = device.path("devicePath").asText();
      if (name.isEmpty()) {
        faults.required(at + ".name");
      } else if (!names.add(name)) {
        faults.invalid(at + ".name", name, "must be unique");
      }
      JsonNode volume = volumes.get(name);
      if (volume == null) {
        faults.notFound(at + ".name", name);
      } else if (!volume.hasNonNull("persistentVolumeClaim") && !volume.hasNonNull("ephemeral")) {
        faults.invalid(
            at + ".name",
            name,
            "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
      }
      if (place.isEmpty()) {
        faults.required(at + ".devicePath");
      }
      if (!paths.add(place)) {
        faults.invalid(at + ".devicePath", place, "must be unique");
      }
      if (List.of(place.split("/", -1)).contains("..")) {
        faults.invalid(at + ".devicePath", place, "can not contain backsteps ('..')");
      }
      if (mounts.containsKey(name)) {
        faults.invalid(at + ".name", name, "must not already exist in volumeMounts");
      }
      if (mounts.containsValue(place)) {
        faults.invalid(
            at + ".devicePath", place, "must not already exist as a path in volumeMounts");
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
    JsonNode grace = probe.path("terminationGracePeriodSeconds");
    if (grace.isNumber() && grace.asLong() <= 0) {
      faults.invalid(at + ".terminationGracePeriodSeconds", grace, "must be greater than 0");
    }
    if (oneSuccess && probe.path("successThreshold").asInt(1) != 1) {
      faults.invalid(at + ".successThreshold", probe.get("successThreshold"), "must be 1");
    }
  }

  private void handler(JsonNode handler, String at, List<String> kinds) {
    int count = 0;
    for (String kind : kinds) {
      if (!handler.hasNonNull(kind)) {
        continue;
      }
      if (count++ > 0) {
        faults.forbidden(at + "." + kind, "may not specify more than 1 handler type");
      } else {
        action(handler.path(kind), kind, at + "." + kind);
      }
    }
    if (count == 0) {
      faults.required(at, "must specify a handler type");
    }
  }

  private void action(JsonNode action, String kind, String at) {
    switch (kind) {
      case "exec" -> {
        if (action.path("command").isEmpty()) {
          faults.required(at + ".command");
        }
      }
      case "httpGet" -> http(action, at);
      case "tcpSocket", "grpc" -> portOrName(action.path("port"), at + ".port", faults);
      default -> {
        JsonNode grace = spec.path("terminationGracePeriodSeconds");
        long seconds = action.path("seconds").asLong();
        if (grace.isNumber() && (seconds < 0 || seconds > grace.asLong())) {
          faults.invalid(
              at,
              LongNode.valueOf(seconds),
              "must be non-negative and less than terminationGracePeriodSeconds (%d)"
                  .formatted(grace.asLong()));
        }
      }
    }
  }

  private void http(JsonNode http, String at) {
    if (http.path("path").asText().isEmpty()) {
      faults.required(at + ".path");
    }
    portOrName(http.path("port"), at + ".port", faults);
    if (!List.of("HTTP", "HTTPS").contains(http.path("scheme").asText())) {
      faults.notSupported(at + ".scheme", http.get("scheme"), List.of("HTTP", "HTTPS"));
    }
    for (JsonNode header : http.path("httpHeaders")) {
      String name = header.path("name").asText();
      if (!HEADER.matcher(name).matches()) {
        faults.invalid(
            at + ".httpHeaders",
            name,
            "a valid HTTP header must consist of alphanumeric characters or '-' (e.g."
                + " 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')");
      }
    }
  }

  /// A port by number or by its name in a container.
  static void portOrName(JsonNode port, String at, Faults faults) {
    if (port.isTextual()) {
      String name = port.textValue();
      Names.portNameFaults(name).forEach(wrong -> faults.invalid(at, name, wrong));
    } else if (port.asInt() < 1 || port.asInt() > 65535) {
      faults.invalid(at, IntNode.valueOf(port.asInt()), PORT_RANGE);
    }
  }
}
