package dev.fairlead.sandbox.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// Writes the one layer of a [Marker]. The same marker has the same bytes everywhere.
final class MarkerLayer {
  /// `nonroot` is distroless' user, `node` the user of the node images.
  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/bin/sh
      daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
      node:x:1000:1000::/home/node:/bin/sh
      nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
      nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin
      """;

  private static final String GROUP =
      """
      root:x:0:
      daemon:x:1:
      node:x:1000:
      nogroup:x:65534:
      nonroot:x:65532:
      """;

  private MarkerLayer() {}

  static byte[] tar(Marker marker) {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      directory(tar, "etc/", 0755);
      file(tar, "etc/fairlead-sandbox", "stands for " + marker.repository() + "\n");
      StringBuilder users = new StringBuilder(PASSWD);
      StringBuilder groups = new StringBuilder(GROUP);
      marker
          .accounts()
          .forEach((user, group) -> {
            users.append(user).append('\n');
            groups.append(group).append('\n');
          });
      file(tar, "etc/group", groups.toString());
      file(tar, "etc/passwd", users.toString());
      directory(tar, "tmp/", 01777);
      for (Map.Entry<String, Integer> directory : marker.directories().entrySet()) {
        directory(tar, directory.getKey() + "/", directory.getValue());
      }
      for (Map.Entry<String, String> program : marker.programs().entrySet()) {
        var entry = new TarArchiveEntry(program.getKey());
        entry.setMode(0755);
        put(tar, entry, resource(program.getValue()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a layer in memory", e);
    }
    return bytes.toByteArray();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream content = MarkerLayer.class.getResourceAsStream(name)) {
      if (content == null) {
        throw new IOException("the resource " + name + " is missing");
      }
      return content.readAllBytes();
    }
  }

  private static void directory(TarArchiveOutputStream tar, String name, int mode)
      throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setMode(mode);
    put(tar, entry, new byte[0]);
  }

  private static void file(TarArchiveOutputStream tar, String name, String text)
      throws IOException {
    put(tar, new TarArchiveEntry(name), text.getBytes(StandardCharsets.UTF_8));
  }

  private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content)
      throws IOException {
    entry.setModTime(0L); // the epoch: the same marker has the same digest everywhere
    entry.setIds(0, 0);
    entry.setNames("", "");
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  static byte[] gzip(byte[] content) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot compress in memory", e);
    }
    return bytes.toByteArray();
  }
}
