package dev.fairlead.sandbox.forge;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who is signed in to the pages. Kept in memory: after a restart people sign in again. Safe for
/// any thread.
final class Sessions {
  /// The longest unused go first.
  private static final int MAX_SESSIONS = 1000;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> byId =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
          return size() > MAX_SESSIONS;
        }
      };

  /// @param id in the cookie
  /// @param csrf in the forms
  /// @param login null before somebody has signed in
  /// @param notice what the next page tells
  record Session(String id, String csrf, @Nullable String login, @Nullable String notice) {
    @Override
    public String toString() {
      return "session of " + login;
    }
  }

  /// A new one.
  ///
  /// @param login null for a visitor, who gets one in order to sign in
  synchronized Session begin(@Nullable String login) {
    var session = new Session(text(), text(), login, null);
    byId.put(session.id(), session);
    return session;
  }

  synchronized Optional<Session> find(@Nullable String id) {
    return id == null ? Optional.empty() : Optional.ofNullable(byId.get(id));
  }

  synchronized void end(Session session) {
    byId.remove(session.id());
  }

  /// Keeps what the next page tells.
  synchronized void tell(Session session, String notice) {
    byId.computeIfPresent(
        session.id(), (_, known) -> new Session(known.id(), known.csrf(), known.login(), notice));
  }

  /// What was kept, once.
  synchronized @Nullable String notice(Session session) {
    Session known = byId.get(session.id());
    if (known == null || known.notice() == null) {
      return null;
    }
    byId.put(known.id(), new Session(known.id(), known.csrf(), known.login(), null));
    return known.notice();
  }

  private String text() {
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
