package dev.fairlead.sandbox.forge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/// The forge's repositories: `<owner>/<name>.git` and `<owner>/<name>.json` below one directory.
/// Names are looked up without regard to case, as GitHub does. Safe for any thread.
final class Repositories implements AutoCloseable {
  /// GitHub's rules: logins of letters, digits and inner hyphens; repository names also with dots
  /// and underscores.
  private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,38})");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  private final Path directory;
  private final Ids ids;
  private final Clock clock;
  private final TreeMap<String, ForgeRepository> byName = new TreeMap<>();

  Repositories(Path directory, Ids ids, Clock clock) {
    this.directory = directory;
    this.ids = ids;
    this.clock = clock;
    load();
  }

  synchronized Optional<ForgeRepository> find(String owner, String name) {
    return Optional.ofNullable(byName.get(key(owner, name)));
  }

  synchronized List<ForgeRepository> all() {
    return List.copyOf(byName.values());
  }

  /// Makes an empty repository.
  ///
  /// @param defaultBranch what HEAD names until the first push
  synchronized ForgeRepository create(
      String owner, String name, boolean hidden, String defaultBranch) {
    if (!OWNER.matcher(owner).matches()) {
      throw ForgeException.invalid("Repository", "owner", "invalid", "bad owner name: " + owner);
    }
    if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      throw ForgeException.invalid("Repository", "name", "invalid", "bad repository name: " + name);
    }
    if (byName.containsKey(key(owner, name))) {
      throw ForgeException.invalid(
              "Repository", "name", "custom", "name already exists on this account")
          .saying("Repository creation failed.");
    }
    Path place = directory.resolve(owner).resolve(name + ".git");
    try {
      // What a former process began and did not finish: no repository without its description.
      discard(owner, name);
      Files.createDirectories(place.getParent());
      Repository git = open(place);
      git.create(true);
      git.updateRef(Constants.HEAD).link(Constants.R_HEADS + defaultBranch);
      StoredConfig config = git.getConfig();
      // What GitHub allows: any reachable or unreachable commit by its id, and partial clones.
      config.setBoolean("uploadpack", null, "allowAnySHA1InWant", true);
      config.setBoolean("uploadpack", null, "allowFilter", true);
      config.save();
      var repository =
          new ForgeRepository(
              ids.next(),
              owner,
              name,
              hidden,
              clock.instant().truncatedTo(ChronoUnit.SECONDS),
              json(owner, name),
              git);
      repository.save();
      byName.put(key(owner, name), repository);
      return repository;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create repository " + owner + "/" + name, e);
    }
  }

  /// Removes a repository and everything that belongs to it.
  synchronized void remove(ForgeRepository repository) {
    byName.remove(key(repository.owner(), repository.name()));
    repository.git().close();
    try {
      Files.deleteIfExists(json(repository.owner(), repository.name()));
      discard(repository.owner(), repository.name());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove repository " + repository, e);
    }
  }

  private void discard(String owner, String name) throws IOException {
    for (String part : List.of(".git", ".issues", ".checks", ".labels", ".releases")) {
      Path place = directory.resolve(owner).resolve(name + part);
      if (Files.exists(place)) {
        try (Stream<Path> all = Files.walk(place)) {
          for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(each);
          }
        }
      }
    }
  }

  /// Lock files of Git and drafts of ours, left by a process that was killed while it wrote: nobody
  /// else works in this directory, and a lock that stays would hold every later push back.
  private static void removeLeftovers(Path repository) throws IOException {
    try (Stream<Path> all = Files.walk(repository)) {
      for (Path each : all.toList()) {
        String name = each.getFileName().toString();
        if (((name.endsWith(".lock") && !name.startsWith("gc.")) || name.startsWith(".draft-"))
            && !each.startsWith(repository.resolve("objects"))
            && Files.isRegularFile(each)) {
          Files.delete(each);
        }
      }
    }
  }

  @Override
  public synchronized void close() {
    byName.values().forEach(repository -> repository.git().close());
    byName.clear();
  }

  private void load() {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try {
      for (Path owner : entries(directory)) {
        if (!Files.isDirectory(owner)) {
          continue;
        }
        for (Path file : entries(owner)) {
          String text = file.getFileName().toString();
          if (text.endsWith(".json") && !text.startsWith(".draft-")) {
            String name = text.substring(0, text.length() - ".json".length());
            String login = owner.getFileName().toString();
            removeLeftovers(owner.resolve(name + ".git"));
            byName.put(
                key(login, name),
                ForgeRepository.load(login, name, file, open(owner.resolve(name + ".git"))));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the repositories in " + directory, e);
    }
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return new ArrayList<>(files.sorted().toList());
    }
  }

  private static Repository open(Path place) throws IOException {
    return new FileRepositoryBuilder().setGitDir(place.toFile()).setBare().build();
  }

  private Path json(String owner, String name) {
    return directory.resolve(owner).resolve(name + ".json");
  }

  private static String key(String owner, String name) {
    return (owner + "/" + name).toLowerCase(Locale.ROOT);
  }
}
