package dev.fairlead.sandbox.registry;

/// A manifest or index as it was pushed.
///
/// @param mediaType the Content-Type of the push
/// @param content the exact bytes; not to be changed
public record StoredManifest(Digest digest, String mediaType, byte[] content) {}
