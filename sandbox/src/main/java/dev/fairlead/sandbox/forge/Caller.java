package dev.fairlead.sandbox.forge;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads who sends a request from its `Authorization` header: `token T`, `Bearer T`, or `Basic`
/// with the token as password (Git's clients; any user name) or as user name.
final class Caller {
  private Caller() {}

  /// @param header the Authorization header, or null
  /// @return the account; empty for an anonymous request
  /// @throws ForgeException 401 where there are credentials and they are wrong
  static Optional<Account> of(Accounts accounts, @Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    int blank = header.indexOf(' ');
    String scheme = blank < 0 ? header : header.substring(0, blank);
    String value = blank < 0 ? "" : header.substring(blank + 1).strip();
    Optional<Account> account =
        switch (scheme.toLowerCase(Locale.ROOT)) {
          case "token", "bearer" -> accounts.authenticate(value);
          case "basic" -> basic(accounts, value);
          default -> Optional.empty();
        };
    if (account.isEmpty()) {
      throw new ForgeException(401, "Bad credentials");
    }
    return account;
  }

  private static Optional<Account> basic(Accounts accounts, String value) {
    try {
      String pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      String user = colon < 0 ? pair : pair.substring(0, colon);
      String password = colon < 0 ? "" : pair.substring(colon + 1);
      return accounts.authenticate(password.isEmpty() ? user : password);
    } catch (IllegalArgumentException _) { // not base64: not credentials
      return Optional.empty();
    }
  }
}
