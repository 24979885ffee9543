package dev.fairlead.sync.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;

/// What an object's hook annotations say, Argo CD's first, else Helm's.
///
/// @param types when it runs; empty for an ordinary object and for one that is never applied
/// @param role what the object is to a sync
/// @param policies when it is deleted; never empty for a hook
public record Hook(Role role, Set<Type> types, Set<DeletePolicy> policies) {

  /// An object without hook annotations.
  public static final Hook NONE = new Hook(Role.ORDINARY, Set.of(), Set.of());

  public Hook {
    types = Set.copyOf(types);
    policies = Set.copyOf(policies);
  }

  public enum Role {
    /// Applied in the Sync phase, compared, pruned.
    ORDINARY,
    /// Runs in the phases that it names.
    HOOK,
    /// Left alone: `Skip`, or only types that nobody knows.
    IGNORED
  }

  public enum Type {
    PRE_SYNC("PreSync"),
    SYNC("Sync"),
    POST_SYNC("PostSync"),
    SYNC_FAIL("SyncFail"),
    PRE_DELETE("PreDelete"),
    POST_DELETE("PostDelete");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  public enum DeletePolicy {
    HOOK_SUCCEEDED,
    HOOK_FAILED,
    BEFORE_HOOK_CREATION
  }

  public boolean isHook() {
    return role == Role.HOOK;
  }

  /// Reads the annotations of an object.
  public static Hook of(JsonNode object) {
    JsonNode annotations = object.path("metadata").path("annotations");
    String argo = annotations.path(Names.HOOK).asText("");
    String helm = annotations.path(Names.HELM_HOOK).asText("");
    if (argo.isBlank() && helm.isBlank()) {
      return NONE;
    }
    Set<Type> types = EnumSet.noneOf(Type.class);
    boolean ordinary = false;
    if (!argo.isBlank()) {
      for (String name : argo.split(",")) {
        for (Type type : Type.values()) {
          if (type.text().equals(name.trim())) {
            types.add(type);
          }
        }
      }
    } else {
      for (String name : helm.split(",")) {
        switch (name.trim()) {
          case "pre-install", "pre-upgrade" -> types.add(Type.PRE_SYNC);
          case "post-install", "post-upgrade" -> types.add(Type.POST_SYNC);
          case "pre-delete" -> types.add(Type.PRE_DELETE);
          case "post-delete" -> types.add(Type.POST_DELETE);
          case "crd-install" -> ordinary = true;
          default -> {}
        }
      }
    }
    if (ordinary && types.isEmpty()) {
      return NONE;
    }
    return types.isEmpty()
        ? new Hook(Role.IGNORED, Set.of(), Set.of())
        : new Hook(Role.HOOK, types, policies(annotations));
  }

  private static Set<DeletePolicy> policies(JsonNode annotations) {
    var policies = new LinkedHashSet<DeletePolicy>();
    String all =
        annotations.path(Names.HOOK_DELETE_POLICY).asText("")
            + ","
            + annotations.path(Names.HELM_HOOK_DELETE_POLICY).asText("");
    for (String name : all.split(",")) {
      switch (name.trim()) {
        case "HookSucceeded", "hook-succeeded" -> policies.add(DeletePolicy.HOOK_SUCCEEDED);
        case "HookFailed", "hook-failed" -> policies.add(DeletePolicy.HOOK_FAILED);
        case "BeforeHookCreation", "before-hook-creation" ->
            policies.add(DeletePolicy.BEFORE_HOOK_CREATION);
        default -> {}
      }
    }
    return policies.isEmpty() ? Set.of(DeletePolicy.BEFORE_HOOK_CREATION) : policies;
  }
}
