package dev.fairlead.sandbox.registry;

import dev.fairlead.sandbox.registry.RegistryError.Code;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The specification's blob endpoints: pull, upload in one request or in chunks, mount, delete.
final class BlobRoutes {
  /// `first-last`, `first-` or `-length`.
  private static final Pattern ONE_RANGE =
      Pattern.compile("bytes=(?:(\\d{1,18})-(\\d{0,18})|-(\\d{1,18}))");

  private final ImageStore store;
  private final Authorization authorization;
  private final Uploads uploads;

  BlobRoutes(ImageStore store, Authorization authorization, Uploads uploads) {
    this.store = store;
    this.authorization = authorization;
    this.uploads = uploads;
  }

  /// `/v2/<name>/blobs/<digest>`
  void blob(Context ctx, String name, String reference) throws IOException {
    Digest digest = digest(reference);
    switch (ctx.method().name()) {
      case "GET", "HEAD" -> {
        authorization.require(ctx, name, "pull");
        // whoever asks before a push counts on the answer
        if (ctx.method().name().equals("HEAD")
            ? !store.keepBlob(name, digest)
            : !store.hasBlob(name, digest)) {
          throw unknown(name, digest);
        }
        send(ctx, digest, store.blobFile(digest).orElseThrow(() -> unknown(name, digest)));
      }
      case "DELETE" -> {
        authorization.require(ctx, name, "delete");
        if (!store.removeBlob(name, digest)) {
          throw unknown(name, digest);
        }
        ctx.status(202);
      }
      default -> throw RegistryServer.unsupported(ctx);
    }
  }

  /// `/v2/<name>/blobs/uploads/`
  void begin(Context ctx, String name) throws IOException {
    if (!ctx.method().name().equals("POST")) {
      throw RegistryServer.unsupported(ctx);
    }
    authorization.require(ctx, name, "push");
    Optional<Digest> mount = Optional.ofNullable(ctx.queryParam("mount")).flatMap(Digest::parse);
    if (mount.isPresent() && mountable(ctx, mount.get()) && store.mount(name, mount.get())) {
      created(ctx, name, mount.get());
      return;
    }
    String whole = ctx.queryParam("digest");
    if (whole == null) {
      progress(ctx.status(202), name, uploads.begin(name), 0);
      return;
    }
    Digest digest = digest(whole);
    String id = uploads.begin(name);
    uploads.exclusively(
        name,
        id,
        upload -> {
          try {
            finish(ctx, name, upload, digest);
          } finally {
            upload.cancel(); // nobody knows its address
          }
          return id;
        });
  }

  /// Without `from` any repository will do: the specification leaves that to the registry.
  private boolean mountable(Context ctx, Digest digest) {
    String from = ctx.queryParam("from");
    return from == null
        ? store.blobFile(digest).isPresent()
        : ImageStore.isRepositoryName(from) && store.hasBlob(from, digest);
  }

  /// `/v2/<name>/blobs/uploads/<id>`
  void upload(Context ctx, String name, String id) throws IOException {
    authorization.require(ctx, name, "push");
    switch (ctx.method().name()) {
      case "GET" -> progress(ctx.status(204), name, id, uploads.size(name, id));
      case "PATCH" -> {
        long size =
            uploads.exclusively(
                name,
                id,
                upload -> {
                  append(ctx, name, upload);
                  return Files.size(upload.file());
                });
        progress(ctx.status(202), name, id, size);
      }
      case "PUT" -> {
        String digest = ctx.queryParam("digest");
        if (digest == null) {
          throw new RegistryError(
              Code.DIGEST_INVALID, "the query parameter digest is missing; it ends an upload");
        }
        Digest expected = digest(digest);
        uploads.exclusively(
            name,
            id,
            upload -> {
              finish(ctx, name, upload, expected);
              return id;
            });
      }
      case "DELETE" -> {
        uploads.exclusively(
            name,
            id,
            upload -> {
              upload.cancel();
              return id;
            });
        ctx.status(204);
      }
      default -> throw RegistryServer.unsupported(ctx);
    }
  }

  private static void append(Context ctx, String name, Uploads.Open upload) throws IOException {
    try (InputStream body = ctx.bodyInputStream()) {
      upload.append(ctx.header("Content-Range"), body);
    } catch (RegistryError e) {
      if (e.code() == Code.RANGE_INVALID) {
        progress(ctx, name, upload.id(), Files.size(upload.file()));
      }
      throw e;
    }
  }

  private void finish(Context ctx, String name, Uploads.Open upload, Digest expected)
      throws IOException {
    append(ctx, name, upload);
    Digest found = store.digestOf(upload.file(), expected);
    if (!found.equals(expected)) {
      upload.cancel();
      throw new RegistryError(
          Code.DIGEST_INVALID, "the upload is " + found + ", not " + expected + " as announced");
    }
    store.addBlob(name, expected, upload.file());
    created(ctx, name, expected);
  }

  private static void created(Context ctx, String name, Digest digest) {
    ctx.status(201)
        .header("Location", "/v2/" + name + "/blobs/" + digest)
        .header("Docker-Content-Digest", digest.toString());
  }

  private static void progress(Context ctx, String name, String id, long size) {
    ctx.header("Location", "/v2/" + name + "/blobs/uploads/" + id)
        .header("Range", Uploads.progress(size))
        .header("Docker-Upload-UUID", id);
  }

  private static void send(Context ctx, Digest digest, Path file) throws IOException {
    long size = Files.size(file);
    long first = 0;
    long last = size - 1;
    ctx.header("Docker-Content-Digest", digest.toString())
        .header("ETag", '"' + digest.toString() + '"')
        .header("Accept-Ranges", "bytes")
        .contentType("application/octet-stream");
    String range = ctx.header("Range");
    Matcher match = ONE_RANGE.matcher(range == null ? "" : range);
    // several ranges at once, and what makes no sense: answered whole, as HTTP allows
    if (match.matches() && !isBackwards(match)) {
      if (match.group(1) == null) {
        first = Math.max(0, size - Long.parseLong(match.group(3)));
      } else {
        first = Long.parseLong(match.group(1));
        last = match.group(2).isEmpty() ? last : Math.min(last, Long.parseLong(match.group(2)));
      }
      if (first > last) {
        ctx.header("Content-Range", "bytes */" + size);
        throw new RegistryError(Code.RANGE_INVALID, "the blob has " + size + " bytes");
      }
      ctx.status(206).header("Content-Range", "bytes " + first + "-" + last + "/" + size);
    }
    ctx.header("Content-Length", String.valueOf(last - first + 1));
    if (ctx.method().name().equals("GET")) {
      try (FileChannel channel = FileChannel.open(file);
          InputStream content = Channels.newInputStream(channel.position(first))) {
        copy(content, ctx, last - first + 1);
      }
    }
  }

  private static boolean isBackwards(Matcher range) {
    return range.group(1) != null
        && !range.group(2).isEmpty()
        && Long.parseLong(range.group(2)) < Long.parseLong(range.group(1));
  }

  private static void copy(InputStream content, Context ctx, long length) throws IOException {
    var out = ctx.outputStream();
    byte[] buffer = new byte[1 << 16];
    long left = length;
    while (left > 0) {
      int read = content.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new IOException("a blob's file became shorter while it was sent");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static Digest digest(String text) {
    return Digest.parse(text)
        .orElseThrow(
            () -> new RegistryError(Code.DIGEST_INVALID, "not a sha256 or sha512 digest: " + text));
  }

  private static RegistryError unknown(String name, Digest digest) {
    return new RegistryError(Code.BLOB_UNKNOWN, "no blob " + digest + " in " + name);
  }
}
