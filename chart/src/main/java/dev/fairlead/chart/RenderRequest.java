package dev.fairlead.chart;

import java.util.ArrayList;
import java.util.List;

/// What `helm template` is asked for.
///
/// @param kubeVersion `--kube-version`; empty for the default of the helm version that is followed
/// @param apiVersions `--api-versions`, added to the built-in ones
/// @param includeCrds `--include-crds`
/// @param upgrade `--is-upgrade`: `.Release.IsUpgrade` instead of `.Release.IsInstall`
/// @param skipSchemaValidation `--skip-schema-validation`
/// @param helm the Helm that is followed
public record RenderRequest(
    String releaseName,
    String namespace,
    List<ValuesSource> values,
    String kubeVersion,
    List<String> apiVersions,
    boolean includeCrds,
    boolean upgrade,
    boolean skipSchemaValidation,
    HelmVersion helm) {

  public RenderRequest {
    values = List.copyOf(values);
    apiVersions = List.copyOf(apiVersions);
  }

  public static RenderRequest of(String releaseName) {
    return new RenderRequest(
        releaseName, "default", List.of(), "", List.of(), false, false, false, HelmVersion.V4);
  }

  public RenderRequest withNamespace(String value) {
    return new RenderRequest(
        releaseName,
        value,
        values,
        kubeVersion,
        apiVersions,
        includeCrds,
        upgrade,
        skipSchemaValidation,
        helm);
  }

  public RenderRequest withValues(List<ValuesSource> value) {
    return new RenderRequest(
        releaseName,
        namespace,
        value,
        kubeVersion,
        apiVersions,
        includeCrds,
        upgrade,
        skipSchemaValidation,
        helm);
  }

  /// Adds one source of values.
  public RenderRequest plus(ValuesSource source) {
    List<ValuesSource> more = new ArrayList<>(values);
    more.add(source);
    return withValues(more);
  }

  public RenderRequest withKubeVersion(String value) {
    return new RenderRequest(
        releaseName,
        namespace,
        values,
        value,
        apiVersions,
        includeCrds,
        upgrade,
        skipSchemaValidation,
        helm);
  }

  public RenderRequest withApiVersions(List<String> value) {
    return new RenderRequest(
        releaseName,
        namespace,
        values,
        kubeVersion,
        value,
        includeCrds,
        upgrade,
        skipSchemaValidation,
        helm);
  }

  public RenderRequest withCrds() {
    return new RenderRequest(
        releaseName,
        namespace,
        values,
        kubeVersion,
        apiVersions,
        true,
        upgrade,
        skipSchemaValidation,
        helm);
  }

  public RenderRequest asUpgrade() {
    return new RenderRequest(
        releaseName,
        namespace,
        values,
        kubeVersion,
        apiVersions,
        includeCrds,
        true,
        skipSchemaValidation,
        helm);
  }

  public RenderRequest withoutSchemaValidation() {
    return new RenderRequest(
        releaseName, namespace, values, kubeVersion, apiVersions, includeCrds, upgrade, true, helm);
  }

  public RenderRequest withHelm(HelmVersion value) {
    return new RenderRequest(
        releaseName,
        namespace,
        values,
        kubeVersion,
        apiVersions,
        includeCrds,
        upgrade,
        skipSchemaValidation,
        value);
  }
}
