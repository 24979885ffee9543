package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.kubernetes.GroupVersionKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where each transformer acts: kustomize's built-in list and what `configurations` add.
///
/// @param byTransformer the name of a transformer (`commonLabels`, `images`, …) to its fields
/// @param references what is referred to, and the fields that refer to it
record FieldSpecs(
    Map<String, List<FieldSpec>> byTransformer, Map<GroupVersionKind, List<FieldSpec>> references) {
  static final FieldSpecs NONE = new FieldSpecs(Map.of(), Map.of());
  static final FieldSpecs BUILT_IN = builtIn();

  private static final Set<String> TRANSFORMERS =
      Set.of(
          "namePrefix",
          "nameSuffix",
          "namespace",
          "commonLabels",
          "labels",
          "templateLabels",
          "commonAnnotations",
          "varReference",
          "images",
          "replicas");

  List<FieldSpec> of(String transformer) {
    return byTransformer.getOrDefault(transformer, List.of());
  }

  /// Both together; what this one has comes first.
  FieldSpecs plus(FieldSpecs other) {
    Map<String, List<FieldSpec>> fields = new LinkedHashMap<>(byTransformer);
    other.byTransformer.forEach((name, specs) -> fields.merge(name, specs, FieldSpecs::join));
    Map<GroupVersionKind, List<FieldSpec>> targets = new LinkedHashMap<>(references);
    other.references.forEach((kind, specs) -> targets.merge(kind, specs, FieldSpecs::join));
    return new FieldSpecs(fields, targets);
  }

  static List<FieldSpec> join(List<FieldSpec> left, List<FieldSpec> right) {
    List<FieldSpec> all = new ArrayList<>(left);
    for (FieldSpec spec : right) {
      List<FieldSpec> same =
          all.stream()
              .filter(have ->
                  have.path().equals(spec.path())
                      && FieldSpec.selects(spec.selector(), have.selector()))
              .toList();
      if (same.isEmpty()) {
        all.add(spec);
      } else if (same.getFirst().create() != spec.create()) {
        throw new Refusal("conflicting fieldspecs for " + spec.path());
      }
    }
    return List.copyOf(all);
  }

  /// Reads a transformer configuration file.
  static FieldSpecs of(JsonNode configuration) {
    Map<String, List<FieldSpec>> fields = new LinkedHashMap<>();
    Map<GroupVersionKind, List<FieldSpec>> targets = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : configuration.properties()) {
      if (entry.getKey().equals("nameReference")) {
        for (JsonNode target : entry.getValue()) {
          targets.merge(
              FieldSpec.of(target).selector(), list(target.path("fieldSpecs")), FieldSpecs::join);
        }
      } else if (TRANSFORMERS.contains(entry.getKey())) {
        fields.put(entry.getKey(), list(entry.getValue()));
      } else {
        throw new Refusal(
            "unknown field \"" + entry.getKey() + "\" in a transformer configuration");
      }
    }
    return new FieldSpecs(fields, targets);
  }

  private static List<FieldSpec> list(JsonNode entries) {
    List<FieldSpec> specs = new ArrayList<>();
    entries.forEach(entry -> specs.add(FieldSpec.of(entry)));
    return specs;
  }

  /// Reads `fields.txt`; its head explains the format.
  private static FieldSpecs builtIn() {
    Map<String, List<FieldSpec>> fields = new LinkedHashMap<>();
    Map<GroupVersionKind, List<FieldSpec>> targets = new LinkedHashMap<>();
    List<FieldSpec> section = List.of();
    for (String line : lines("fields.txt")) {
      if (line.startsWith("[")) {
        List<FieldSpec> started = new ArrayList<>();
        String[] head = line.substring(1, line.length() - 1).split(" ");
        if (head.length == 1) {
          fields.put(head[0], started);
        } else {
          targets.put(new GroupVersionKind(any(head[1]), any(head[2]), head[3]), started);
        }
        section = started;
      } else {
        int space = line.indexOf(' ');
        String[] kind = line.substring(0, space).split("/");
        section.add(
            new FieldSpec(
                new GroupVersionKind(any(kind[0]), any(kind[1]), any(kind[2])),
                line.substring(space + 2),
                line.charAt(space + 1) == '+'));
      }
    }
    fields.put("nameSuffix", fields.getOrDefault("namePrefix", List.of()));
    return new FieldSpecs(fields, targets);
  }

  private static String any(String part) {
    return part.equals("*") ? "" : part;
  }

  /// The lines of a table beside this class, without comments.
  static List<String> lines(String table) {
    try (InputStream in = FieldSpecs.class.getResourceAsStream(table)) {
      if (in == null) {
        throw new IllegalStateException(table + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + table + " from the jar", e);
    }
  }
}
