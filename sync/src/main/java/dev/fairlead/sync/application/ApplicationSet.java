package dev.fairlead.sync.application;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.RevisionTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// An `ApplicationSet`: a template, and generators of what to fill into it.
///
/// @param policy `sync`, `create-only`, `create-update` or `create-delete`
/// @param preserve children get no resources-finalizer and outlive the set with their objects
public record ApplicationSet(
    String namespace, String name, String uid, String policy, boolean preserve, ObjectNode object) {
  public static final String KIND = "ApplicationSet";

  public static ApplicationSet of(ObjectNode object) {
    JsonNode syncPolicy = object.path("spec").path("syncPolicy");
    String policy = Json.text(syncPolicy, "applicationsSync");
    return new ApplicationSet(
        Json.text(object.path("metadata"), "namespace"),
        Json.text(object.path("metadata"), "name"),
        Json.text(object.path("metadata"), "uid"),
        policy.isEmpty() ? "sync" : policy,
        Json.flag(syncPolicy, "preserveResourcesOnDeletion"),
        object);
  }

  /// What generators look at outside of the set.
  public interface Surroundings {
    /// The files of a repository at a revision.
    ///
    /// @throws RuntimeException where it cannot be read; the message says why
    RevisionTree tree(String repoUrl, String revision);

    /// The clusters there are, as the `clusters` generator shows them.
    List<Cluster> clusters();
  }

  /// @param name such as `in-cluster`
  public record Cluster(String name, String server) {}

  /// A set cannot be generated at all; the message says what is wrong.
  public static final class GenerationException extends RuntimeException {
    public GenerationException(String message) {
      super(message);
    }

    public GenerationException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// What a set generates.
  ///
  /// @param applications complete but for owner and namespace
  /// @param errors faults of single results, which are left out
  public record Generated(List<ObjectNode> applications, List<String> errors) {
    public Generated {
      applications = List.copyOf(applications);
      errors = List.copyOf(errors);
    }
  }

  /// Runs the generators and fills the template.
  ///
  /// @throws GenerationException where a generator or the template fails: then nothing is changed
  public Generated generate(Surroundings surroundings) {
    boolean go = Json.flag(object.path("spec"), "goTemplate");
    var applications = new ArrayList<ObjectNode>();
    var errors = new ArrayList<String>();
    Set<String> names = new HashSet<>();
    for (Generators.Result result : new Generators(surroundings, go).run(object.path("spec"))) {
      ObjectNode rendered = SetTemplate.render(object, result, go);
      Application application = Application.of(rendered);
      List<SpecCheck.Problem> problems = SpecCheck.check(application);
      if (!problems.isEmpty()) {
        errors.add(application.name() + ": " + problems.getFirst().message());
      } else if (!names.add(application.name())) {
        errors.add(
            "ApplicationSet %s contains applications with duplicate name: %s"
                .formatted(name, application.name()));
      } else {
        applications.add(rendered);
      }
    }
    return new Generated(applications, errors);
  }

  static List<SpecCheck.Problem> check(ObjectNode object) {
    var problems = new ArrayList<SpecCheck.Problem>();
    if (Json.text(object.path("metadata"), "name").isEmpty()) {
      problems.add(
          new SpecCheck.Problem("metadata.name", "the ApplicationSet has no metadata.name"));
    }
    JsonNode spec = object.path("spec");
    if (!spec.path("generators").isArray()) {
      problems.add(
          new SpecCheck.Problem("spec", "the ApplicationSet has no spec.generators: add a list"));
    }
    for (int i = 0; i < spec.path("generators").size(); i++) {
      JsonNode generator = spec.path("generators").get(i);
      if (Generators.KINDS.stream().noneMatch(generator::has)) {
        problems.add(
            new SpecCheck.Problem(
                "spec.generators[" + i + "]",
                "no generator of this name is supported: expected one of %s, found %s"
                    .formatted(
                        Generators.KINDS,
                        generator.properties().stream().map(entry -> entry.getKey()).toList())));
      }
    }
    if (!spec.path("template").isObject()) {
      problems.add(new SpecCheck.Problem("spec", "the ApplicationSet has no spec.template"));
    }
    return problems;
  }
}
