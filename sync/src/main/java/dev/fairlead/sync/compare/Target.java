package dev.fairlead.sync.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.model.Position;
import dev.fairlead.sync.plan.Hook;

/// One object that an Application wants, complete: with its namespace and tracking id.
///
/// @param key its name is empty for a hook with `generateName`
public record Target(ResourceKey key, ObjectNode object, Hook hook, Position origin) {}
