/// Go's `text/template`: lexer, parser and executor with the semantics and error texts of Go 1.25.
@NullMarked
package dev.fairlead.chart.template;

import org.jspecify.annotations.NullMarked;
