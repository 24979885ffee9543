/// The vocabulary: records and sealed types that every module speaks.
@NullMarked
package dev.fairlead.model;

import org.jspecify.annotations.NullMarked;
