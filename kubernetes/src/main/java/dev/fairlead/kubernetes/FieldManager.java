package dev.fairlead.kubernetes;

/// Who writes an object.
///
/// @param name the `fieldManager` parameter, or what stands for it (the user agent up to the slash)
/// @param subresource `status`, `scale`, or empty for the object itself
public record FieldManager(String name, String subresource) {

  /// A manager of the object itself.
  public static FieldManager of(String name) {
    return new FieldManager(name, "");
  }
}
