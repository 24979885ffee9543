package dev.fairlead.image;

import dev.fairlead.image.BuildContext.Entry;
import dev.fairlead.image.LayerEntry.Owner;
import dev.fairlead.model.Position;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/// One COPY or ADD: which files of a context come to lie where in the image, by Docker's rules.
/// Modes are Git's (0755 where the owner may execute, else 0644; directories 0755), so that a
/// checkout's umask does not show; owners are root unless `--chown` says else.
///
/// Directories above the copied files get no entry: the runtime makes them, and an entry would
/// replace a link of the base image, such as `/lib`.
final class CopyFiles {
  /// An archive of a build context is unpacked in memory.
  private static final long MAX_UNPACKED = 512L * 1024 * 1024;

  private static final int MAX_LINKS = 16;

  private final Position position;
  private final BuildContext context;
  private final Owner owner;
  private final boolean ownerIsGiven;
  private final OptionalInt mode;
  private final boolean unpack;
  private final TreeMap<String, LayerEntry> entries = new TreeMap<>();

  CopyFiles(
      Position position,
      BuildContext context,
      Optional<Owner> owner,
      OptionalInt mode,
      boolean unpack) {
    this.position = position;
    this.context = context;
    this.owner = owner.orElse(Owner.ROOT);
    this.ownerIsGiven = owner.isPresent();
    this.mode = mode;
    this.unpack = unpack;
  }

  /// @param destination absolute, with a slash at its end where it is meant as a directory
  /// @param isDirectory what is known of the image so far
  List<LayerEntry> copy(
      List<String> sources, String destination, java.util.function.Predicate<String> isDirectory) {
    String target = clean(destination);
    boolean intoDirectory =
        destination.endsWith("/") || destination.endsWith("/.") || isDirectory.test(target);
    List<Entry> found = new ArrayList<>();
    boolean pattern = false;
    for (String source : sources) {
      pattern |= GoGlob.isPattern(source);
      found.addAll(resolve(source));
    }
    if ((sources.size() > 1 || (pattern && found.size() > 1)) && !intoDirectory) {
      throw Dockerfile.invalid(
          position,
          "several sources need a directory as destination: end \"" + destination + "\" with /");
    }
    for (Entry source : found) {
      if (source.kind() == Entry.Kind.DIRECTORY) {
        if (ownerIsGiven && !target.isEmpty()) {
          put(target, Entry.Kind.DIRECTORY, 0755, null, BuildContext.Content.NONE);
        }
        tree(source.path(), target);
      } else {
        String name = source.path().substring(source.path().lastIndexOf('/') + 1);
        if (unpack && isArchive(name)) {
          archive(source, name, target);
        } else {
          String path = intoDirectory ? (target.isEmpty() ? name : target + "/" + name) : target;
          file(path, source);
        }
      }
    }
    return List.copyOf(entries.values());
  }

  private void tree(String directory, String target) {
    for (Entry child : context.list(directory)) {
      String name = child.path().substring(directory.isEmpty() ? 0 : directory.length() + 1);
      String path = target.isEmpty() ? name : target + "/" + name;
      if (child.kind() == Entry.Kind.DIRECTORY) {
        put(path, Entry.Kind.DIRECTORY, 0755, null, BuildContext.Content.NONE);
        tree(child.path(), path);
      } else {
        file(path, child);
      }
    }
  }

  private void file(String path, Entry source) {
    if (path.isEmpty()) {
      throw Dockerfile.invalid(position, "the destination of a file cannot be /; write a name");
    }
    if (source.kind() == Entry.Kind.LINK) {
      put(path, Entry.Kind.LINK, 0777, source.linkTarget(), BuildContext.Content.NONE);
    } else {
      put(path, Entry.Kind.FILE, source.executable() ? 0755 : 0644, null, source.content());
    }
  }

  private void put(
      String path,
      Entry.Kind kind,
      int ordinaryMode,
      @org.jspecify.annotations.Nullable String link,
      BuildContext.Content content) {
    int bits = kind == Entry.Kind.LINK ? ordinaryMode : mode.orElse(ordinaryMode);
    entries.put(path, new LayerEntry(path, kind, bits, owner, link, content));
  }

