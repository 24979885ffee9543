package dev.fairlead.chart.go;

/// Go's zero `reflect.Value`: there is no value at all. Prints as `<no value>`.
public enum Invalid {
  VALUE
}
