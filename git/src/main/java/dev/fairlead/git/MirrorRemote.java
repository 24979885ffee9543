package dev.fairlead.git;

import dev.fairlead.git.GitException.Kind;
import dev.fairlead.git.Mirror.RefChange;
import dev.fairlead.model.CommitId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/// The side of a mirror that talks to its remote. One fetch or push at a time per directory: a lock
/// in this process, and a locked file against other processes. The file lock goes when its process
/// does, however that ends.
final class MirrorRemote {
  private static final List<RefSpec> EVERYTHING = List.of(new RefSpec("+refs/*:refs/*"));

  /// How long to wait for another process or mirror object that works in the same directory.
  private static final Duration LOCK_PATIENCE = Duration.ofMinutes(10);

  private static final Duration LOCK_RETRY = Duration.ofMillis(50);

  private final Repository repository;
  private final Path directory;
  private final String url;
  private final Supplier<Credentials> credentials;
  private final int timeoutSeconds;
  private final ReentrantLock lock = new ReentrantLock();

  MirrorRemote(
      Repository repository,
      Path directory,
      String url,
      Supplier<Credentials> credentials,
      Duration timeout) {
    this.repository = repository;
    this.directory = directory;
    this.url = url;
    this.credentials = credentials;
    this.timeoutSeconds = Math.max(1, Math.toIntExact(timeout.toSeconds()));
  }

  String url() {
    return url;
  }

  Map<String, CommitId> references() throws IOException {
    Map<String, CommitId> references = new TreeMap<>();
    for (Ref ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_REFS)) {
      ObjectId id = peeled(ref);
      if (id != null) {
        references.put(ref.getName(), new CommitId(id.name()));
      }
    }
    return references;
  }

  private @org.jspecify.annotations.Nullable ObjectId peeled(Ref ref) throws IOException {
    Ref peeled = repository.getRefDatabase().peel(ref);
    return peeled.getPeeledObjectId() == null ? peeled.getObjectId() : peeled.getPeeledObjectId();
  }

  Map<String, RefChange> fetch() {
    return locked(
        "fetch from " + url,
        () -> {
          Map<String, CommitId> before = references();
          try (Transport transport = transport()) {
            transport.setRemoveDeletedRefs(true);
            transport.setTagOpt(TagOpt.NO_TAGS);
            FetchResult result = transport.fetch(NullProgressMonitor.INSTANCE, EVERYTHING);
            follow(result.getAdvertisedRef(Constants.HEAD));
          }
          Map<String, CommitId> after = references();
          Map<String, RefChange> changes = new TreeMap<>();
          before.forEach((name, id) -> {
            CommitId now = after.getOrDefault(name, CommitId.NONE);
            if (!now.equals(id)) {
              changes.put(name, new RefChange(id, now));
            }
          });
          after.forEach((name, id) -> {
            if (!before.containsKey(name)) {
              changes.put(name, new RefChange(CommitId.NONE, id));
            }
          });
          return changes;
        });
  }

  /// Lets our HEAD name what the remote's does. Servers too old to say which branch it is give the
  /// commit only; then the branch at that commit is taken, `main` and `master` first.
  private void follow(@org.jspecify.annotations.Nullable Ref head) throws IOException {
    if (head == null) {
      return;
    }
    String target = null;
    if (head.isSymbolic()) {
      target = head.getTarget().getName();
    } else if (head.getObjectId() != null) {
      for (String name : List.of("refs/heads/main", "refs/heads/master")) {
        Ref candidate = repository.exactRef(name);
        if (candidate != null && head.getObjectId().equals(candidate.getObjectId())) {
          target = name;
          break;
        }
      }
      if (target == null) {
        for (Ref ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_HEADS)) {
          if (head.getObjectId().equals(ref.getObjectId())) {
            target = ref.getName();
            break;
          }
        }
      }
    }
    if (target != null) {
      RefUpdate update = repository.updateRef(Constants.HEAD);
      update.disableRefLog();
      update.link(target);
    }
  }

  /// Pushes one commit to a branch if the branch is still where `expected` says. The mirror's own
  /// reference follows when it went well.
  RemoteRefUpdate push(String branch, ObjectId commit, CommitId expected) {
    return locked(
        "push to branch " + branch + " of " + url,
        () -> {
          String name = Constants.R_HEADS + branch;
          ObjectId old = Mirror.id(expected);
          var update = new RemoteRefUpdate(repository, null, commit, name, false, null, old);
          try (Transport transport = transport()) {
            transport.push(NullProgressMonitor.INSTANCE, List.of(update));
          }
          if (update.getStatus() == RemoteRefUpdate.Status.OK
              || update.getStatus() == RemoteRefUpdate.Status.UP_TO_DATE) {
            RefUpdate local = repository.updateRef(name);
            local.setNewObjectId(commit);
            local.disableRefLog();
            local.forceUpdate();
          }
          return update;
        });
  }

  private Transport transport() throws IOException {
    try {
      Transport transport = Transport.open(repository, new URIish(url));
      transport.setTimeout(timeoutSeconds);
      var provider = credentials.get().provider();
      if (provider != null) {
        transport.setCredentialsProvider(provider);
      }
      return transport;
    } catch (java.net.URISyntaxException e) {
      throw new GitException(Kind.UNREACHABLE, "not a repository URL: " + url, e);
    }
  }

  private interface Remote<T> {
    T run() throws IOException;
  }

  private <T> T locked(String doing, Remote<T> work) {
    lock.lock();
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve("fairlead.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock _ = acquire(channel, doing)) {
      MirrorDirectory.removeStaleLocks(directory);
      return work.run();
    } catch (NoRemoteRepositoryException e) {
      throw new GitException(
          Kind.UNREACHABLE, "cannot " + doing + ": there is no repository at this URL", e);
    } catch (NotSupportedException e) {
      throw new GitException(
          Kind.UNREACHABLE,
          "cannot "
              + doing
              + ": this kind of URL is not supported; use https://, http:// or a path",
          e);
    } catch (TransportException e) {
      throw explained(doing, e);
    } catch (IOException e) {
      throw new GitException(Kind.BROKEN, "cannot " + doing + ": " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  private static FileLock acquire(FileChannel channel, String doing) throws IOException {
    long deadline = System.nanoTime() + LOCK_PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        FileLock held = channel.tryLock();
        if (held != null) {
          return held;
        }
      } catch (OverlappingFileLockException _) {
        // Another Mirror object of this process works in the same directory.
      }
      LockSupport.parkNanos(LOCK_RETRY.toNanos());
    }
    throw new GitException(
        Kind.BROKEN,
        "cannot "
            + doing
            + ": another process has been working in the mirror for "
            + LOCK_PATIENCE.toMinutes()
            + " minutes",
        null);
  }

  private static GitException explained(String doing, TransportException e) {
    String text = String.valueOf(e.getMessage());
    boolean unauthorized =
        text.contains("not authorized")
            || text.contains("Authentication is required")
            || text.contains("not permitted")
            || text.contains("Auth fail");
    String reason = text;
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause.getCause() == null) {
        reason = text + " (" + cause.getMessage() + ")";
      }
    }
    return unauthorized
        ? new GitException(
            Kind.UNAUTHORIZED,
            "cannot " + doing + ": the remote wants other credentials: " + reason,
            e)
        : new GitException(
            Kind.UNREACHABLE, "cannot " + doing + ": the remote did not answer: " + reason, e);
  }
}
