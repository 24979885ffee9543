package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/// `managedFields` of objects that are answered but never stored: reviews and token requests.
final class PassingFields {
  private PassingFields() {}

  /// Notes that a manager set the `spec`, as a POST does.
  static void note(
      ObjectNode object, JsonNode spec, String manager, String subresource, Instant now) {
    ObjectNode fields = fields(spec);
    if (fields.isEmpty()) {
      return;
    }
    ObjectNode entry = Json.childObject(object, "metadata").withArray("managedFields").addObject();
    entry.put("manager", manager).put("operation", "Update");
    entry.set("apiVersion", object.path("apiVersion"));
    entry.put("time", now.toString()).put("fieldsType", "FieldsV1");
    entry.putObject("fieldsV1").set("f:spec", fields);
    if (!subresource.isEmpty()) {
      entry.put("subresource", subresource);
    }
  }

  private static ObjectNode fields(JsonNode value) {
    ObjectNode fields = Json.object();
    value
        .properties()
        .forEach(each -> {
          if (each.getValue().isNull()) {
            return;
          }
          ObjectNode member = fields.putObject("f:" + each.getKey());
          if (each.getValue().isObject()) {
            member.putObject(".");
            member.setAll(fields(each.getValue()));
          }
        });
    return fields;
  }
}
