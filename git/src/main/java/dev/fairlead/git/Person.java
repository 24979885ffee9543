package dev.fairlead.git;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.eclipse.jgit.lib.PersonIdent;

/// Who wrote a commit, and when.
///
/// @param zone the offset that the commit shows its time in
public record Person(String name, String email, Instant time, ZoneId zone) {

  /// A person at a time, shown in UTC.
  public static Person of(String name, String email, Instant time) {
    return new Person(name, email, time, ZoneOffset.UTC);
  }

  static Person of(PersonIdent ident) {
    return new Person(
        ident.getName(), ident.getEmailAddress(), ident.getWhenAsInstant(), ident.getZoneId());
  }

  PersonIdent ident() {
    return new PersonIdent(name, email, time, zone);
  }
}
