package dev.fairlead.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// `types.txt` says which fields the built-in kinds have. It is derived from the classes of
/// fabric8's Kubernetes model, which this module does not need at run time; `-Dgolden=update`
/// writes it anew.
class FieldTypesTest {

  private static final String MODEL = "io.fabric8.kubernetes.api.model.";
  private static final Path FILE = Path.of("src/main/resources/dev/fairlead/kubernetes/types.txt");

  /// Values of any shape: Go's RawExtension, JSON and FieldsV1.
  private static final List<String> ANY =
      List.of(
          "AnyType",
          "FieldsV1",
          "KubernetesResource",
          "HasMetadata",
          "apiextensions.v1.JSON",
          "apiextensions.v1.JSONSchemaPropsOrArray",
          "apiextensions.v1.JSONSchemaPropsOrBool",
          "apiextensions.v1.JSONSchemaPropsOrStringArray",
          "runtime.RawExtension");

  @Test
  void typesOfTheBuiltInKindsAreThoseOfTheModel() throws IOException {
    String derived = derive();
    if ("update".equals(System.getProperty("golden"))) {
      Files.writeString(FILE, derived);
    }
    assertThat(derived).isEqualTo(Files.readString(FILE));
  }

  private static String derive() throws IOException {
    Map<String, String> lines = new TreeMap<>();
    Deque<String> open = new ArrayDeque<>();
    try (InputStream kinds = FieldTypesTest.class.getResourceAsStream("kinds.txt")) {
      for (String line :
          new String(Objects.requireNonNull(kinds).readAllBytes(), StandardCharsets.UTF_8)
              .split("\n")) {
        if (!line.startsWith("#")) {
          open.add(line.substring(line.lastIndexOf(' ') + 1));
        }
      }
    }
    open.add("autoscaling.v1.Scale");
    while (!open.isEmpty()) {
      String name = open.remove();
      if (!lines.containsKey(name)) {
        lines.put(name, line(name, open));
      }
    }
    StringBuilder text =
        new StringBuilder(
            """
            # Derived from fabric8's Kubernetes model by FieldTypesTest; do not edit. Type, then name:type of its fields in alphabetical order.
            # s string, i int32, l int64, f double, b boolean, q quantity, x integer or string, any; []T list, {}T map.
            """);
    lines.values().forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static String line(String name, Deque<String> open) {
    Map<String, String> fields = new TreeMap<>();
    try {
      for (Class<?> type =
              Class.forName(MODEL + name, false, FieldTypesTest.class.getClassLoader());
          type != null && type != Object.class;
          type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          JsonProperty property = field.getAnnotation(JsonProperty.class);
          if (property != null) {
            fields.putIfAbsent(
                property.value().isEmpty() ? field.getName() : property.value(),
                code(field.getGenericType(), open));
          }
        }
      }
    } catch (ClassNotFoundException e) {
      throw new UncheckedIOException(new IOException("the model has no " + name, e));
    }
    List<String> parts = new ArrayList<>();
    parts.add(name);
    fields.forEach((field, code) -> parts.add(field + ":" + code));
    return String.join(" ", parts);
  }

  private static String code(Type type, Deque<String> open) {
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      Class<?> raw = (Class<?>) generic.getRawType();
      return (Map.class.isAssignableFrom(raw) ? "{}" : "[]") + code(last, open);
    }
    Class<?> raw = (Class<?>) type;
    if (raw == String.class) {
      return "s";
    } else if (raw == Integer.class) {
      return "i";
    } else if (raw == Long.class) {
      return "l";
    } else if (raw == Double.class) {
      return "f";
    } else if (raw == Boolean.class) {
      return "b";
    } else if (raw == ZonedDateTime.class) {
      return "s";
    } else if (!raw.getName().startsWith(MODEL)) {
      return "any";
    }
    String name = raw.getName().substring(MODEL.length());
    if (ANY.contains(name)) {
      return "any";
    }
    return switch (name) {
      case "Quantity" -> "q";
      case "IntOrString" -> "x";
      case "MicroTime" -> "s";
      default -> {
        open.add(name);
        yield name;
      }
    };
  }
}
