package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What an Argo CD Application's `spec.source.kustomize` adds to a kustomization. Argo CD runs
/// `kustomize edit` on its checkout; here nothing is written.
///
/// @param images as `kustomize edit set image` reads them: `name=new:tag`, `name:tag`,
///   `name@sha256:…`
/// @param replicas name of a workload to its count
/// @param labelWithoutSelector whether `commonLabels` leave selectors alone
/// @param labelIncludeTemplates with `labelWithoutSelector`: whether pod templates get them too
/// @param patches entries of the kustomization's own `patches` form (`path` or `patch`, `target`,
///   `options`)
/// @param components directories, relative to the kustomization
/// @param ignoreMissingComponents whether components that are not in the tree are passed over
public record KustomizeOptions(
    @Nullable String namePrefix,
    @Nullable String nameSuffix,
    @Nullable String namespace,
    List<String> images,
    SequencedMap<String, Long> replicas,
    SequencedMap<String, String> commonLabels,
    boolean labelWithoutSelector,
    boolean labelIncludeTemplates,
    SequencedMap<String, String> commonAnnotations,
    List<ObjectNode> patches,
    List<String> components,
    boolean ignoreMissingComponents) {

  /// The kustomization as it is.
  public static final KustomizeOptions NONE =
      new KustomizeOptions(
          null,
          null,
          null,
          List.of(),
          new LinkedHashMap<>(),
          new LinkedHashMap<>(),
          false,
          false,
          new LinkedHashMap<>(),
          List.of(),
          List.of(),
          false);

  public KustomizeOptions {
    images = List.copyOf(images);
    replicas = new LinkedHashMap<>(replicas);
    commonLabels = new LinkedHashMap<>(commonLabels);
    commonAnnotations = new LinkedHashMap<>(commonAnnotations);
    patches = patches.stream().map(ObjectNode::deepCopy).toList();
    components = List.copyOf(components);
  }

  public KustomizeOptions withNamePrefix(@Nullable String value) {
    return with(value, nameSuffix, namespace, images, replicas, patches, components);
  }

  public KustomizeOptions withNameSuffix(@Nullable String value) {
    return with(namePrefix, value, namespace, images, replicas, patches, components);
  }

  public KustomizeOptions withNamespace(@Nullable String value) {
    return with(namePrefix, nameSuffix, value, images, replicas, patches, components);
  }

  public KustomizeOptions withImages(List<String> value) {
    return with(namePrefix, nameSuffix, namespace, value, replicas, patches, components);
  }

  public KustomizeOptions withReplicas(Map<String, Long> value) {
    return with(
        namePrefix, nameSuffix, namespace, images, new LinkedHashMap<>(value), patches, components);
  }

  public KustomizeOptions withPatches(List<ObjectNode> value) {
    return with(namePrefix, nameSuffix, namespace, images, replicas, value, components);
  }

  public KustomizeOptions withComponents(List<String> value, boolean ignoreMissing) {
    return new KustomizeOptions(
        namePrefix,
        nameSuffix,
        namespace,
        images,
        replicas,
        commonLabels,
        labelWithoutSelector,
        labelIncludeTemplates,
        commonAnnotations,
        patches,
        value,
        ignoreMissing);
  }

  /// Labels for every object; see the components `labelWithoutSelector` and
  /// `labelIncludeTemplates`.
  public KustomizeOptions withCommonLabels(
      Map<String, String> value, boolean withoutSelector, boolean includeTemplates) {
    return new KustomizeOptions(
        namePrefix,
        nameSuffix,
        namespace,
        images,
        replicas,
        new LinkedHashMap<>(value),
        withoutSelector,
        includeTemplates,
        commonAnnotations,
        patches,
        components,
        ignoreMissingComponents);
  }

  public KustomizeOptions withCommonAnnotations(Map<String, String> value) {
    return new KustomizeOptions(
        namePrefix,
        nameSuffix,
        namespace,
        images,
        replicas,
        commonLabels,
        labelWithoutSelector,
        labelIncludeTemplates,
        new LinkedHashMap<>(value),
        patches,
        components,
        ignoreMissingComponents);
  }

  private KustomizeOptions with(
      @Nullable String prefix,
      @Nullable String suffix,
      @Nullable String ns,
      List<String> imageList,
      SequencedMap<String, Long> replicaCounts,
      List<ObjectNode> patchList,
      List<String> componentList) {
    return new KustomizeOptions(
        prefix,
        suffix,
        ns,
        imageList,
        replicaCounts,
        commonLabels,
        labelWithoutSelector,
        labelIncludeTemplates,
        commonAnnotations,
        patchList,
        componentList,
        ignoreMissingComponents);
  }
}
