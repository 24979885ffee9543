package dev.fairlead.sync.application;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sync.application.Application.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An `AppProject`: what its Applications may use.
///
/// @param clusterWhitelist kinds without a namespace that are allowed
/// @param namespaceWhitelist null-free; `allNamespaced` says whether it counts
public record AppProject(
    String name,
    List<String> sourceRepos,
    List<Destination> destinations,
    List<GroupKind> clusterWhitelist,
    List<GroupKind> clusterBlacklist,
    boolean allNamespaced,
    List<GroupKind> namespaceWhitelist,
    List<GroupKind> namespaceBlacklist) {

  public static final String KIND = "AppProject";

  public AppProject {
    sourceRepos = List.copyOf(sourceRepos);
    destinations = List.copyOf(destinations);
    clusterWhitelist = List.copyOf(clusterWhitelist);
    clusterBlacklist = List.copyOf(clusterBlacklist);
    namespaceWhitelist = List.copyOf(namespaceWhitelist);
    namespaceBlacklist = List.copyOf(namespaceBlacklist);
  }

  /// Globs over group and kind.
  public record GroupKind(String group, String kind) {
    boolean matches(String otherGroup, String otherKind) {
      return Glob.of(group, Glob.Dialect.CROSSING).matches(otherGroup)
          && Glob.of(kind, Glob.Dialect.CROSSING).matches(otherKind);
    }
  }

  public static AppProject of(ObjectNode object) {
    JsonNode spec = object.path("spec");
    var destinations = new ArrayList<Destination>();
    spec.path("destinations").forEach(node -> destinations.add(Destination.of(node)));
    return new AppProject(
        Json.text(object.path("metadata"), "name"),
        Json.texts(spec, "sourceRepos"),
        destinations,
        kinds(spec, "clusterResourceWhitelist"),
        kinds(spec, "clusterResourceBlacklist"),
        !spec.path("namespaceResourceWhitelist").isArray(),
        kinds(spec, "namespaceResourceWhitelist"),
        kinds(spec, "namespaceResourceBlacklist"));
  }

  private static List<GroupKind> kinds(JsonNode spec, String field) {
    var kinds = new ArrayList<GroupKind>();
    for (JsonNode node : spec.path(field)) {
      kinds.add(new GroupKind(Json.text(node, "group"), Json.text(node, "kind")));
    }
    return kinds;
  }

  /// The project `default` as Argo CD makes it: it allows everything.
  public static ObjectNode defaultObject(String namespace) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", Application.API_VERSION).put("kind", KIND);
    object.putObject("metadata").put("name", "default").put("namespace", namespace);
    ObjectNode spec = object.putObject("spec");
    spec.putArray("sourceRepos").add("*");
    spec.putArray("destinations").addObject().put("namespace", "*").put("server", "*");
    spec.putArray("clusterResourceWhitelist").addObject().put("group", "*").put("kind", "*");
    return object;
  }

  static List<SpecCheck.Problem> check(ObjectNode object) {
    String name = Json.text(object.path("metadata"), "name");
    return name.isEmpty()
        ? List.of(new SpecCheck.Problem("metadata.name", "the AppProject has no metadata.name"))
        : List.of();
  }

  /// Why the project does not permit a source; empty where it does.
  public Optional<String> refusesSource(String repoUrl) {
    boolean permitted = false;
    for (String pattern : sourceRepos) {
      boolean denies = pattern.startsWith("!");
      String text = denies ? pattern.substring(1) : pattern;
      boolean matches =
          text.equals("*")
              || Glob.of(normalUrl(text), Glob.Dialect.SEGMENTS).matches(normalUrl(repoUrl));
      if (matches && denies) {
        return Optional.of(
            "project %s denies the repository %s (sourceRepos %s)"
                .formatted(name, repoUrl, pattern));
      }
      permitted |= matches;
    }
    return permitted
        ? Optional.empty()
        : Optional.of(
            "application repo %s is not permitted in project '%s': add it to its sourceRepos"
                .formatted(repoUrl, name));
  }

  private static String normalUrl(String url) {
    return url.endsWith(".git") ? url.substring(0, url.length() - 4) : url;
  }

  /// Why the project does not permit a namespace of a cluster; empty where it does.
  public Optional<String> refusesDestination(Destination destination, String namespace) {
    boolean permitted = false;
    for (Destination rule : destinations) {
      boolean denies =
          rule.server().startsWith("!")
              || rule.namespace().startsWith("!")
              || rule.name().startsWith("!");
      boolean matches =
          cluster(rule, destination) && glob(bare(rule.namespace())).matches(namespace);
      if (matches && denies) {
        return Optional.of("project %s denies the namespace %s".formatted(name, namespace));
      }
      permitted |= matches && !denies;
    }
    return permitted
        ? Optional.empty()
        : Optional.of(
            ("application destination server '%s' and namespace '%s' do not match any of the"
                    + " allowed destinations in project '%s'")
                .formatted(
                    destination.server().isEmpty() ? destination.name() : destination.server(),
                    namespace,
                    name));
  }

  private static boolean cluster(Destination rule, Destination destination) {
    if (!rule.server().isEmpty()) {
      Glob glob = glob(bare(rule.server()));
      return glob.matches(destination.server())
          || (destination.isInCluster() && glob.matches(Destination.IN_CLUSTER));
    }
    return glob(bare(rule.name())).matches(destination.name())
        || (destination.isInCluster() && glob(bare(rule.name())).matches("in-cluster"));
  }

  private static String bare(String pattern) {
    return pattern.startsWith("!") ? pattern.substring(1) : pattern;
  }

  private static Glob glob(String text) {
    return Glob.of(text, Glob.Dialect.CROSSING);
  }

  /// Whether objects of a kind may be managed.
  public boolean permits(String group, String kind, boolean namespaced) {
    if (namespaced) {
      return (allNamespaced || any(namespaceWhitelist, group, kind))
          && !any(namespaceBlacklist, group, kind);
    }
    return any(clusterWhitelist, group, kind) && !any(clusterBlacklist, group, kind);
  }

  private static boolean any(List<GroupKind> rules, String group, String kind) {
    return rules.stream().anyMatch(rule -> rule.matches(group, kind));
  }
}
