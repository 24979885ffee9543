package dev.fairlead.terraform.run;

import dev.fairlead.terraform.ledger.PlanRecord;
import dev.fairlead.terraform.project.ProjectId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;

/// Where everything lies below the data directory, which only its owner may enter: plans and states
/// hold secrets.
public record Layout(Path root) {

  public Layout {
    root = root.toAbsolutePath().normalize();
  }

  /// Makes the directory.
  public void prepare() {
    try {
      Files.createDirectories(root);
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
      Files.createDirectories(pluginCache());
      if (!Files.exists(emptyCliConfig())) {
        write(emptyCliConfig(), "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use the directory " + root, e);
    }
  }

  /// Holds a clone for each workspace of a pull request.
  public Path pullRequest(String repository, int number) {
    return root.resolve("checkouts")
        .resolve(RepositoryName.of(repository).directory())
        .resolve(Integer.toString(number));
  }

  public Path checkout(String repository, int number, String workspace) {
    return pullRequest(repository, number).resolve(workspace);
  }

  /// Run directories of a run's processes.
  public Path processes(String run) {
    return root.resolve("runs").resolve(run);
  }

  public Path logs(String run) {
    return root.resolve("logs").resolve(run);
  }

  /// The log of one job.
  public Path log(String run, int job) {
    return logs(run).resolve(job + ".log");
  }

  /// Where the local states of a root are kept.
  Path states(String repository, String dir) {
    return root.resolve("states")
        .resolve(RepositoryName.of(repository).directory())
        .resolve(dir)
        .normalize();
  }

  Path pluginCache() {
    return root.resolve("plugin-cache");
  }

  /// Further versions: `terraform1.9.8`, `tofu1.8.0`.
  Path programs() {
    return root.resolve("bin");
  }

  /// A CLI configuration file of ours, so that none of the machine's is used by accident.
  Path emptyCliConfig() {
    return root.resolve("terraform.rc");
  }

  /// The plan of a project, in its directory.
  public static String planFileName(ProjectId project) {
    String name = project.name();
    return (name == null ? "" : name.replace("/", "::") + "-") + project.workspace() + ".tfplan";
  }

  /// Writes a file whole or not at all.
  static void write(Path file, String text) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Deletes a file; fine where there is none.
  public static void deleteFile(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file, e);
    }
  }

  /// Deletes the file of a plan; fine where there is none.
  public static void deletePlan(PlanRecord plan) {
    String file = plan.planFile();
    if (file != null) {
      deleteFile(Path.of(file));
    }
  }

  /// Deletes a directory with all that is in it; fine where there is none.
  public static void delete(Path directory) {
    if (!Files.exists(directory, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory, e);
    }
  }
}
