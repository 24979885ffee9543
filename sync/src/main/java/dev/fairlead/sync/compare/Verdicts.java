package dev.fairlead.sync.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.cluster.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the server said about an object when it was asked: status updates bring the same object
/// back again and again, and need not be asked about each time. Safe for any thread.
public final class Verdicts {
  private static final int KEPT = 10_000;

  private final Map<String, List<String>> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<String>> eldest) {
          return size() > KEPT;
        }
      };

  /// @param live normalised: without status and versions
  static String fingerprint(ResourceKey key, JsonNode wanted, JsonNode live) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : List.of(key.toString(), wanted.toString(), live.toString())) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  synchronized Optional<List<String>> find(String fingerprint) {
    return Optional.ofNullable(kept.get(fingerprint));
  }

  synchronized void keep(String fingerprint, List<String> differences) {
    kept.put(fingerprint, List.copyOf(differences));
  }

  /// Forgets everything: a hard refresh.
  public synchronized void forget() {
    kept.clear();
  }
}
