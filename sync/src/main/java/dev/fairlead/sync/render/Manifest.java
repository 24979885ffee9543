package dev.fairlead.sync.render;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.Position;

/// One object that a source renders to.
///
/// @param origin where in its repository it was written: a place in a file, or a template
public record Manifest(ObjectNode object, Position origin) {}
