/// Git without a checkout: a [dev.fairlead.git.Mirror] keeps a bare copy of a remote, gives the
/// files of any commit as a `RevisionTree` straight from the object database, and compares
/// revisions. A [dev.fairlead.git.CommitWriter] commits edits on the newest tip of a branch and
/// pushes them.
///
/// ```
/// Mirror mirror = Mirror.open(directory, "https://github.com/o/r.git", Credentials.NONE);
/// mirror.fetch();
/// RevisionTree files = mirror.tree(mirror.resolve("main"));
/// ```
@NullMarked
package dev.fairlead.git;

import org.jspecify.annotations.NullMarked;
