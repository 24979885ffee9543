package dev.fairlead.sandbox.forge;

import org.eclipse.jgit.lib.ObjectId;

/// One ref that a push changed.
///
/// @param ref the full name, `refs/heads/main`
/// @param before zeros for a new ref
/// @param after zeros for a removed ref
record RefChange(String ref, ObjectId before, ObjectId after) {
  boolean isCreated() {
    return before.equals(ObjectId.zeroId());
  }

  boolean isDeleted() {
    return after.equals(ObjectId.zeroId());
  }
}
