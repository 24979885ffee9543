package dev.fairlead.chart.go;

/// The type of a function's parameter.
public enum GoType {
  ANY("interface {}", true),
  /// `reflect.Value`: the function sees a [Boxed] interface value, or [Invalid].
  REFLECT("reflect.Value", true),
  STRING("string", false),
  BOOL("bool", false),
  INT("int", false),
  INT64("int64", false),
  UINT32("uint32", false),
  FLOAT64("float64", false),
  DICT("map[string]interface {}", true),
  LIST("[]interface {}", true),
  TIME("time.Time", false),
  CERTIFICATE("sprig.certificate", false),
  HASH_ALGORITHM("sprig.HashAlgorithm", false),
  VERSION("*semver.Version", true);

  private final String text;
  private final boolean nilable;

  GoType(String text, boolean nilable) {
    this.text = text;
    this.nilable = nilable;
  }

  /// Whether the zero value is nil.
  public boolean nilable() {
    return nilable;
  }

  @Override
  public String toString() {
    return text;
  }
}
