package dev.fairlead.sandbox.node;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// Unpacks image layers and puts them on top of each other. An entry can neither lie outside of the
/// directory (`..`, absolute names) nor be written through a symbolic link of an earlier entry.
/// Ownership is not kept: a container runs as one user.
final class LayerUnpacker {
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final String WHITEOUTS = "whiteouts";

  /// Against archive bombs: real layers stay below.
  private static final long MAX_BYTES = 8L << 30;

  private static final int MAX_ENTRIES = 1_000_000;

  private LayerUnpacker() {}

  /// Unpacks one layer's archive (tar, plain, gzip or xz) into `directory/fs`; what it deletes from
  /// the layers below is listed in `directory/whiteouts`.
  static void unpack(Path archive, Path directory) throws IOException {
    Path root = Files.createDirectories(directory.resolve("fs"));
    List<String> whiteouts = new ArrayList<>();
    long bytes = 0;
    int entries = 0;
    try (TarArchiveInputStream tar = new TarArchiveInputStream(open(archive))) {
      List<TarArchiveEntry> directories = new ArrayList<>();
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        bytes += Math.max(0, entry.getSize());
        if (++entries > MAX_ENTRIES || bytes > MAX_BYTES) {
          throw new IOException("the layer is too large");
        }
        Path target = inside(root, entry.getName());
        if (target.equals(root)) {
          continue;
        }
        String name = String.valueOf(target.getFileName());
        if (name.equals(OPAQUE)) {
          whiteouts.add(root.relativize(parent(target)) + "/");
        } else if (name.startsWith(WHITEOUT)) {
          whiteouts.add(
              root.relativize(target.resolveSibling(name.substring(WHITEOUT.length()))).toString());
        } else {
          write(tar, entry, root, target);
          if (entry.isDirectory()) {
            directories.add(entry);
          }
        }
      }
      for (TarArchiveEntry entry : directories.reversed()) {
        permissions(inside(root, entry.getName()), entry.getMode() | 0700);
      }
    }
    Files.write(directory.resolve(WHITEOUTS), whiteouts);
  }

  private static InputStream open(Path archive) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
    in.mark(4);
    byte[] magic = in.readNBytes(4);
    in.reset();
    if (magic.length >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
      return new GZIPInputStream(in, 1 << 16);
    }
    if (magic.length == 4 && magic[0] == (byte) 0xfd && magic[1] == '7' && magic[2] == 'z') {
      return new XZInputStream(in);
    }
    if (magic.length == 4 && magic[0] == 0x28 && magic[1] == (byte) 0xb5 && magic[2] == 0x2f) {
      in.close();
      throw new IOException("layers compressed with zstd are not supported; push with gzip");
    }
    return in;
  }

  private static void write(
      TarArchiveInputStream tar, TarArchiveEntry entry, Path root, Path target) throws IOException {
    refuseLinkedParents(root, target);
    Files.createDirectories(parent(target));
    if (entry.isDirectory()) {
      if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(target);
        Files.createDirectory(target);
      }
      return;
    }
    deleteTree(target);
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Path existing = inside(root, entry.getLinkName());
      refuseLinkedParents(root, existing);
      Files.createLink(target, existing);
    } else if (entry.isFile()) {
      Files.copy(tar, target);
      permissions(target, entry.getMode());
    }
    // devices and fifos are left out: /dev is the machine's
  }

  /// Puts `layers` (directories made by [#unpack], lowest first) on top of each other into the new
  /// directory `root`. Files are hard links, so this costs neither space nor much time.
  static void stack(List<Path> layers, Path root) throws IOException {
    Files.createDirectories(root);
    for (Path layer : layers) {
      for (String whiteout : Files.readAllLines(layer.resolve(WHITEOUTS))) {
        boolean contentsOnly = whiteout.endsWith("/");
        Path victim = inside(root, whiteout);
        if (!contentsOnly) {
          deleteTree(victim);
        } else if (Files.isDirectory(victim, LinkOption.NOFOLLOW_LINKS)) {
          try (var children = Files.newDirectoryStream(victim)) {
            for (Path child : children) {
              deleteTree(child);
            }
          }
        }
      }
      Path from = layer.resolve("fs");
      Files.walkFileTree(from, new Linking(from, root));
    }
  }

  private static final class Linking extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path root;

    Linking(Path from, Path root) {
      this.from = from;
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      Path target = target(directory);
      if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        // a directory over a link to one (bin -> usr/bin) fills what the link means
        if (Files.isSymbolicLink(target) && Files.isDirectory(resolved(target))) {
          return FileVisitResult.CONTINUE;
        }
        Files.deleteIfExists(target);
        Files.createDirectory(target);
      }
      Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(directory));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Path target = target(file);
      deleteTree(target);
      if (attributes.isSymbolicLink()) {
        Files.createSymbolicLink(target, Files.readSymbolicLink(file));
      } else {
        Files.createLink(target, file);
      }
      return FileVisitResult.CONTINUE;
    }

    /// Where a file of the layer goes, with links among its parents followed inside of the tree.
    private Path target(Path file) throws IOException {
      Path target = root;
      if (file.equals(from)) {
        return target;
      }
      for (Path name : from.relativize(file)) {
        if (Files.isSymbolicLink(target)) {
          target = resolved(target);
        }
        target = target.resolve(name.toString());
      }
      return target;
    }

    /// What a link inside of the tree means when `root` is the file system's root.
    private Path resolved(Path link) throws IOException {
      Path to = Files.readSymbolicLink(link);
      Path target =
          to.isAbsolute()
              ? root.resolve(Path.of("/").relativize(to).toString())
              : link.resolveSibling(to.toString());
      target = target.normalize();
      if (!target.startsWith(root)) {
        throw new IOException("the link " + link + " leads out of the image");
      }
      return target;
    }
  }

  private static Path inside(Path root, String name) throws IOException {
    Path target = root.resolve("./" + name).normalize();
    if (!target.startsWith(root)) {
      throw new IOException("the layer's entry " + name + " lies outside of the image");
    }
    return target;
  }

  private static void refuseLinkedParents(Path root, Path target) throws IOException {
    for (Path p = target.getParent(); p != null && !p.equals(root); p = p.getParent()) {
      if (Files.isSymbolicLink(p)) {
        throw new IOException("the layer's entry " + target + " lies behind a symbolic link");
      }
    }
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  private static void permissions(Path path, int mode) throws IOException {
    PosixFilePermission[] all = {
      PosixFilePermission.OTHERS_EXECUTE,
      PosixFilePermission.OTHERS_WRITE,
      PosixFilePermission.OTHERS_READ,
      PosixFilePermission.GROUP_EXECUTE,
      PosixFilePermission.GROUP_WRITE,
      PosixFilePermission.GROUP_READ,
      PosixFilePermission.OWNER_EXECUTE,
      PosixFilePermission.OWNER_WRITE,
      PosixFilePermission.OWNER_READ
    };
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < all.length; bit++) {
      if ((mode >> bit & 1) == 1) {
        set.add(all[bit]);
      }
    }
    Files.setPosixFilePermissions(path, set);
  }

  /// Deletes a file or a directory with all it holds; nothing if there is none.
  static void deleteTree(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @org.jspecify.annotations.Nullable IOException e) throws IOException {
            if (e != null) {
              throw e;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
