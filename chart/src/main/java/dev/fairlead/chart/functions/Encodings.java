package dev.fairlead.chart.functions;

import static dev.fairlead.chart.functions.Arguments.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoJson;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoType;
import dev.fairlead.chart.go.GoValues;
import dev.fairlead.chart.go.GoYamlReader;
import dev.fairlead.yaml.GoYaml;
import dev.fairlead.yaml.YamlException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;

/// Base64, hashes, JSON, YAML.
final class Encodings {
  private Encodings() {}

  static void register(Registry registry, Clock clock) {
    registry.fixed("b64enc", a -> encode64(text(a[0])), GoType.STRING);
    registry.fixed("b64dec", a -> decode64(text(a[0])), GoType.STRING);
    registry.fixed("b32enc", a -> encode32(text(a[0])), GoType.STRING);
    registry.fixed("b32dec", a -> decode32(text(a[0])), GoType.STRING);
    registry.fixed("sha1sum", a -> hash("SHA-1", text(a[0])), GoType.STRING);
    registry.fixed("sha256sum", a -> hash("SHA-256", text(a[0])), GoType.STRING);
    registry.fixed("sha512sum", a -> hash("SHA-512", text(a[0])), GoType.STRING);
    registry.fixed("adler32sum", a -> adler32(text(a[0])), GoType.STRING);

    registry.fixed("toJson", a -> orEmpty(() -> GoJson.marshal(a[0])), GoType.ANY);
    registry.fixed("mustToJson", a -> GoJson.marshal(a[0]), GoType.ANY);
    registry.fixed("toPrettyJson", a -> orEmpty(() -> GoJson.write(a[0], true, "  ")), GoType.ANY);
    registry.fixed("mustToPrettyJson", a -> GoJson.write(a[0], true, "  "), GoType.ANY);
    registry.fixed("toRawJson", a -> GoJson.write(a[0], false, null), GoType.ANY);
    registry.fixed("mustToRawJson", a -> GoJson.write(a[0], false, null), GoType.ANY);
    registry.fixed("fromJson", a -> fromJson(text(a[0])), GoType.STRING);
    registry.fixed("fromJsonArray", a -> fromJsonArray(text(a[0])), GoType.STRING);
    registry.fixed("mustFromJson", a -> mustFromJson(text(a[0])), GoType.STRING);

    registry.fixed("toYaml", a -> orEmpty(() -> toYaml(a[0])), GoType.ANY);
    registry.fixed("mustToYaml", a -> toYaml(a[0]), GoType.ANY);
    registry.fixed("toYamlPretty", a -> PrettyYaml.write(a[0]), GoType.ANY);
    registry.fixed("fromYaml", a -> fromYaml(text(a[0])), GoType.STRING);
    registry.fixed("fromYamlArray", a -> fromYamlArray(text(a[0])), GoType.STRING);

    registry.fixed("toToml", a -> Toml.write(a[0]), GoType.ANY);
    registry.fixed("fromToml", a -> Toml.read(text(a[0]), clock), GoType.STRING);
  }

  private static String orEmpty(java.util.function.Supplier<String> writer) {
    try {
      return writer.get();
    } catch (GoError _) {
      // Helm swallows it.
      return "";
    }
  }

  static String toYaml(@Nullable Object value) {
    JsonNode tree;
    try {
      tree = GoJson.tree(value);
    } catch (GoError e) {
      throw new GoError("error marshaling into JSON: " + e.text());
    }
    try {
      String text = GoYaml.write(tree);
      return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    } catch (YamlException e) {
      throw new GoError(e.problem());
    }
  }

  private static GoMap fromYaml(String text) {
    GoMap out = GoMap.create();
    try {
      Object value = GoYamlReader.read(text);
      if (value instanceof GoMap map) {
        return map;
      }
      if (value != null) {
        out.put("Error", cannotUnmarshal(value, "map[string]interface {}", true));
      }
    } catch (GoError e) {
      out.put("Error", e.text());
    }
    return out;
  }

  private static GoList fromYamlArray(String text) {
    List<@Nullable Object> out = new ArrayList<>();
    try {
      Object value = GoYamlReader.read(text);
      if (value instanceof GoList list) {
        return list;
      }
      if (value == null) {
        // Null leaves the list of the caller as it was.
        return GoList.of(out);
      }
      out.add(cannotUnmarshal(value, "[]interface {}", true));
    } catch (GoError e) {
      out.add(e.text());
    }
    return GoList.of(out);
  }

  private static String cannotUnmarshal(Object value, String type, boolean yaml) {
    String kind =
        switch (value) {
          case GoMap _ -> "object";
          case GoList _ -> "array";
          case String _ -> "string";
          case Boolean _ -> "bool";
          default -> "number";
        };
    String problem = "json: cannot unmarshal " + kind + " into Go value of type " + type;
    return yaml ? "error unmarshaling JSON: while decoding JSON: " + problem : problem;
  }

  private static @Nullable Object mustFromJson(String text) {
    JsonReader.Read read = JsonReader.read(text);
    if (read.problem() != null) {
      throw new GoError(read.problem());
    }
    return read.value();
  }

  private static GoMap fromJson(String text) {
    GoMap out = GoMap.create();
    try {
      JsonReader.Read read = JsonReader.read(text);
      Object value = read.value();
      if (value instanceof GoMap map) {
        if (read.problem() != null) {
          map.put("Error", read.problem());
        }
        return map;
      }
      if (value != null || read.problem() != null) {
        Object found = value == null ? 0.0 : value;
        out.put("Error", cannotUnmarshal(found, "map[string]interface {}", false));
        return out;
      }
      return GoMap.nil(GoMap.Type.INTERFACE);
    } catch (GoError e) {
      out.put("Error", e.text());
    }
    return out;
  }

