package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.forge.pulls.Comment;
import dev.fairlead.sandbox.forge.pulls.Issue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What people say below issues and pull requests, whether they use the API or the pages. Safe for
/// any thread.
final class Conversations {
  private final Access access;
  private final Pulls pulls;
  private final PullEvents events;

  Conversations(Access access, Pulls pulls, PullEvents events) {
    this.access = access;
    this.pulls = pulls;
    this.events = events;
  }

  record Commented(Issue issue, Comment comment) {}

  Commented comment(ForgeRepository repository, int number, Account author, String text) {
    synchronized (repository.issues()) {
      checkUnlocked(repository, number, author);
      Instant now = pulls.now();
      var comment = new Comment(pulls.nextId(), author.login(), text, now, now, List.of());
      Issue issue =
          repository
              .issues()
              .update(
                  number,
                  each ->
                      each.withComments(
                          Stream.concat(each.comments().stream(), Stream.of(comment)).toList(),
                          now));
      events.comment(repository, issue, comment, "created", author, Optional.empty());
      return new Commented(issue, comment);
    }
  }

  /// @throws ForgeException where the conversation is locked and the author may not write
  void checkUnlocked(ForgeRepository repository, int number, Account author) {
    boolean locked =
        repository.issues().find(number).filter(issue -> issue.handling().locked()).isPresent();
    if (locked && !access.may(repository, author.login(), Role.WRITE)) {
      throw new ForgeException(403, "Unable to create comment because issue is locked.");
    }
  }
}
