package dev.fairlead.delivery;

import dev.fairlead.actions.action.ImageBuildException;
import dev.fairlead.actions.action.ImageBuilds;
import dev.fairlead.image.BuildContext;
import dev.fairlead.image.BuildRequest;
import dev.fairlead.image.BuiltImage;
import dev.fairlead.image.Credentials;
import dev.fairlead.image.Dockerfile;
import dev.fairlead.image.ImageBuilder;
import dev.fairlead.image.ImageException;
import dev.fairlead.image.ImageReference;
import dev.fairlead.image.Platform;
import dev.fairlead.image.RegistryClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// Builds the images of workflows from their Dockerfiles, without a daemon.
public final class DockerfileBuilds implements ImageBuilds {
  private final RegistryClient registries;
  private final Credentials standing;
  private final Path cache;

  /// @param standing used where a job has not logged in itself
  /// @param cache directory for layers, shared by all builds
  public DockerfileBuilds(RegistryClient registries, Credentials standing, Path cache) {
    this.registries = registries;
    this.standing = standing;
    this.cache = cache;
  }

  @Override
  public Built build(Request request, Consumer<String> log) {
    try {
      var builder = new ImageBuilder(registries.withCredentials(credentials(request)), cache);
      BuildRequest build = buildRequest(request);
      BuiltImage image = request.push() ? builder.push(build, log) : builder.build(build, log);
      return new Built(image.digest(), image.imageId());
    } catch (ImageException e) {
      throw new ImageBuildException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new ImageBuildException(
          "cannot read "
              + request.dockerfile()
              + "; is `file` (default: Dockerfile in the context)"
              + " right?",
          e);
    }
  }

  private Credentials credentials(Request request) {
    return host ->
        Optional.ofNullable(request.logins().get(host))
            .map(login -> new Credentials.Login(login.user(), login.password()))
            .or(() -> standing.login(host));
  }

  private static BuildRequest buildRequest(Request request) throws IOException {
    if (request.platforms().size() > 1) {
      throw new ImageBuildException(
          "images for several platforms at once are not built yet; found "
              + String.join(", ", request.platforms())
              + "; name one");
    }
    Dockerfile dockerfile =
        Dockerfile.parse(
            shown(request.context(), request.dockerfile()), Files.readString(request.dockerfile()));
    return new BuildRequest(
        BuildContext.of(request.context()),
        dockerfile,
        request.tags().stream().map(ImageReference::parse).toList(),
        request.buildArguments(),
        request.labels(),
        request.target(),
        request.platforms().isEmpty()
            ? Platform.DEFAULT
            : Platform.parse(request.platforms().getFirst()));
  }

  /// How messages call the Dockerfile: below its context, where it lies there.
  private static String shown(Path context, Path dockerfile) {
    return dockerfile.startsWith(context)
        ? context.relativize(dockerfile).toString()
        : dockerfile.toString();
  }
}
