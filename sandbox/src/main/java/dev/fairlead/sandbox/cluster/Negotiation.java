package dev.fairlead.sandbox.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Which form of answer an `Accept` header asks for.
///
/// @param form the shape of the objects
/// @param yaml whether as YAML instead of JSON
/// @param version of `meta.k8s.io`, for tables and partial objects: `v1` or `v1beta1`
record Negotiation(Form form, boolean yaml, String version) {
  static final List<String> OFFERED =
      List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

  static final Negotiation PLAIN = new Negotiation(Form.OBJECT, false, "v1");

  /// Shapes of objects in answers.
  enum Form {
    OBJECT,
    TABLE,
    PARTIAL,
    PARTIAL_LIST
  }

  /// One clause of an Accept header.
  record Clause(String type, Map<String, String> parameters, double quality) {}

  /// @param accept the header, empty if there is none
  /// @param transforms whether tables and partial objects are on offer
  /// @throws ApiException 406
  static Negotiation of(String accept, boolean transforms) {
    if (accept.isBlank()) {
      return PLAIN;
    }
    List<Clause> clauses = clauses(accept);
    boolean typeKnown = false;
    boolean protobuf = false;
    for (Clause clause : clauses) {
      boolean yaml = clause.type().equals("application/yaml");
      boolean json =
          clause.type().equals("*/*")
              || clause.type().equals("application/*")
              || clause.type().equals("application/json");
      if (clause.type().equals("application/vnd.kubernetes.protobuf")) {
        typeKnown = true;
        protobuf = true;
        continue; // never spoken: every client accepts JSON as well
      }
      if (!json && !yaml) {
        continue;
      }
      typeKnown = true;
      String as = clause.parameters().getOrDefault("as", "");
      if (as.isEmpty()) {
        return new Negotiation(Form.OBJECT, yaml, "v1");
      }
      String version = clause.parameters().getOrDefault("v", "");
      boolean known =
          transforms
              && clause.parameters().getOrDefault("g", "").equals("meta.k8s.io")
              && (version.equals("v1") || version.equals("v1beta1"));
      if (!known) {
        continue;
      }
      switch (as) {
        case "Table" -> {
          return new Negotiation(Form.TABLE, yaml, version);
        }
        case "PartialObjectMetadata" -> {
          return new Negotiation(Form.PARTIAL, yaml, version);
        }
        case "PartialObjectMetadataList" -> {
          return new Negotiation(Form.PARTIAL_LIST, yaml, version);
        }
        default -> {}
      }
    }
    if (typeKnown && !protobuf) {
      throw Statuses.notAcceptable(OFFERED);
    }
    if (protobuf) {
      return PLAIN;
    }
    throw Statuses.failure(
        406,
        "NotAcceptable",
        "406: Not Acceptable\n\nAvailable representations: " + String.join(", ", OFFERED),
        Json.object());
  }

  /// The clauses of an Accept header, most wanted first.
  static List<Clause> clauses(String accept) {
    List<Clause> clauses = new ArrayList<>();
    for (String part : accept.split(",")) {
      String[] pieces = part.split(";");
      String type = pieces[0].strip().toLowerCase(Locale.ROOT);
      Map<String, String> parameters = new LinkedHashMap<>();
      double quality = 1;
      for (int i = 1; i < pieces.length; i++) {
        int equals = pieces[i].indexOf('=');
        String name = (equals < 0 ? pieces[i] : pieces[i].substring(0, equals)).strip();
        String value = equals < 0 ? "" : pieces[i].substring(equals + 1).strip();
        if (name.equals("q")) {
          try {
            quality = Double.parseDouble(value);
          } catch (NumberFormatException _) {
            quality = 0; // not a number: last
          }
        } else {
          parameters.put(name, value);
        }
      }
      if (!type.isEmpty()) {
        clauses.add(new Clause(type, parameters, quality));
      }
    }
    clauses.sort(Comparator.comparingDouble(Clause::quality).reversed());
    return clauses;
  }
}
