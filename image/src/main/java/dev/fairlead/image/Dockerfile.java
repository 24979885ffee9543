package dev.fairlead.image;

import dev.fairlead.model.Position;
import java.util.List;

/// A parsed Dockerfile of the subset that runs nothing: FROM (also several stages), COPY and ADD of
/// local files, ENV, ARG, WORKDIR, USER, EXPOSE, VOLUME, LABEL, ENTRYPOINT, CMD, SHELL, STOPSIGNAL,
/// HEALTHCHECK, MAINTAINER.
///
/// @param file its name, for messages
/// @param arguments the ARGs before the first FROM
/// @param stages at least one
public record Dockerfile(String file, List<Instruction.Arg> arguments, List<Stage> stages) {
  public Dockerfile {
    arguments = List.copyOf(arguments);
    stages = List.copyOf(stages);
  }

  /// Parses a Dockerfile.
  ///
  /// @param file its name, for messages
  /// @throws ImageException INVALID with `file:line` where it is wrong, or needs what only a build
  ///   that runs programs can do
  public static Dockerfile parse(String file, String text) {
    return new DockerfileParser(file, text).parse();
  }

  /// The stage of that name or number.
  ///
  /// @throws ImageException INVALID where there is none
  Stage stage(String target) {
    for (int i = 0; i < stages.size(); i++) {
      if (target.equalsIgnoreCase(stages.get(i).name()) || target.equals(String.valueOf(i))) {
        return stages.get(i);
      }
    }
    throw invalid(
        Position.of(file),
        "there is no stage \""
            + target
            + "\"; the stages are "
            + stages.stream().map(stage -> String.valueOf(stage.name())).toList());
  }

  static ImageException invalid(Position position, String message) {
    return new ImageException(ImageException.Kind.INVALID, position + ": " + message);
  }
}
