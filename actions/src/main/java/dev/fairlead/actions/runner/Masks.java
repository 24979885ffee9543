package dev.fairlead.actions.runner;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Hides secrets in texts. Every value is hidden as it is, line by line, and in the encodings that
/// programs commonly print. Safe for any thread.
final class Masks {
  private static final String HIDDEN = "***";

  /// Shorter values would hide ordinary letters all over a log; GitHub hides them, we warn instead.
  static final int SHORTEST = 3;

  private final Set<String> values = new TreeSet<>();
  private volatile List<String> needles = List.of();

  synchronized void add(String secret) {
    if (secret.isBlank() || !values.add(secret)) {
      return;
    }
    Set<String> all = new TreeSet<>(needles);
    forms(secret, all);
    for (String line : secret.split("\\R")) {
      forms(line.strip(), all);
    }
    all.removeIf(form -> form.length() < SHORTEST);
    needles = all.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  /// Every value that was added.
  synchronized Set<String> values() {
    return new TreeSet<>(values);
  }

  private static void forms(String secret, Set<String> to) {
    if (secret.length() < SHORTEST) {
      return;
    }
    to.add(secret);
    to.add(new String(JsonStringEncoder.getInstance().quoteAsString(secret)));
    to.add(secret.replace("\"", "\\\""));
    to.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
    to.add(URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"));
    to.add(secret.replace("'", "''"));
    to.add(
        secret
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;")
            .replace("'", "&apos;"));
    if (secret.length() > 2 && secret.startsWith("\"") && secret.endsWith("\"")) {
      to.add(secret.substring(1, secret.length() - 1));
    }
    base64(secret.getBytes(StandardCharsets.UTF_8), to);
  }

  /// What of a secret shows inside of a longer Base64 text, for each of the three ways that it can
  /// lie in groups of three bytes. Characters that neighbours also decide are left out.
  private static void base64(byte[] secret, Set<String> to) {
    for (int shift = 0; shift < 3 && secret.length >= 6; shift++) {
      int skip = (3 - shift) % 3;
      int usable = (secret.length - skip) / 3 * 3;
      to.add(Base64.getEncoder().encodeToString(Arrays.copyOfRange(secret, skip, skip + usable)));
    }
  }

  /// The text with every secret replaced. Hits that overlap or touch become one.
  String hide(String text) {
    List<String> current = needles;
    if (current.isEmpty() || text.isEmpty()) {
      return text;
    }
    BitSet hidden = new BitSet(text.length());
    for (String needle : current) {
      for (int at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
        hidden.set(at, at + needle.length());
      }
    }
    if (hidden.isEmpty()) {
      return text;
    }
    StringBuilder result = new StringBuilder();
    for (int at = 0; at < text.length(); ) {
      if (hidden.get(at)) {
        result.append(HIDDEN);
        at = hidden.nextClearBit(at);
      } else {
        int next = hidden.nextSetBit(at);
        int end = next < 0 ? text.length() : next;
        result.append(text, at, end);
        at = end;
      }
    }
    return result.toString();
  }

  /// Whether a text holds a secret.
  boolean hides(String text) {
    return !hide(text).equals(text);
  }
}
