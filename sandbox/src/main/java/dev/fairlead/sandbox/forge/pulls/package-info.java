/// What the forge knows of issues and pull requests, and how branches are merged: values, their
/// files, and Git's objects. No HTTP and no JSON of GitHub's.
///
/// [IssueStore] keeps the [Issue]s of one repository; [Merges] makes merge, squash and rebase
/// commits in its object database.
@NullMarked
package dev.fairlead.sandbox.forge.pulls;

import org.jspecify.annotations.NullMarked;
