package dev.fairlead.actions.action;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// `actions/upload-artifact` into the run's own folder: one zip per name.
final class UploadArtifact implements BuiltIn {

  @Override
  public Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    inputs.put("name", "artifact");
    inputs.put("path", "");
    inputs.put("if-no-files-found", "warn");
    inputs.put("retention-days", "");
    inputs.put("compression-level", "6");
    inputs.put("overwrite", "false");
    inputs.put("include-hidden-files", "false");
    inputs.put("archive", "true");
    return inputs;
  }

  @Override
  public void run(ActionContext context) {
    String name = context.input("name");
    if (name.matches("(?s).*[\":<>|*?\\r\\n\\\\/].*")) {
      throw new ActionException(
          "the artifact's name '" + name + "' holds one of \" : < > | * ? \\ /");
    }
    try {
      FileGlobs.Found found =
          FileGlobs.find(
              context.workspace(),
              context.lines("path"),
              context.flag("include-hidden-files")
                  ? FileGlobs.Hidden.INCLUDED
                  : FileGlobs.Hidden.LEFT_OUT);
      if (found.files().isEmpty()) {
        nothing(context);
        return;
      }
      Path zip = context.artifacts().resolve(name + ".zip");
      if (Files.exists(zip) && !context.flag("overwrite") && !mine(context, zip)) {
        throw new ActionException(
            "an artifact with the name '"
                + name
                + "' is already in this run; use another name, or 'overwrite: true'");
      }
      Files.createDirectories(context.artifacts());
      Path draft = context.artifacts().resolve(name + ".draft");
      String digest = write(draft, root(found), found.files());
      Files.writeString(context.artifacts().resolve(name + ".owner"), owner(context));
      Files.move(draft, zip, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      context.output("artifact-id", Integer.toUnsignedString(name.hashCode()));
      context.output(
          "artifact-url",
          context.serverUrl()
              + "/"
              + context.github("repository")
              + "/actions/runs/"
              + context.github("run_id")
              + "/artifacts/"
              + Integer.toUnsignedString(name.hashCode()));
      context.output("artifact-digest", digest);
      context.log("Artifact " + name + ": " + found.files().size() + " files, sha256:" + digest);
    } catch (IOException e) {
      throw new ActionException("cannot keep the artifact " + name + ": " + e.getMessage(), e);
    }
  }

  /// A repeated step may write its own artifact again.
  private static boolean mine(ActionContext context, Path zip) throws IOException {
    Path owner = zip.resolveSibling(zip.getFileName().toString().replaceFirst("zip$", "owner"));
    return Files.exists(owner) && Files.readString(owner).equals(owner(context));
  }

  private static String owner(ActionContext context) {
    return context.temp() + " " + context.github("action");
  }

  private static void nothing(ActionContext context) {
    String message =
        "No files were found with the provided path: "
            + String.join(", ", context.lines("path"))
            + ". No artifacts will be uploaded.";
    switch (context.input("if-no-files-found")) {
      case "error" -> throw new ActionException(message);
      case "ignore" -> context.log(message);
      default -> context.warning(message);
    }
  }

  /// What the names in the zip are relative to: the folder of a single file or folder, else the
  /// deepest folder that all search paths share.
  private static Path root(FileGlobs.Found found) {
    List<Path> paths = found.searchPaths();
    if (paths.size() == 1) {
      Path only = paths.getFirst();
      Path parent = only.getParent();
      return Files.isRegularFile(only) && parent != null ? parent : only;
    }
    Path common = paths.getFirst();
    for (Path path : paths) {
      while (!path.startsWith(common)) {
        Path parent = common.getParent();
        common = parent == null ? Path.of("/") : parent;
      }
    }
    Path parent = common.getParent();
    return Files.isRegularFile(common) && parent != null ? parent : common;
  }

  private static String write(Path zip, Path root, List<Path> files) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (OutputStream out = Files.newOutputStream(zip);
          var digesting = new java.security.DigestOutputStream(out, digest);
          var zipped = new ZipOutputStream(digesting)) {
        for (Path file : files) {
          ZipEntry entry = new ZipEntry(root.relativize(file).toString());
          entry.setLastModifiedTime(
              FileTime.fromMillis(315_532_800_000L)); // 1980: the same bytes each time.
          zipped.putNextEntry(entry);
          Files.copy(file, zipped);
          zipped.closeEntry();
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
