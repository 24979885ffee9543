package dev.fairlead.actions.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;

/// `actions/download-artifact` from the run's own folder.
final class DownloadArtifact implements BuiltIn {

  @Override
  public Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    for (String name :
        List.of(
            "name", "artifact-ids", "pattern", "path", "github-token", "repository", "run-id")) {
      inputs.put(name, "");
    }
    inputs.put("merge-multiple", "false");
    inputs.put("skip-decompress", "false");
    inputs.put("digest-mismatch", "error");
    return inputs;
  }

  @Override
  public void run(ActionContext context) {
    if (context.given("run-id") && !context.input("run-id").equals(context.github("run_id"))) {
      throw new ActionException("artifacts of other runs cannot be downloaded");
    }
    Path target = context.workspace().resolve(context.input("path")).normalize();
    try {
      List<Path> zips = zips(context);
      boolean single = context.given("name");
      for (Path zip : zips) {
        String name = zip.getFileName().toString().replaceFirst("\\.zip$", "");
        Path folder = single || context.flag("merge-multiple") ? target : target.resolve(name);
        extract(zip, folder);
        context.log("Artifact " + name + " into " + folder);
      }
      context.output("download-path", target.toString());
    } catch (IOException e) {
      throw new ActionException("cannot unpack into " + target + ": " + e.getMessage(), e);
    }
  }

  private static List<Path> zips(ActionContext context) throws IOException {
    if (context.given("name")) {
      Path zip = context.artifacts().resolve(context.input("name") + ".zip");
      if (!Files.exists(zip)) {
        throw new ActionException(
            "Artifact not found for name: "
                + context.input("name")
                + "; this run has "
                + names(context));
      }
      return List.of(zip);
    }
    if (!Files.isDirectory(context.artifacts())) {
      return List.of();
    }
    List<String> ids = context.items("artifact-ids");
    String pattern =
        context.input("pattern").isEmpty()
            ? ".*"
            : context.input("pattern").replace(".", "\\.").replace("*", ".*").replace("?", ".");
    try (var files = Files.list(context.artifacts())) {
      return files
          .filter(file -> file.toString().endsWith(".zip"))
          .filter(file -> {
            String name = file.getFileName().toString().replaceFirst("\\.zip$", "");
            return ids.isEmpty()
                ? name.matches(pattern)
                : ids.contains(Integer.toUnsignedString(name.hashCode()));
          })
          .sorted()
          .toList();
    }
  }

  private static String names(ActionContext context) throws IOException {
    if (!Files.isDirectory(context.artifacts())) {
      return "none";
    }
    try (var files = Files.list(context.artifacts())) {
      return String.join(
          ", ",
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".zip"))
              .map(name -> name.replaceFirst("\\.zip$", ""))
              .sorted()
              .toList());
    }
  }

  private static void extract(Path zip, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (var entries = file.entries(); entries.hasMoreElements(); ) {
        var entry = entries.nextElement();
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("an entry leaves the folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
          continue;
        }
        Files.createDirectories(target.toAbsolutePath().getParent());
        try (var in = file.getInputStream(entry)) {
          Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
