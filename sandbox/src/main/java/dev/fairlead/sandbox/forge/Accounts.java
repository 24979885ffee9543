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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The forge's accounts and their tokens. A sandbox has one team: every account may read, push and
/// administer every repository. Safe for any thread.
public final class Accounts {
  private final Path file;
  private final Ids ids;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Entry> byLogin = new LinkedHashMap<>();

  private record Entry(Account account, Secret token) {}

  Accounts(Path file, Ids ids) {
    this.file = file;
    this.ids = ids;
    WholeFile.read(file).ifPresent(this::load);
  }

  /// The account of that name, made with a new token if there is none.
  public synchronized Account ensure(String login, Account.Kind kind) {
    Entry entry = byLogin.get(key(login));
    if (entry == null) {
      entry = new Entry(new Account(ids.next(), login, kind), newToken());
      byLogin.put(key(login), entry);
      save();
    }
    return entry.account;
  }

  public synchronized Optional<Account> find(String login) {
    return Optional.ofNullable(byLogin.get(key(login))).map(Entry::account);
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
            key(account.login()), new Entry(account, new Secret(node.path("token").asText())));
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
          .put("token", entry.token.reveal());
    }
    WholeFile.writePrivate(file, list.toString().getBytes(StandardCharsets.UTF_8));
  }
}
