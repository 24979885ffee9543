package dev.fairlead.sandbox.forge;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;

/// What `git format-patch` writes around a change so that `git am` can make a commit of it again.
final class MailHeader {
  /// The signature's place is where Git writes its version.
  static final String END = "-- \n2.47.0\n\n";

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", Locale.ROOT);

  private MailHeader() {}

  static String of(RevCommit commit) {
    PersonIdent author = commit.getAuthorIdent();
    String message = commit.getFullMessage().strip();
    String[] parts = message.split("\n\n", 2);
    return "From "
        + commit.name()
        + " Mon Sep 17 00:00:00 2001\nFrom: "
        + author.getName()
        + " <"
        + author.getEmailAddress()
        + ">\nDate: "
        + DATE.format(OffsetDateTime.ofInstant(author.getWhenAsInstant(), author.getZoneId()))
        + "\nSubject: [PATCH] "
        + parts[0].replace('\n', ' ')
        + "\n\n"
        + (parts.length > 1 ? parts[1] + "\n" : "")
        + "---\n\n";
  }
}
