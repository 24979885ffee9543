package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Checks of the security contexts of Pods and containers.
final class SecurityValidation {

  private static final String ID_RANGE = "must be between 0 and 2147483647, inclusive";
  private static final String SEGMENT = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
  private static final String SYSCTL = "^(" + SEGMENT + "[\\./])*" + SEGMENT + "$";
  private static final Pattern SYSCTL_NAME = Pattern.compile(SYSCTL);
  private static final int MAX_SYSCTL = 253;

  private SecurityValidation() {}

  /// A Pod's `securityContext`.
  static void pod(JsonNode spec, String path, Faults faults) {
    JsonNode context = spec.path("securityContext");
    String at = path + ".securityContext";
    for (String id : List.of("fsGroup", "runAsUser", "runAsGroup")) {
      id(context.path(id), at + "." + id, faults);
    }
    int i = 0;
    for (JsonNode group : context.path("supplementalGroups")) {
      id(group, at + ".supplementalGroups[" + i++ + "]", faults);
    }
    JsonNode shared = spec.path("shareProcessNamespace");
    if (shared.asBoolean() && spec.path("hostPID").asBoolean()) {
      faults.invalid(
          at + ".shareProcessNamespace",
          shared,
          "ShareProcessNamespace and HostPID cannot both be enabled");
    }
    sysctls(spec, context.path("sysctls"), at + ".sysctls", faults);
    faults.oneOf(context, at, "fsGroupChangePolicy", true, "Always", "OnRootMismatch");
    seccomp(context.path("seccompProfile"), at + ".seccompProfile", faults);
    appArmor(context.path("appArmorProfile"), at + ".appArmorProfile", faults);
    faults.oneOf(context, at, "supplementalGroupsPolicy", true, "Merge", "Strict");
    faults.oneOf(context, at, "seLinuxChangePolicy", true, "MountOption", "Recursive");
    hostUsers(spec, path, faults);
  }

  private static void hostUsers(JsonNode spec, String path, Faults faults) {
    if (!spec.has("hostUsers") || spec.path("hostUsers").asBoolean()) {
      return;
    }
    String rule = "when `pod.Spec.HostUsers` is false";
    if (spec.path("hostNetwork").asBoolean()) {
      faults.forbidden(path + ".hostNetwork", rule);
    }
    if (spec.path("hostPID").asBoolean()) {
      faults.forbidden(path + ".HostPID", rule);
    }
    if (spec.path("hostIPC").asBoolean()) {
      faults.forbidden(path + ".HostIPC", rule);
    }
  }

  private static void sysctls(JsonNode spec, JsonNode sysctls, String path, Faults faults) {
    Set<String> names = new HashSet<>();
    int i = 0;
    for (JsonNode sysctl : sysctls) {
      String at = path + "[" + i++ + "].name";
      String name = sysctl.path("name").asText();
      if (name.isEmpty()) {
        faults.required(at);
      } else if (name.length() > MAX_SYSCTL || !SYSCTL_NAME.matcher(name).matches()) {
        faults.invalid(
            at,
            name,
            "must have at most %d characters and match regex %s".formatted(MAX_SYSCTL, SYSCTL));
      } else if (!names.add(name)) {
        faults.duplicate(at, name);
      }
      String plain = name.replace('/', '.');
      if (spec.path("hostNetwork").asBoolean() && plain.startsWith("net.")) {
        faults.invalid(at, name, "may not be specified when 'hostNetwork' is true");
      } else if (spec.path("hostIPC").asBoolean()
          && (plain.startsWith("kernel.shm")
              || plain.startsWith("kernel.msg")
              || plain.equals("kernel.sem")
              || plain.startsWith("fs.mqueue."))) {
        faults.invalid(at, name, "may not be specified when 'hostIPC' is true");
      }
    }
  }

  /// A container's `securityContext`.
  ///
  /// @param hostUsers whether the Pod uses the node's users
  static void container(JsonNode context, String at, boolean hostUsers, Faults faults) {
    for (String id : List.of("runAsUser", "runAsGroup")) {
      id(context.path(id), at + "." + id, faults);
    }
    JsonNode mount = context.path("procMount");
    if (mount.isTextual()) {
      faults.oneOf(context, at, "procMount", true, "Default", "Unmasked");
      if (hostUsers && mount.asText().equals("Unmasked")) {
        faults.invalid(at + ".procMount", mount, "`hostUsers` must be false to use `Unmasked`");
      }
    }
    seccomp(context.path("seccompProfile"), at + ".seccompProfile", faults);
    if (context.has("allowPrivilegeEscalation")
        && !context.path("allowPrivilegeEscalation").asBoolean()) {
      if (context.path("privileged").asBoolean()) {
        faults.invalid(
            at, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
      }
      for (JsonNode capability : context.path("capabilities").path("add")) {
        if (capability.asText().equals("CAP_SYS_ADMIN")) {
          faults.invalid(
              at,
              context,
              "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add`"
                  + " CAP_SYS_ADMIN");
        }
      }
    }
    appArmor(context.path("appArmorProfile"), at + ".appArmorProfile", faults);
  }

  private static void id(JsonNode value, String at, Faults faults) {
    if (value.isNumber() && (value.asLong() < 0 || value.asLong() > Integer.MAX_VALUE)) {
      faults.invalid(at, value, ID_RANGE);
    }
  }

  private static void seccomp(JsonNode profile, String at, Faults faults) {
    if (!profile.isObject()) {
      return;
    }
    String type = profile.path("type").asText();
    if (type.isEmpty()) {
      faults.required(at + ".type", "type is required when seccompProfile is set");
    } else {
      faults.oneOf(profile, at, "type", true, "Localhost", "RuntimeDefault", "Unconfined");
    }
    if (type.equals("Localhost")) {
      if (profile.hasNonNull("localhostProfile")) {
        Paths.descending(
            profile.path("localhostProfile").asText(), at + ".localhostProfile", faults);
      } else {
        faults.required(at + ".localhostProfile", "must be set when seccomp type is Localhost");
      }
    } else if (profile.hasNonNull("localhostProfile")) {
      faults.invalid(
          at + ".localhostProfile", profile, "can only be set when seccomp type is Localhost");
    }
  }

  private static void appArmor(JsonNode profile, String at, Faults faults) {
    if (!profile.isObject()) {
      return;
    }
    JsonNode local = profile.path("localhostProfile");
    switch (profile.path("type").asText()) {
      case "Localhost" -> {
        String name = local.asText("");
        if (!name.strip().equals(name)) {
          faults.invalid(at + ".localhostProfile", name, "must not be padded with whitespace");
        } else if (name.isEmpty()) {
          faults.required(at + ".localhostProfile", "must be set when AppArmor type is Localhost");
        }
      }
      case "RuntimeDefault", "Unconfined" -> {
        if (local.isTextual()) {
          faults.invalid(
              at + ".localhostProfile", local, "can only be set when AppArmor type is Localhost");
        }
      }
      case "" -> faults.required(at + ".type", "type is required when appArmorProfile is set");
      default ->
          faults.oneOf(profile, at, "type", true, "Localhost", "RuntimeDefault", "Unconfined");
    }
  }
}
