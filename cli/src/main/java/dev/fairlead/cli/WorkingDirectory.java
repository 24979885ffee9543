package dev.fairlead.cli;

import dev.fairlead.chart.TemplateCommandLine;
import dev.fairlead.git.WorkingTree;
import dev.fairlead.model.RevisionTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The files of the machine as a command line names them.
///
/// @param directory what relative paths are relative to
/// @param standardInput what `-` stands for
public record WorkingDirectory(Path directory, InputStream standardInput)
    implements TemplateCommandLine.Workspace {

  /// For a process whose standard input holds something else: `-` is an empty file.
  public static WorkingDirectory of(Path directory) {
    return new WorkingDirectory(directory, InputStream.nullInputStream());
  }

  public static WorkingDirectory withStandardInput(Path directory) {
    return new WorkingDirectory(directory, System.in);
  }

  @Override
  public Optional<RevisionTree> directory(String path) {
    Path place = directory.resolve(path);
    return Files.isDirectory(place)
        ? Optional.of(WorkingTree.withoutContentIds(place))
        : Optional.empty();
  }

  @Override
  public Optional<byte[]> file(String path) {
    try {
      if (path.equals("-")) {
        return Optional.of(standardInput.readAllBytes());
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
  public void write(String path, byte[] content) {
    try {
      Path place = directory.resolve(path);
      Path parent = place.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.write(place, content);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path, e);
    }
  }
}
