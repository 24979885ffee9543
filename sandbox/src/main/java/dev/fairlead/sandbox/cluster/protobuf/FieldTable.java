package dev.fairlead.sandbox.cluster.protobuf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which member each field number of each message stands for; read from `fields.txt`.
final class FieldTable {
  private final Map<String, Map<Integer, Field>> messages;

  private FieldTable(Map<String, Map<Integer, Field>> messages) {
    this.messages = messages;
  }

  /// How often a member's value stands.
  enum Shape {
    ONE,
    LIST,
    MAP,
    /// The message's members stand in the parent itself.
    INLINE
  }

  /// @param type `string`, `bool`, `int`, `bytes`, `double` or a message's name
  record Field(String member, Shape shape, String type) {}

  /// Reads the table once, when it is first needed.
  private static final class Holder {
    private static final FieldTable TABLE = read();
  }

  static FieldTable standard() {
    return Holder.TABLE;
  }

  boolean has(String message) {
    return messages.containsKey(message);
  }

  /// The field of a number, or null for one that is not known.
  @Nullable Field field(String message, int number) {
    Map<Integer, Field> fields = messages.get(message);
    return fields == null ? null : fields.get(number);
  }

  private static FieldTable read() {
    Map<String, Map<Integer, Field>> messages = new HashMap<>();
    try (InputStream in =
            Objects.requireNonNull(FieldTable.class.getResourceAsStream("fields.txt"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          String[] words = line.split(" ");
          Map<Integer, Field> fields = new HashMap<>();
          for (int i = 1; i < words.length; i++) {
            String[] parts = words[i].split(":");
            fields.put(Integer.parseInt(parts[0]), field(parts[1], parts[2]));
          }
          messages.put(words[0], fields);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the table of protobuf fields", e);
    }
    return new FieldTable(messages);
  }

  private static Field field(String member, String type) {
    return switch (type.charAt(0)) {
      case '*' -> new Field(member, Shape.LIST, type.substring(1));
      case '%' -> new Field(member, Shape.MAP, type.substring(1));
      case '!' -> new Field(member, Shape.INLINE, type.substring(1));
      default -> new Field(member, Shape.ONE, type);
    };
  }
}
