package dev.fairlead.chart;

import dev.fairlead.chart.go.GoFunction;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `.Capabilities`: what the cluster can do, as helm assumes without one.
record Capabilities(HelmVersion helm, KubeVersion kubeVersion, List<String> apiVersions)
    implements GoObject {
  private static final String DEFAULT_KUBE = "v1.35.0";
  private static final List<String> DEFAULT_APIS = defaults();

  private static List<String> defaults() {
    String table =
        """
        admissionregistration.k8s.io v1 v1alpha1 v1beta1
        internal.apiserver.k8s.io v1alpha1
        apps v1 v1beta1 v1beta2
        authentication.k8s.io v1 v1alpha1 v1beta1
        authorization.k8s.io v1 v1beta1
        autoscaling v1 v2 v2beta1 v2beta2
        batch v1 v1beta1
        certificates.k8s.io v1 v1beta1 v1alpha1
        coordination.k8s.io v1alpha2 v1beta1 v1
        discovery.k8s.io v1 v1beta1
        events.k8s.io v1 v1beta1
        extensions v1beta1
        flowcontrol.apiserver.k8s.io v1 v1beta1 v1beta2 v1beta3
        networking.k8s.io v1 v1beta1
        node.k8s.io v1 v1alpha1 v1beta1
        policy v1 v1beta1
        rbac.authorization.k8s.io v1 v1beta1 v1alpha1
        resource.k8s.io v1 v1beta2 v1beta1 v1alpha3
        scheduling.k8s.io v1alpha1 v1beta1 v1
        storage.k8s.io v1beta1 v1 v1alpha1
        storagemigration.k8s.io v1beta1
        apiextensions.k8s.io v1beta1 v1
        """;
    List<String> out = new ArrayList<>(List.of("v1"));
    table
        .lines()
        .forEach(line -> {
          String[] words = line.split(" ");
          for (int i = 1; i < words.length; i++) {
            out.add(words[0] + "/" + words[i]);
          }
        });
    return List.copyOf(out);
  }

  /// What a request describes.
  static Capabilities of(HelmVersion helm, String kubeVersion, List<String> more) {
    List<String> apis = new ArrayList<>(DEFAULT_APIS);
    apis.addAll(more);
    String version = kubeVersion.isEmpty() ? DEFAULT_KUBE : kubeVersion;
    return new Capabilities(helm, KubeVersion.parse(helm, version), List.copyOf(apis));
  }

  @Override
  public String type() {
    return "*" + helm.typePackage() + ".Capabilities";
  }

  @Override
  public String kind() {
    return "ptr";
  }

  @Override
  public List<Field> fields() {
    return List.of(
        new Field("KubeVersion", kubeVersion),
        new Field("APIVersions", GoList.named(helm.typePackage() + ".VersionSet", apiVersions)),
        new Field("HelmVersion", helm.build()));
  }

  /// An action prints what a pointer points to.
  @Override
  public String printed() {
    return text().substring(1);
  }

  /// `.Capabilities.KubeVersion`.
  ///
  /// @param addressable as a field of what a pointer points to it is, as a copy it is not: only
  ///   then does printing find its `String()`
  record KubeVersion(
      HelmVersion helm,
      String version,
      String normalized,
      String major,
      String minor,
      boolean addressable)
      implements GoObject {
    private static final Pattern GENERIC =
        Pattern.compile("\\s*v?([0-9]+(?:\\.[0-9]+)*)(.*)\\s*", Pattern.DOTALL);

    static KubeVersion parse(HelmVersion helm, String text) {
      Matcher matcher = GENERIC.matcher(text);
      if (!matcher.matches()) {
        throw new ChartException(
            "invalid kube version '%s': could not parse \"%s\" as version".formatted(text, text));
      }
      String[] parts = matcher.group(1).split("\\.");
      if (parts.length < 2) {
        throw new ChartException(
            "invalid kube version '%s': illegal version string \"%s\"".formatted(text, text));
      }
      if (parts[0].length() > 1 && parts[0].startsWith("0")) {
        throw new ChartException(
            "invalid kube version '%s': illegal zero-prefixed version component \"%s\" in \"%s\""
                .formatted(text, parts[0], text));
      }
      List<String> numbers =
          Arrays.stream(parts).map(part -> new BigInteger(part).toString()).toList();
      String normalized = "v" + String.join(".", numbers);
      String whole = text.startsWith("v") ? text : "v" + text;
      return new KubeVersion(
          helm,
          helm.keepsVersionSuffix() ? whole : normalized,
          normalized,
          numbers.get(0),
          numbers.get(1),
          true);
    }

    @Override
    public String type() {
      return helm.typePackage() + ".KubeVersion";
    }

    @Override
    public List<Field> fields() {
      return List.of(
          new Field("Version", version), new Field("Major", major), new Field("Minor", minor));
    }

    @Override
    public @Nullable GoFunction method(String name) {
      return switch (name) {
        case "String" -> GoFunction.of(name, _ -> normalized);
        case "GitVersion" -> GoFunction.of(name, _ -> version);
        default -> null;
      };
    }

    @Override
    public List<Field> structure() {
      return helm.keepsVersionSuffix()
          ? List.of(
              new Field("Version", version),
              new Field("normalizedVersion", normalized),
              new Field("Major", major),
              new Field("Minor", minor))
          : fields();
    }

    @Override
    public String printed() {
      return addressable ? normalized : text();
    }

    @Override
    public GoObject passed() {
      return new KubeVersion(helm, version, normalized, major, minor, false);
    }
  }

  /// `.Capabilities.HelmVersion`.
  record Build(List<Field> parts) implements GoObject {

    @Override
    public String type() {
      return "version.BuildInfo";
    }

    @Override
    public List<Field> fields() {
      return parts;
    }
  }
}
