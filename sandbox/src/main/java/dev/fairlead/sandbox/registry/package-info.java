/// A container registry on disk: the OCI distribution API 1.1 (push, pull, chunked uploads, mounts,
/// tags, deletion, referrers), with the token authentication that public registries use.
///
/// [RegistryServer] starts it; [ImageStore] is its content without HTTP, for a component in the
/// same process; [BaseImages] are the marker images that stand for public base images.
@NullMarked
package dev.fairlead.sandbox.registry;

import org.jspecify.annotations.NullMarked;
