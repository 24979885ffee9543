package dev.fairlead.sandbox.forge;

import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;

/// Moves refs as the API asks for it: what a branch's protection does not let in stays out, and
/// hooks and pull requests follow as after a push. Safe for any thread.
final class RefWriter {
  private final MergeChecks checks;
  private final Pushes pushes;

  RefWriter(MergeChecks checks, Pushes pushes) {
    this.checks = checks;
    this.pushes = pushes;
  }

  /// Moves a ref, and tells the hooks.
  void update(Account caller, ForgeRepository repository, String name, ObjectId to, boolean force)
      throws IOException {
    Ref former = repository.git().exactRef(name);
    ObjectId before = former == null ? ObjectId.zeroId() : RepositoryRoutes.id(former);
    checkProtection(caller, repository, name, before, to);
    RefUpdate update = repository.git().updateRef(name);
    update.setNewObjectId(to);
    update.setExpectedOldObjectId(before);
    update.setForceUpdate(force);
    RefUpdate.Result result = update.update();
    accept(name, result);
    if (result != RefUpdate.Result.NO_CHANGE) {
      pushes.received(repository, caller, List.of(new RefChange(name, before, to)));
    }
  }

  /// @param from what it holds
  void delete(Account caller, ForgeRepository repository, String name, ObjectId from)
      throws IOException {
    checkProtection(caller, repository, name, from, ObjectId.zeroId());
    RefUpdate update = repository.git().updateRef(name);
    update.setForceUpdate(true);
    update.setExpectedOldObjectId(from);
    accept(name, update.delete());
    pushes.received(repository, caller, List.of(new RefChange(name, from, ObjectId.zeroId())));
  }

  private void checkProtection(
      Account caller, ForgeRepository repository, String name, ObjectId from, ObjectId to)
      throws IOException {
    if (name.startsWith(Constants.R_HEADS)) {
      String branch = name.substring(Constants.R_HEADS.length());
      List<String> refusals = checks.refusals(repository, branch, caller, from, to);
      if (!refusals.isEmpty()) {
        throw new ForgeException(422, String.join(" ", refusals));
      }
    }
  }

  private static void accept(String ref, RefUpdate.Result result) {
    switch (result) {
      case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
      case REJECTED -> throw new ForgeException(422, "Update is not a fast forward");
      case LOCK_FAILURE ->
          throw new ForgeException(409, "Reference cannot be updated: it was changed meanwhile");
      default -> throw new IllegalStateException("cannot update " + ref + ": " + result);
    }
  }
}
