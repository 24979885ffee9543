package dev.fairlead.image;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What to build.
///
/// @param context what COPY and ADD read; its `.dockerignore` counts
/// @param tags the names that a push gives to the image; they may be in several registries
/// @param buildArguments values of ARGs
/// @param labels besides those of the Dockerfile, and over them
/// @param target the stage to stop at; null: the last
public record BuildRequest(
    BuildContext context,
    Dockerfile dockerfile,
    List<ImageReference> tags,
    Map<String, String> buildArguments,
    Map<String, String> labels,
    @Nullable String target,
    Platform platform) {
  public BuildRequest {
    tags = List.copyOf(tags);
    buildArguments = new LinkedHashMap<>(buildArguments);
    labels = new LinkedHashMap<>(labels);
  }

  /// The last stage for linux/amd64, without arguments.
  public static BuildRequest of(
      BuildContext context, Dockerfile dockerfile, ImageReference... tags) {
    return new BuildRequest(
        context, dockerfile, List.of(tags), Map.of(), Map.of(), null, Platform.DEFAULT);
  }

  public BuildRequest withBuildArguments(Map<String, String> value) {
    return new BuildRequest(context, dockerfile, tags, value, labels, target, platform);
  }

  public BuildRequest withLabels(Map<String, String> value) {
    return new BuildRequest(context, dockerfile, tags, buildArguments, value, target, platform);
  }

  public BuildRequest withTarget(@Nullable String value) {
    return new BuildRequest(context, dockerfile, tags, buildArguments, labels, value, platform);
  }

  public BuildRequest withPlatform(Platform value) {
    return new BuildRequest(context, dockerfile, tags, buildArguments, labels, target, value);
  }
}
