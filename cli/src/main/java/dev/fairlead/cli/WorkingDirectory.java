package dev.fairlead.cli;

import dev.fairlead.chart.TemplateCommandLine;
import dev.fairlead.git.WorkingTree;
import dev.fairlead.model.RevisionTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The files of the machine as a command line names them.
///
/// @param directory what relative paths are relative to
record WorkingDirectory(Path directory) implements TemplateCommandLine.Workspace {

  @Override
  public Optional<RevisionTree> directory(String path) {
    Path place = directory.resolve(path);
    return Files.isDirectory(place) ? Optional.of(WorkingTree.of(place)) : Optional.empty();
  }

  @Override
  public Optional<byte[]> file(String path) {
    try {
      if (path.equals("-")) {
        return Optional.of(System.in.readAllBytes());
      }
      Path place = directory.resolve(path);
      return Files.isRegularFile(place) ? Optional.of(Files.readAllBytes(place)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  @Override
  public String absolute(String path) {
    return directory.resolve(path).normalize().toString();
  }

  @Override
  public void write(String path, String text) {
    try {
      Path place = directory.resolve(path);
      Path parent = place.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(place, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path, e);
    }
  }
}
