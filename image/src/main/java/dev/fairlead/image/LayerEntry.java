package dev.fairlead.image;

import org.jspecify.annotations.Nullable;

/// One file, directory or link of a layer.
///
/// @param path from the image's root, without a leading slash
/// @param mode permission bits
/// @param linkTarget of a symbolic link, else null
record LayerEntry(
    String path,
    BuildContext.Entry.Kind kind,
    int mode,
    Owner owner,
    @Nullable String linkTarget,
    BuildContext.Content content) {

  record Owner(int uid, int gid) {
    static final Owner ROOT = new Owner(0, 0);
  }
}
