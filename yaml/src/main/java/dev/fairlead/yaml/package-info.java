/// YAML and JSON documents with positions, edits that keep every other byte, Go-compatible output.
@NullMarked
package dev.fairlead.yaml;

import org.jspecify.annotations.NullMarked;
