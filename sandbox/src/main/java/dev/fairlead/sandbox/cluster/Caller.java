package dev.fairlead.sandbox.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Who sends a request, as authenticated.
///
/// @param name the user name
/// @param uid empty if unknown
/// @param groups all groups
/// @param extra more facts about the credential, as reviews show them
record Caller(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
  static final Caller ANONYMOUS =
      new Caller("system:anonymous", "", List.of("system:unauthenticated"), Map.of());

  /// The controllers of this process.
  static final Caller INTERNAL =
      new Caller(
          "system:apiserver", "", List.of("system:masters", "system:authenticated"), Map.of());

  static Caller of(ClusterOptions.User user) {
    List<String> groups = new ArrayList<>(user.groups());
    groups.add("system:authenticated");
    String uid = UUID.nameUUIDFromBytes(user.name().getBytes(StandardCharsets.UTF_8)).toString();
    return new Caller(user.name(), uid, List.copyOf(groups), Map.of());
  }

  static Caller serviceAccount(
      String namespace, String name, String uid, Map<String, List<String>> extra) {
    return new Caller(
        "system:serviceaccount:" + namespace + ":" + name,
        uid,
        List.of(
            "system:serviceaccounts",
            "system:serviceaccounts:" + namespace,
            "system:authenticated"),
        extra);
  }

  /// Whether no rule is needed.
  boolean isMaster() {
    return groups.contains("system:masters");
  }
}
