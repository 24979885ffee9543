package dev.fairlead.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// Layers in a private directory: those of base images by their digest, and those made here, found
/// again by what is in them. The same entries give the same bytes: sorted by path, times the epoch,
/// no names of users. Files appear whole; safe for any thread and for several processes.
final class LayerCache {
  /// Changes when the bytes that are written for the same entries change.
  private static final String FORMAT = "1";

  private final Path directory;

  LayerCache(Path directory) {
    this.directory = directory;
  }

  /// The file of a layer, which may not be there.
  Path blob(String digest) {
    return directory.resolve("blobs").resolve(digest.replace(':', '-'));
  }

  private record Measured(LayerEntry entry, long size, String digest) {}

  /// The layer with these entries, made if it was not made before.
  ///
  /// @param entries sorted by path, each path once
  Layer layer(List<LayerEntry> entries) {
    try {
      List<Measured> measured = new ArrayList<>();
      MessageDigest key = Digests.newSha256();
      key.update(FORMAT.getBytes(StandardCharsets.UTF_8));
      for (LayerEntry entry : entries) {
        Measured file = measure(entry);
        measured.add(file);
        key.update(
            String.join(
                    "\0",
                    entry.path(),
                    entry.kind().name(),
                    Integer.toOctalString(entry.mode()),
                    entry.owner().toString(),
                    String.valueOf(entry.linkTarget()),
                    file.digest(),
                    "\0")
                .getBytes(StandardCharsets.UTF_8));
      }
      Path known =
          directory.resolve("layers").resolve(Digests.name(key.digest()).replace(':', '-'));
      Optional<Layer> layer = read(known);
      if (layer.isPresent() && Files.exists(blob(layer.get().digest()))) {
        return layer.get();
      }
      Layer written = write(measured);
      Files.createDirectories(known.getParent());
      Path draft = Files.createTempFile(known.getParent(), ".draft-", "");
      Files.writeString(
          draft, written.digest() + " " + written.diffId() + " " + written.size() + "\n");
      Files.move(draft, known, StandardCopyOption.ATOMIC_MOVE);
      return written;
    } catch (IOException e) {
      throw new ImageException(
          ImageException.Kind.INVALID, "cannot write a layer in " + directory + ": " + e, e);
    }
  }

  private static Optional<Layer> read(Path known) throws IOException {
    try {
      String[] parts = Files.readString(known).strip().split(" ");
      return parts.length == 3
          ? Optional.of(new Layer(parts[0], parts[1], Long.parseLong(parts[2]), Layer.GZIP))
          : Optional.empty();
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  private static Measured measure(LayerEntry entry) throws IOException {
    if (entry.kind() != BuildContext.Entry.Kind.FILE) {
      return new Measured(entry, 0, "");
    }
    MessageDigest hash = Digests.newSha256();
    long size = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream content = entry.content().open()) {
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        hash.update(buffer, 0, read);
        size += read;
      }
    }
    return new Measured(entry, size, Digests.name(hash.digest()));
  }

  private Layer write(List<Measured> files) throws IOException {
    Path blobs = Files.createDirectories(directory.resolve("blobs"));
    Path draft = Files.createTempFile(blobs, ".draft-", "");
    try {
      MessageDigest compressed = Digests.newSha256();
      MessageDigest plain = Digests.newSha256();
      try (var out = new BufferedOutputStream(Files.newOutputStream(draft), 1 << 16);
          var hashed = new DigestOutputStream(out, compressed);
          var gzip = new GZIPOutputStream(hashed, 1 << 16);
          var tar = new TarArchiveOutputStream(new DigestOutputStream(gzip, plain), "UTF-8")) {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (Measured file : files) {
          write(tar, file);
        }
      }
      String digest = Digests.name(compressed.digest());
      long size = Files.size(draft);
      Files.move(
          draft, blob(digest), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new Layer(digest, Digests.name(plain.digest()), size, Layer.GZIP);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void write(TarArchiveOutputStream tar, Measured file) throws IOException {
    LayerEntry entry = file.entry();
    var header =
        switch (entry.kind()) {
          case FILE -> new TarArchiveEntry(entry.path());
          case DIRECTORY -> new TarArchiveEntry(entry.path() + "/");
          case LINK -> new TarArchiveEntry(entry.path(), TarConstants.LF_SYMLINK);
        };
    if (entry.linkTarget() != null) {
      header.setLinkName(entry.linkTarget());
    }
    header.setMode(entry.mode());
    header.setModTime(0L);
    header.setIds(entry.owner().uid(), entry.owner().gid());
    header.setNames("", "");
    header.setSize(file.size());
    tar.putArchiveEntry(header);
    if (entry.kind() == BuildContext.Entry.Kind.FILE) {
      try (InputStream content = entry.content().open()) {
        content.transferTo(tar);
      }
    }
    tar.closeArchiveEntry();
  }
}
