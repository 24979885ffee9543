/// The expression language inside of `${{ }}`: values, parser, evaluator.
@NullMarked
package dev.fairlead.actions.expression;

import org.jspecify.annotations.NullMarked;
