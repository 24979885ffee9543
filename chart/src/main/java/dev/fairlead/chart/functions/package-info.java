/// The functions that Helm 4.1.4 gives to templates: those of `text/template`, of Sprig 3.3 and its
/// own.
@NullMarked
package dev.fairlead.chart.functions;

import org.jspecify.annotations.NullMarked;
