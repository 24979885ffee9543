/// Values, text and number formatting as Go has them. Templates see Go's types through their error
/// messages, their printing and their comparisons, so a chart renders to the same bytes only if
/// every value keeps its Go kind.
///
/// | Go | Java |
/// |---|---|
/// | `nil` | `null` |
/// | `bool`, `string`, `float64`, `int64` | `Boolean`, `String`, `Double`, `Long` |
/// | `int`, other integers | [GoInt], [GoUint] |
/// | maps, slices, `[]byte` | [GoMap], [GoList], [GoBytes] |
/// | structs | [GoObject] |
///
/// Go strings are bytes. Here they are Java strings in which a byte that is not UTF-8 stands as a
/// lone surrogate (U+DC80 to U+DCFF), see [GoStrings].
@NullMarked
package dev.fairlead.chart.go;

import org.jspecify.annotations.NullMarked;
