package dev.fairlead.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.application.ApplicationDiscovery;
import dev.fairlead.sync.application.ApplicationDiscovery.Found;
import dev.fairlead.sync.application.ApplicationSet;
import dev.fairlead.sync.application.SpecCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the Applications of a revision: those that are written, and those that sets generate.
final class Applications {
  /// Argo CD has these too; what they give is known to a forge or a cluster only.
  private static final Pattern OTHER_GENERATORS =
      Pattern.compile("found \\[.*(scmProvider|pullRequest|clusterDecisionResource|plugin).*]");

  /// `<NAME>`, `{{ name }}`, `${NAME}` where a name should be.
  private static final Pattern SCAFFOLD =
      Pattern.compile("^\"[^\"]*(<|\\{\\{|\\$\\{)[^\"]*\" is no name");

  private static final Pattern ALREADY =
      Pattern.compile("there is already \\w+ \"[^\"]*\" at ([^:]+):");

  private final Revision revision;
  private final List<Unit> units = new ArrayList<>();

  private Applications(Revision revision) {
    this.revision = revision;
  }

  static List<Unit> of(Revision revision) {
    var found = new Applications(revision);
    ApplicationDiscovery.Discovered discovered = ApplicationDiscovery.discover(revision.tree());
    discovered.findings().forEach(found::finding);
    for (Found application : discovered.applications()) {
      found.units.add(
          new Unit(Application.of(application.object()), application::at, application.at().file()));
    }
    discovered.applicationSets().forEach(found::set);
    return found.units;
  }

  /// What an object that was rendered from a template says; its fields have no place of their own.
  static List<Unit> rendered(Revision revision, ObjectNode object, Position origin) {
    var found = new Applications(revision);
    String apiVersion = object.path("apiVersion").asText("");
    if (!apiVersion.equals(Application.API_VERSION)) {
      return List.of();
    }
    switch (object.path("kind").asText("")) {
      case "Application" -> {
        Application application = Application.of(object);
        List<SpecCheck.Problem> problems = SpecCheck.check(application);
        if (problems.isEmpty()) {
          found.units.add(new Unit(application, _ -> origin, origin.file()));
        } else {
          problems.forEach(problem ->
              revision.add(
                  Remark.error(Rules.APPLICATION, origin, problem.message())
                      .of(application.name())));
        }
      }
      case "ApplicationSet" -> found.generate(object, _ -> origin, origin.file());
      default -> {}
    }
    return found.units;
  }

  private void finding(Finding finding) {
    if (OTHER_GENERATORS.matcher(finding.message()).find()) {
      revision.unchecked(
          finding.at() + ": what this ApplicationSet generates: needs the forge or the cluster");
    } else if (SCAFFOLD.matcher(finding.message()).find()) {
      revision.unchecked(finding.at() + ": somebody has to fill it in first");
    } else if (!finding.message().contains("cannot be read:")) {
      // A file that cannot be read is told of by those who read it.
      Matcher already = ALREADY.matcher(finding.message());
      boolean apart =
          already.find()
              && !Files.parent(already.group(1)).equals(Files.parent(finding.at().file()));
      if (apart && Ownership.isParallel(already.group(1), finding.at().file())) {
        return;
      }
      // Copies in several folders are mostly for several clusters, or to choose from.
      revision.add(
          apart
              ? Remark.warning(Rules.APPLICATION, finding.at(), finding.message())
              : new Remark(
                  new Finding(
                      finding.severity(), Rules.APPLICATION, finding.at(), finding.message()),
                  "",
                  ""));
    }
  }

  private void set(Found set) {
    generate(set.object(), set::at, set.at().file());
  }

  private void generate(ObjectNode set, Function<String, Position> at, String file) {
    var surroundings = new Surroundings();
    String name = set.path("metadata").path("name").asText("");
    ApplicationSet.Generated generated;
    try {
      generated = ApplicationSet.of(set).generate(surroundings);
    } catch (ApplicationSet.GenerationException e) {
      if (OTHER_GENERATORS.matcher(String.valueOf(e.getMessage())).find()) {
        revision.unchecked(
            "ApplicationSet " + name + ": what it generates is known to the forge or the cluster");
      } else if (surroundings.outside.isEmpty()) {
        revision.add(
            Remark.error(Rules.APPSET, at.apply("spec.template"), String.valueOf(e.getMessage()))
                .of(name));
      } else {
        revision.unchecked("ApplicationSet " + name + ": needs " + surroundings.outside);
      }
      return;
    }
    for (String error : generated.errors()) {
      revision.add(Remark.error(Rules.APPSET, at.apply("spec.template"), error).of(name));
    }
    List<String> elements = elements(set, generated.applications().size());
    for (int i = 0; i < generated.applications().size(); i++) {
      Application application = Application.of(generated.applications().get(i));
      String element = elements.isEmpty() ? "" : elements.get(i);
      units.add(
          new Unit(
              application,
              field -> element.isEmpty() ? at.apply("spec.template." + field) : at.apply(element),
              file));
    }
  }

  /// The list elements that the results come from, where they come one by one from lists.
  private static List<String> elements(ObjectNode set, int results) {
    List<String> elements = new ArrayList<>();
    JsonNode generators = set.path("spec").path("generators");
    for (int i = 0; i < generators.size(); i++) {
      JsonNode list = generators.get(i).path("list");
      if (!list.path("elements").isArray()
          || list.has("elementsYaml")
          || generators.get(i).has("selector")) {
        return List.of();
      }
      for (int j = 0; j < list.path("elements").size(); j++) {
        elements.add("spec.generators[" + i + "].list.elements[" + j + "]");
      }
    }
    return elements.size() == results ? elements : List.of();
  }

  /// What generators see: this revision, and one cluster.
  private final class Surroundings implements ApplicationSet.Surroundings {
    private String outside = "";

    @Override
    public RevisionTree tree(String repoUrl, String wanted) {
      if (!revision.isOurs(repoUrl) || !revision.isHere(wanted)) {
        outside = repoUrl + " at " + wanted;
        throw new ApplicationSet.GenerationException(outside + " is not what is checked");
      }
      return revision.tree();
    }

    @Override
    public List<ApplicationSet.Cluster> clusters() {
      return List.of(new ApplicationSet.Cluster("in-cluster", Application.Destination.IN_CLUSTER));
    }
  }
}
