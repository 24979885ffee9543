/// Container images without a daemon: parse a Dockerfile (the subset that runs nothing), put its
/// files into layers, push the result to an OCI registry, and ask registries about images.
///
/// ```java
/// var registries = new RegistryClient(endpoints, credentials);
/// var builder = new ImageBuilder(registries, cacheDirectory);
/// BuiltImage built =
///     builder.build(
///         BuildRequest.of(
///             BuildContext.of(directory),
///             Dockerfile.parse("Dockerfile", text),
///             ImageReference.parse("ghcr.io/acme/shop:1.0")));
/// ```
///
/// The same input gives the same digest: files are sorted, times are the epoch, modes are Git's.
@NullMarked
package dev.fairlead.image;

import org.jspecify.annotations.NullMarked;
