package dev.fairlead.actions.action;

import dev.fairlead.model.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Builds container images from Dockerfiles.
@FunctionalInterface
public interface ImageBuilds {

  /// For a runner that builds no images.
  ImageBuilds NONE =
      (_, _) -> {
        throw new ImageBuildException("this runner is not set up to build images");
      };

  /// @param log takes lines for the step's log
  /// @throws ImageBuildException with what was being done and what to do next
  Built build(Request request, Consumer<String> log);

  /// @param context directory that COPY and ADD read
  /// @param dockerfile absolute path
  /// @param tags complete references, such as `ghcr.io/o/app:1.0`; the first is the main one
  /// @param target stage to stop at; empty: the last
  /// @param platforms such as `linux/amd64`; empty: the builder's choice
  /// @param push whether to push to the tags' registries
  /// @param logins registry host to login
  record Request(
      Path context,
      Path dockerfile,
      List<String> tags,
      Map<String, String> buildArguments,
      Map<String, String> labels,
      String target,
      List<String> platforms,
      boolean push,
      Map<String, Login> logins) {

    public Request {
      tags = List.copyOf(tags);
      platforms = List.copyOf(platforms);
    }
  }

  record Login(String user, Secret password) {}

  /// @param digest of the manifest, `sha256:...`, as the registry answered
  /// @param imageId digest of the image's configuration
  record Built(String digest, String imageId) {}
}
