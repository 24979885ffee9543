package dev.fairlead.sync.application;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What is wrong with the spec of an Application. Argo CD calls these `InvalidSpecError`.
public final class SpecCheck {
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private SpecCheck() {}

  /// One fault.
  ///
  /// @param path where in the object, such as `spec.source.repoURL`
  /// @param message what was expected, found, and what to do
  public record Problem(String path, String message) {}

  /// Every fault of an Application, in the order of its fields.
  public static List<Problem> check(Application application) {
    var problems = new ArrayList<Problem>();
    if (!NAME.matcher(application.name()).matches()) {
      problems.add(
          new Problem(
              "metadata.name",
              application.name().isEmpty()
                  ? "the Application has no metadata.name"
                  : "\"%s\" is no name for an object: use lower-case letters, digits, '-' and '.'"
                      .formatted(application.name())));
    }
    if (!application.object().path("spec").isObject()) {
      problems.add(new Problem("spec", "the Application has no spec"));
      return problems;
    }
    if (application.sources().isEmpty()) {
      problems.add(
          new Problem(
              "spec", "the Application has no spec.source (and no spec.sources): say where from"));
    }
    for (int i = 0; i < application.sources().size(); i++) {
      checkSource(
          application.sources().get(i),
          application.multiSource() ? "spec.sources[" + i + "]" : "spec.source",
          problems);
    }
    checkDestination(application, problems);
    for (String option :
        Json.texts(application.object().path("spec").path("syncPolicy"), "syncOptions")) {
      if (option.indexOf('=') <= 0) {
        problems.add(
            new Problem(
                "spec.syncPolicy.syncOptions",
                "\"%s\" is no sync option: write Name=value, such as CreateNamespace=true"
                    .formatted(option)));
      }
    }
    return problems;
  }

  private static void checkSource(Source source, String path, List<Problem> problems) {
    if (source.repoUrl().isEmpty()) {
      problems.add(new Problem(path + ".repoURL", path + " has no repoURL"));
    }
    if (source.chart().isEmpty() && source.path().isEmpty() && !source.json().has("path")) {
      if (source.ref().isEmpty()) {
        problems.add(
            new Problem(
                path,
                path
                    + " names neither a path (Git) nor a chart (Helm repository): add path: ."
                    + " for the root"));
      }
    } else if (!source.chart().isEmpty() && !source.path().isEmpty()) {
      problems.add(new Problem(path, path + " has both a path and a chart: keep one"));
    }
    if (!source.chart().isEmpty() && !source.ref().isEmpty()) {
      problems.add(new Problem(path + ".ref", path + " is a chart and cannot be a ref source"));
    }
    if (!source.chart().isEmpty() && source.targetRevision().isEmpty()) {
      problems.add(
          new Problem(path + ".targetRevision", path + " is a chart and needs a targetRevision"));
    }
    int tools =
        (source.helm() == null ? 0 : 1)
            + (source.kustomize() == null ? 0 : 1)
            + (source.directory() == null ? 0 : 1)
            + (source.plugin() == null ? 0 : 1);
    if (tools > 1) {
      problems.add(
          new Problem(
              path,
              path
                  + ": multiple application sources defined: keep one of helm, kustomize,"
                  + " directory, plugin"));
    }
  }

  private static void checkDestination(Application application, List<Problem> problems) {
    Application.Destination destination = application.destination();
    if (destination.server().isEmpty() && destination.name().isEmpty()) {
      problems.add(
          new Problem(
              "spec.destination",
              "the destination names no cluster: set server (such as "
                  + Application.Destination.IN_CLUSTER
                  + ") or name"));
    } else if (!destination.server().isEmpty() && !destination.name().isEmpty()) {
      problems.add(
          new Problem(
              "spec.destination",
              "the destination has both server (%s) and name (%s): keep one"
                  .formatted(destination.server(), destination.name())));
    }
  }
}
