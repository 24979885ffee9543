package dev.fairlead.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.model.CommitId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// Reads fields of a forge's JSON by JSON pointer; what is missing is named.
///
/// @param subject what the JSON is, for messages: `the push event`
record Fields(JsonNode root, String subject) {

  Fields at(String pointer) {
    JsonNode node = root.at(pointer);
    if (!node.isObject()) {
      throw missing("an object", pointer, node);
    }
    return new Fields(node, subject + " at " + pointer);
  }

  boolean has(String pointer) {
    JsonNode node = root.at(pointer);
    return !node.isMissingNode() && !node.isNull();
  }

  String text(String pointer) {
    JsonNode node = root.at(pointer);
    if (!node.isTextual()) {
      throw missing("text", pointer, node);
    }
    return node.textValue();
  }

  /// Empty where there is none: bodies may be null, accounts and forks may be gone.
  String textOrEmpty(String pointer) {
    return has(pointer) ? text(pointer) : "";
  }

  boolean flag(String pointer) {
    return root.at(pointer).asBoolean(false);
  }

  long id(String pointer) {
    JsonNode node = root.at(pointer);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw missing("a whole number", pointer, node);
    }
    return node.longValue();
  }

  int number(String pointer) {
    long value = id(pointer);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new ForgeException(
          subject + " has " + value + " at " + pointer + "; expected a number of a pull request");
    }
    return (int) value;
  }

  CommitId commit(String pointer) {
    String hex = text(pointer);
    if (!CommitId.isFull(hex)) {
      throw new ForgeException(
          subject + " has no full commit id at " + pointer + ": " + shortened(hex));
    }
    return new CommitId(hex);
  }

  @Nullable CommitId commitOrNull(String pointer) {
    return has(pointer) ? commit(pointer) : null;
  }

  Instant time(String pointer) {
    String text = text(pointer);
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new ForgeException(
          subject + " has no time like 2026-01-31T12:00:00Z at " + pointer + ": " + shortened(text),
          e);
    }
  }

  @Nullable Instant timeOrNull(String pointer) {
    return has(pointer) ? time(pointer) : null;
  }

  private ForgeException missing(String expected, String pointer, JsonNode found) {
    return new ForgeException(
        subject
            + " has no "
            + expected.replaceFirst("^an? ", "")
            + " at "
            + pointer
            + ": expected "
            + expected
            + ", found "
            + (found.isMissingNode() ? "nothing" : shortened(found.toString())));
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
