package dev.fairlead.check;

import dev.fairlead.sync.application.Source;
import java.util.Collection;
import java.util.List;

/// An Application that takes from another repository what is here, while the others take it from
/// here: a fork, an old owner.
final class Outliers {
  private Outliers() {}

  static void run(Revision revision, Collection<Unit> units) {
    long ours =
        units.stream()
            .flatMap(unit -> unit.application().sources().stream())
            .filter(source -> source.chart().isEmpty() && revision.isOurs(source.repoUrl()))
            .count();
    for (Unit unit : units) {
      List<Source> sources = unit.application().sources();
      for (int i = 0; i < sources.size(); i++) {
        Source source = sources.get(i);
        boolean other = source.chart().isEmpty() && !revision.isOurs(source.repoUrl());
        String path = Files.resolve("", source.path()).orElse("");
        if (other
            && !path.isEmpty()
            && revision.files().isDirectory(path)
            && (sameName(source.repoUrl(), revision.request().repositoryUrl())
                ? ours > 0
                : ours > 1 && path.contains("/"))) {
          revision.add(
              Remark.warning(
                      Rules.REPOSITORY,
                      unit.at(unit.field(i, "repoURL")),
                      "Application %s takes %s from %s, while %d others use this repository, %s,"
                              .formatted(
                                  unit.name(),
                                  path,
                                  source.repoUrl(),
                                  ours,
                                  revision.request().repositoryUrl())
                          + " which has that directory")
                  .of(unit.name()));
        }
      }
    }
  }

  private static boolean sameName(String one, String other) {
    return Files.name(SameRepository.normal(one)).equals(Files.name(SameRepository.normal(other)));
  }
}