  /// What a source names: files and directories, links followed.
  private List<Entry> resolve(String source) {
    if (source.matches("(?i)(https?|git|ssh)://.*|git@.*")) {
      throw Dockerfile.invalid(
          position, "ADD of a URL is not supported; download " + source + " before the build");
    }
    if (List.of(source.split("/")).contains("..")) {
      throw Dockerfile.invalid(
          position,
          "\"" + source + "\" leads out of the build context; COPY takes only what is" + " in it");
    }
    String path = clean(source);
    List<Entry> found =
        GoGlob.isPattern(path)
            ? matches("", path)
            : context.find(path).map(entry -> follow(entry, MAX_LINKS)).stream().toList();
    if (found.isEmpty()) {
      throw Dockerfile.invalid(
          position,
          "\""
              + source
              + "\" was not found in "
              + context.description()
              + "; is it built before this step, and not excluded by .dockerignore?");
    }
    return found;
  }

  private Entry follow(Entry entry, int links) {
    String target = entry.linkTarget();
    if (target == null) {
      return entry;
    }
    int slash = entry.path().lastIndexOf('/');
    String path =
        target.startsWith("/")
            ? clean(target)
            : clean((slash < 0 ? "" : entry.path().substring(0, slash + 1)) + target);
    Entry found =
        links == 0 ? null : context.find(path).map(next -> follow(next, links - 1)).orElse(null);
    if (found == null) {
      throw Dockerfile.invalid(
          position,
          "the link \""
              + entry.path()
              + "\" leads to \""
              + target
              + "\", which is not in the build context");
    }
    // Under the link's own name.
    return new Entry(
        found.kind() == Entry.Kind.DIRECTORY ? found.path() : entry.path(),
        found.kind(),
        found.executable(),
        null,
        found.content());
  }

  private List<Entry> matches(String directory, String pattern) {
    int slash = pattern.indexOf('/');
    Pattern first = GoGlob.compile(slash < 0 ? pattern : pattern.substring(0, slash));
    var found = new ArrayList<Entry>();
    for (Entry child : context.list(directory)) {
      String name = child.path().substring(directory.isEmpty() ? 0 : directory.length() + 1);
      if (!first.matcher(name).matches()) {
        continue;
      }
      if (slash < 0) {
        found.add(follow(child, MAX_LINKS));
      } else if (child.kind() == Entry.Kind.DIRECTORY) {
        found.addAll(matches(child.path(), pattern.substring(slash + 1)));
      }
    }
    return found;
  }

  private boolean isArchive(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".tar.xz") || lower.endsWith(".txz") || lower.endsWith(".tar.zst")) {
      throw Dockerfile.invalid(
          position, "ADD does not unpack " + name + "; use tar or tar.gz, or COPY it as it is");
    }
    return lower.matches(".*\\.(tar|tar\\.gz|tgz|tar\\.bz2|tbz2)");
  }

  private void archive(Entry source, String name, String target) {
    try (InputStream raw = new BufferedInputStream(source.content().open());
        InputStream plain =
            name.endsWith("z")
                ? new GZIPInputStream(raw)
                : name.endsWith("2") ? new BZip2CompressorInputStream(raw) : raw;
        var tar = new TarArchiveInputStream(plain)) {
      long total = 0;
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (List.of(entry.getName().split("/")).contains("..")) {
          throw Dockerfile.invalid(
              position, name + " holds a path that leads out of it: " + entry.getName());
        }
        String inside = clean(entry.getName());
        String path = target.isEmpty() ? inside : target + "/" + inside;
        if (inside.isEmpty()) {
          continue;
        }
        int bits = entry.getMode() & 07777;
        if (entry.isDirectory()) {
          put(path, Entry.Kind.DIRECTORY, bits, null, BuildContext.Content.NONE);
        } else if (entry.isSymbolicLink()) {
          put(path, Entry.Kind.LINK, 0777, entry.getLinkName(), BuildContext.Content.NONE);
        } else if (entry.isFile()) {
          total += entry.getSize();
          if (total > MAX_UNPACKED) {
            throw Dockerfile.invalid(
                position, name + " unpacks to more than " + MAX_UNPACKED + " bytes");
          }
          byte[] content = tar.readAllBytes();
          put(path, Entry.Kind.FILE, bits, null, () -> new ByteArrayInputStream(content));
        }
      }
    } catch (IOException e) {
      throw new ImageException(
          ImageException.Kind.INVALID, position + ": cannot unpack " + source.path(), e);
    }
  }

  /// As Go's path.Clean, without slashes at either end; never above the root.
  static String clean(String path) {
    var parts = new ArrayList<String>();
    for (String part : path.split("/")) {
      if (part.equals("..")) {
        if (!parts.isEmpty()) {
          parts.removeLast();
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }
}
