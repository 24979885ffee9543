package dev.fairlead.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One object as the cluster last reported it. It is kept as bytes, without `managedFields`, and
/// parsed when somebody looks: a cluster has many more objects than anybody looks at.
public final class LiveObject {
  private final ResourceKey key;
  private final String apiVersion;
  private final String uid;
  private final String resourceVersion;
  private final List<String> ownerUids;
  private final String group;
  private final boolean complete;
  private final byte[] json;

  private LiveObject(
      ResourceKey key,
      String apiVersion,
      String uid,
      String resourceVersion,
      List<String> ownerUids,
      String group,
      boolean complete,
      byte[] json) {
    this.key = key;
    this.apiVersion = apiVersion;
    this.uid = uid;
    this.resourceVersion = resourceVersion;
    this.ownerUids = ownerUids;
    this.group = group;
    this.complete = complete;
    this.json = json;
  }

  /// @param group what the object belongs to, in the caller's terms; empty for nothing
  static LiveObject of(ObjectNode object, String group) {
    ObjectNode kept = object.deepCopy();
    JsonNode metadata = kept.path("metadata");
    if (metadata instanceof ObjectNode fields) {
      fields.remove("managedFields");
    }
    ResourceKey key = ResourceKey.of(object);
    // Release and other large Secrets and ConfigMaps that nobody manages are never looked into.
    boolean trimmed =
        group.isEmpty()
            && key.group().isEmpty()
            && (key.kind().equals("Secret") || key.kind().equals("ConfigMap"));
    if (trimmed) {
      kept.remove(List.of("data", "binaryData"));
    }
    var owners = new ArrayList<String>();
    for (JsonNode owner : metadata.path("ownerReferences")) {
      owners.add(owner.path("uid").asText());
    }
    try {
      return new LiveObject(
          key,
          object.path("apiVersion").asText(""),
          metadata.path("uid").asText(""),
          metadata.path("resourceVersion").asText(""),
          List.copyOf(owners),
          group,
          !trimmed,
          Transport.JSON.writeValueAsBytes(kept));
    } catch (IOException e) {
      throw new IllegalStateException("a tree cannot fail to print", e);
    }
  }

  public ResourceKey key() {
    return key;
  }

  public String apiVersion() {
    return apiVersion;
  }

  public String uid() {
    return uid;
  }

  public String resourceVersion() {
    return resourceVersion;
  }

  public List<String> ownerUids() {
    return ownerUids;
  }

  /// What the object belongs to, as the cache's owner said; empty for nothing.
  public String group() {
    return group;
  }

  /// False where the data of an object that belongs to nothing was left out: read it from the
  /// cluster to see all.
  public boolean isComplete() {
    return complete;
  }

  /// A new tree of the object, without `managedFields`.
  public ObjectNode json() {
    try {
      return (ObjectNode) Transport.JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException("written by this class", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LiveObject that
        && uid.equals(that.uid)
        && resourceVersion.equals(that.resourceVersion)
        && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return Objects.hash(uid, resourceVersion);
  }

  @Override
  public String toString() {
    return key + "@" + resourceVersion;
  }
}