  private static GoList fromJsonArray(String text) {
    List<@Nullable Object> out = new ArrayList<>();
    try {
      JsonReader.Read read = JsonReader.read(text);
      Object value = read.value();
      if (value instanceof GoList list) {
        return read.problem() == null ? list : GoList.of(new ArrayList<>(List.of(read.problem())));
      }
      if (value == null && read.problem() == null) {
        return GoList.nil(GoList.ANY);
      }
      out.add(cannotUnmarshal(value == null ? 0.0 : value, "[]interface {}", false));
    } catch (GoError e) {
      out.add(e.text());
    }
    return GoList.of(out);
  }

  static String encode64(String text) {
    return java.util.Base64.getEncoder().encodeToString(GoStrings.encode(text));
  }

  /// Sprig gives the problem as the text.
  private static String decode64(String text) {
    try {
      return GoStrings.decode(bytes64(text));
    } catch (GoError e) {
      return e.text();
    }
  }

  /// Go's decoder: line ends are skipped.
  ///
  /// @throws GoError that names the first wrong byte
  static byte[] bytes64(String text) {
    byte[] bytes = GoStrings.encode(text);
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    int[] quantum = new int[4];
    int count = 0;
    int i = 0;
    while (i < bytes.length) {
      int c = bytes[i] & 0xff;
      if (c == '\n' || c == '\r') {
        i++;
        continue;
      }
      int digit = digit64(c);
      if (digit >= 0) {
        quantum[count++] = digit;
        i++;
        if (count == 4) {
          out.write(quantum[0] << 2 | quantum[1] >> 4);
          out.write(quantum[1] << 4 | quantum[2] >> 2);
          out.write(quantum[2] << 6 | quantum[3]);
          count = 0;
        }
        continue;
      }
      if (c != '=' || count < 2) {
        throw corrupt64(i);
      }
      int next = i + 1;
      if (count == 2) {
        while (next < bytes.length && (bytes[next] == '\n' || bytes[next] == '\r')) {
          next++;
        }
        if (next >= bytes.length) {
          throw corrupt64(bytes.length);
        }
        if (bytes[next] != '=') {
          throw corrupt64(next);
        }
        next++;
      }
      while (next < bytes.length && (bytes[next] == '\n' || bytes[next] == '\r')) {
        next++;
      }
      if (next < bytes.length) {
        throw corrupt64(next);
      }
      out.write(quantum[0] << 2 | quantum[1] >> 4);
      if (count == 3) {
        out.write(quantum[1] << 4 | quantum[2] >> 2);
      }
      return out.toByteArray();
    }
    if (count > 0) {
      throw corrupt64(bytes.length - count);
    }
    return out.toByteArray();
  }

  private static GoError corrupt64(int at) {
    return new GoError("illegal base64 data at input byte " + at);
  }

  private static int digit64(int c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
  }

  private static final String ALPHABET_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private static String encode32(String text) {
    byte[] bytes = GoStrings.encode(text);
    StringBuilder out = new StringBuilder();
    long buffer = 0;
    int bits = 0;
    for (byte b : bytes) {
      buffer = buffer << 8 | (b & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        out.append(ALPHABET_32.charAt((int) (buffer >> bits & 31)));
      }
    }
    if (bits > 0) {
      out.append(ALPHABET_32.charAt((int) (buffer << (5 - bits) & 31)));
    }
    while (out.length() % 8 != 0) {
      out.append('=');
    }
    return out.toString();
  }

  /// `base32.StdEncoding.DecodeString`, whose error Sprig gives as the text.
  private static String decode32(String text) {
    byte[] in = GoStrings.encode(text.replace("\n", "").replace("\r", ""));
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    int at = 0;
    boolean ended = false;
    while (at < in.length && !ended) {
      long group = 0;
      int digits = 0;
      while (digits < 8 && !ended) {
        if (at == in.length) {
          return corrupt32(in.length - digits);
        }
        int c = in[at++];
        int left = in.length - at;
        if (c == '=' && digits >= 2 && left < 8) {
          if (left + digits < 7) {
            return corrupt32(in.length);
          }
          for (int i = 0; i < 7 - digits; i++) {
            if (left > i && in[at + i] != '=') {
              return corrupt32(at + i - 1);
            }
          }
          if (digits == 3 || digits == 6) {
            return corrupt32(at - 1);
          }
          ended = true;
        } else {
          int digit = c < 0 ? -1 : ALPHABET_32.indexOf(c);
          if (digit < 0) {
            return corrupt32(at - 1);
          }
          group |= (long) digit << (35 - 5 * digits);
          digits++;
        }
      }
      for (int i = 0; i < digits * 5 / 8; i++) {
        out.write((int) (group >> (32 - 8 * i)));
      }
    }
    return GoStrings.decode(out.toByteArray());
  }

  private static String corrupt32(int at) {
    return "illegal base32 data at input byte " + at;
  }

  static String hash(String algorithm, String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(algorithm).digest(GoStrings.encode(text)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  private static String adler32(String text) {
    Adler32 sum = new Adler32();
    sum.update(GoStrings.encode(text));
    return Long.toString(sum.getValue());
  }

  static String type(@Nullable Object value) {
    return GoValues.type(value);
  }
}
