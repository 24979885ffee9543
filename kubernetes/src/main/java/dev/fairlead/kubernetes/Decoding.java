package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Reads objects as the API server does: by the types of their fields.
///
/// Built-in kinds go through Go structs there, so unknown fields vanish, nulls count as absent,
/// zero values that are optional vanish and mandatory ones (`status: {}`) appear, quantities and
/// times are brought into canonical form. Custom kinds are pruned by their schema.
public final class Decoding {

  private Decoding() {}

  /// What was read.
  ///
  /// @param object a new tree; the input is not changed
  /// @param unknownFields messages such as `unknown field "spec.bogus"`, in the order of the server
  public record Decoded(ObjectNode object, List<String> unknownFields) {
    public Decoded {
      unknownFields = List.copyOf(unknownFields);
    }
  }

  /// Decodes `object` as `type`.
  ///
  /// @throws KubernetesException with code 400 when a value has the wrong type
  public static Decoded decode(ResourceType type, ObjectNode object) {
    try {
      if (type.custom()) {
        Pruning pruning = new Pruning(type);
        ObjectNode pruned = pruning.object(object);
        // The server sorts the names of what it pruned.
        return new Decoded(pruned, pruning.unknownFields().stream().sorted().toList());
      }
      StructDecoder decoder = new StructDecoder(type);
      return new Decoded(decoder.object(object), decoder.unknownFields());
    } catch (StructDecoder.WrongValue e) {
      throw new KubernetesException(
          400,
          "BadRequest",
          "%s in version \"%s\" cannot be handled as a %s: %s"
              .formatted(type.kindName(), type.version(), type.kindName(), e.plain()));
    }
  }

  /// Decodes the result of a patch, as [#decode] does.
  ///
  /// @param patch the patch, for the message
  /// @param strategic whether it was a strategic merge patch, whose results are read in another way
  /// @throws KubernetesException with code 422 when a value has the wrong type
  public static Decoded decodePatched(
      ResourceType type, ObjectNode object, JsonNode patch, boolean strategic) {
    if (type.custom()) {
      return decode(type, object);
    }
    StructDecoder decoder = new StructDecoder(type);
    try {
      return new Decoded(decoder.object(object), decoder.unknownFields());
    } catch (StructDecoder.WrongValue e) {
      throw patchFault(patch, strategic ? e.unstructured() : e.plain());
    }
  }

  /// The 422 answer to a patch whose result cannot be taken, such as for unknown fields in strict
  /// mode: `what` is `strict decoding error: unknown field "spec.bogus"`.
  public static KubernetesException patchFault(JsonNode patch, String what) {
    String shown = patch.isObject() ? GoText.of(patch) : GoJson.write(patch);
    FieldError fault =
        new FieldError(
            FieldError.Reason.INVALID, "patch", "Invalid value: \"" + shown + "\": " + what);
    return new KubernetesException(
        422,
        "Invalid",
        " \"\" is invalid: " + fault.message(),
        List.of(
            new KubernetesException.Cause(fault.reason().text(), fault.detail(), fault.field())));
  }

  /// The object of a kind in which nothing is set, as it is before the first write.
  static ObjectNode zero(ResourceType type) {
    ObjectNode empty = JsonNodeFactory.instance.objectNode();
    return type.custom() ? empty : decode(type, empty).object();
  }
}
