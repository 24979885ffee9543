package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.fairlead.model.Secret;
import dev.fairlead.sandbox.disk.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The forge's accounts and their tokens. Each has a role that it plays in every repository, as the
/// members of an organisation do by its base permission; a repository's own list of collaborators
/// says otherwise where it must. Safe for any thread.
public final class Accounts {
  private final Path file;
  private final Ids ids;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Entry> byLogin = new LinkedHashMap<>();

  private record Entry(Account account, Secret token, Role role) {}

  Accounts(Path file, Ids ids) {
    this.file = file;
    this.ids = ids;
    WholeFile.read(file).ifPresent(this::load);
  }

  /// The account of that name, made as an administrator with a new token if there is none.
  public Account ensure(String login, Account.Kind kind) {
    return ensure(login, kind, Role.ADMIN);
  }

  /// The account of that name, made with a new token if there is none.
  ///
  /// @param role what a new one may do in every repository that does not say otherwise
  public synchronized Account ensure(String login, Account.Kind kind, Role role) {
    Entry entry = byLogin.get(key(login));
    if (entry == null) {
      entry = new Entry(new Account(ids.next(), login, kind), newToken(), role);
      byLogin.put(key(login), entry);
      save();
    }
    return entry.account;
  }

  public synchronized Optional<Account> find(String login) {
    return Optional.ofNullable(byLogin.get(key(login))).map(Entry::account);
  }

  /// What an account may do in repositories that do not say otherwise.
  synchronized Role role(String login) {
    Entry entry = byLogin.get(key(login));
    return entry == null ? Role.NONE : entry.role;
  }

  /// Every account, the oldest first.
  synchronized List<Account> all() {
    return byLogin.values().stream().map(Entry::account).toList();
  }

  /// The token with which an account comes in.
  ///
  /// @throws IllegalArgumentException where there is no such account
  public synchronized Secret token(String login) {
    Entry entry = byLogin.get(key(login));
    if (entry == null) {
      throw new IllegalArgumentException("the forge has no account " + login);
    }
    return entry.token;
  }

  /// Whose token this is.
  public synchronized Optional<Account> authenticate(String token) {
    byte[] given = token.getBytes(StandardCharsets.UTF_8);
    return byLogin.values().stream()
        .filter(entry ->
            MessageDigest.isEqual(given, entry.token.reveal().getBytes(StandardCharsets.UTF_8)))
        .map(Entry::account)
        .findFirst();
  }

  /// The account that commits under an address.
  synchronized Optional<Account> byEmail(String email) {
    return byLogin.values().stream()
        .map(Entry::account)
        .filter(account -> account.email().equalsIgnoreCase(email))
        .findFirst();
  }

  private Secret newToken() {
    var text = new StringBuilder("ghp_"); // the form of GitHub's personal access tokens
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (int i = 0; i < 36; i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return new Secret(text.toString());
  }

  private static String key(String login) {
    return login.toLowerCase(Locale.ROOT);
  }

  private void load(byte[] content) {
    try {
      for (JsonNode node : new ObjectMapper().readTree(content)) {
        var account =
            new Account(
                node.path("id").asLong(),
                node.path("login").asText(),
                Account.Kind.valueOf(node.path("kind").asText()));
        byLogin.put(
            key(account.login()),
            new Entry(
                account,
                new Secret(node.path("token").asText()),
                Role.of(node.path("role").asText()).orElse(Role.ADMIN)));
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot read the forge's accounts in " + file + "; remove it to have new tokens made", e);
    }
  }

  private void save() {
    ArrayNode list = new ObjectMapper().createArrayNode();
    for (Entry entry : byLogin.values()) {
      list.addObject()
          .put("id", entry.account.id())
          .put("login", entry.account.login())
          .put("kind", entry.account.kind().name())
          .put("role", entry.role.text())
          .put("token", entry.token.reveal());
    }
    WholeFile.writePrivate(file, list.toString().getBytes(StandardCharsets.UTF_8));
  }
}
