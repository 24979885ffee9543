package dev.fairlead.kustomize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.GroupVersionKind;
import dev.fairlead.kubernetes.JsonPatch;
import dev.fairlead.kubernetes.KubernetesException;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlJson;
import dev.fairlead.yaml.YamlNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A change to objects: by strategic merge or by JSON patch.
sealed interface Patch {

  void apply(Resources resources);

  /// Reads the text of an entry of `patches`, which may be of either form.
  ///
  /// @param source the file, or what the text is called in messages
  /// @param entry the entry, for its target and options
  static Patch of(String source, String text, JsonNode entry) {
    JsonNode target = entry.path("target");
    List<YamlNode> documents = Documents.parse(source, text.strip());
    if (documents.isEmpty()) {
      throw new Refusal(source + ": the patch is empty");
    }
    if (json(documents.getFirst()) instanceof ArrayNode operations) {
      requireJson(source, text.strip());
      return new Operations(source, operations, target, true);
    }
    List<ObjectNode> objects = Documents.objects(source, text);
    if (!target.isMissingNode() && objects.size() > 1) {
      throw new Refusal(
          source + ": multiple strategic merge patches in one entry may not have a target");
    }
    JsonNode options = entry.path("options");
    return new Merges(
        source,
        objects,
        target.isMissingNode() ? null : Selector.of(target),
        options.path("allowNameChange").asBoolean(),
        options.path("allowKindChange").asBoolean());
  }

  /// Reads an entry of the deprecated `patchesJson6902`.
  static Patch operations(String source, String text, JsonNode entry) {
    JsonNode target = entry.path("target");
    if (target.path("name").asText("").isEmpty()) {
      throw new Refusal(source + ": must specify the target name");
    }
    List<YamlNode> documents = Documents.parse(source, text);
    if (documents.isEmpty() || !(json(documents.getFirst()) instanceof ArrayNode operations)) {
      throw new Refusal(source + ": expected a list of JSON patch operations");
    }
    requireJson(source, text);
    return new Operations(source, operations, target, false);
  }

  /// Reads an entry of the deprecated `patchesStrategicMerge`.
  static Patch merge(String source, String text) {
    return new Merges(source, Documents.objects(source, text), null, false, false);
  }

  /// kustomize takes a text that begins with a bracket for JSON and does not try YAML.
  private static void requireJson(String source, String text) {
    if (text.startsWith("[")) {
      try {
        new ObjectMapper().readTree(text);
      } catch (JsonProcessingException e) {
        throw new Refusal(
            "%s: a patch that begins with [ must be JSON: %s"
                .formatted(source, e.getOriginalMessage()));
      }
    }
  }

  private static JsonNode json(YamlNode document) {
    try {
      return YamlJson.toJson(document, Schema.YAML_1_1);
    } catch (YamlException e) {
      throw Refusal.of(e);
    }
  }

  /// Strategic merge patches.
  ///
  /// @param target where it is null, each patch names its object itself
  record Merges(
      String source,
      List<ObjectNode> patches,
      @Nullable Selector target,
      boolean mayRename,
      boolean mayChangeKind)
      implements Patch {

    @Override
    public void apply(Resources resources) {
      for (ObjectNode patch : patches) {
        if (target == null) {
          Resource named = new Resource(patch);
          apply(resources.only(named.originalId()), patch.deepCopy());
        } else {
          for (Resource resource : resources.select(target)) {
            apply(resource, fitted(patch.deepCopy(), resource.kind()));
          }
        }
      }
    }

    /// A patch for several objects takes over the version of each one.
    private static ObjectNode fitted(ObjectNode patch, GroupVersionKind kind) {
      patch.put("apiVersion", kind.apiVersion());
      return patch;
    }

    private void apply(Resource resource, ObjectNode patch) {
      String name = resource.name();
      String namespace = resource.namespace();
      String kind = resource.kind().kind();
      if (mayRename || mayChangeKind) {
        resource.rememberId();
      }
      ObjectNode merged;
      try {
        merged = StrategicMerge.merge(resource.object(), patch);
      } catch (Refusal e) {
        throw new Refusal(
            "%s: cannot merge into %s: %s".formatted(source, resource.currentId(), e.problem()));
      }
      if (merged == null) {
        resource.object().removeAll();
        return;
      }
      resource.replace(merged);
      if (!mayChangeKind) {
        merged.put("kind", kind);
      }
      if (!mayRename) {
        resource.rename(name);
      }
      resource.moveTo(namespace);
    }
  }

  /// JSON patch operations.
  ///
  /// @param remembers whether the objects count as renamed, as they do for `patches`
  record Operations(String source, ArrayNode operations, JsonNode target, boolean remembers)
      implements Patch {

    @Override
    public void apply(Resources resources) {
      if (target.isMissingNode()) {
        throw new Refusal(source + ": must specify a target for a JSON patch");
      }
      for (Resource resource : resources.select(Selector.of(target))) {
        if (remembers) {
          resource.rememberId();
        }
        ObjectNode before = resource.object();
        if (resource.isAnnotated() && !resource.metadata().has("annotations")) {
          resource.metadata().putObject("annotations");
        }
        try {
          resource.replace((ObjectNode) JsonPatch.apply(before, operations));
        } catch (KubernetesException e) {
          throw new Refusal(
              "%s: cannot patch %s: %s".formatted(source, resource.currentId(), e.getMessage()));
        }
      }
    }
  }
}
