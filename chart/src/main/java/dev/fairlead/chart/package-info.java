/// Helm charts: Go templates, Sprig, values, rendering.
@NullMarked
package dev.fairlead.chart;

import org.jspecify.annotations.NullMarked;
