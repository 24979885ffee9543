package dev.fairlead.actions.action;

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

/// Builds images from Dockerfiles without RUN, and pushes them, with nothing but this program. Safe
/// for any thread.
public final class DockerfileBuilds implements ImageBuilds {
  private static final String HUB = "https://index.docker.io/v1/";

  private final RegistryClient registries;
  private final Credentials fallback;
  private final Path cache;

  /// @param registries where images are pulled from and pushed to; stays the caller's to close
  /// @param fallback who we are where a job made no login
  /// @param cache a private directory for layers
  public DockerfileBuilds(RegistryClient registries, Credentials fallback, Path cache) {
    this.registries = registries;
    this.fallback = fallback;
    this.cache = cache;
  }

  @Override
  public Built build(Request request, Consumer<String> log) {
    if (request.platforms().size() > 1) {
      throw new ImageBuildException(
          "one image for several platforms ("
              + String.join(", ", request.platforms())
              + ") is not supported: give one platform");
    }
    try {
      Path file = request.dockerfile().toAbsolutePath().normalize();
      Path context = request.context().toAbsolutePath().normalize();
      String name =
          file.startsWith(context) ? context.relativize(file).toString() : file.toString();
      BuildRequest build =
          new BuildRequest(
              BuildContext.of(context),
              Dockerfile.parse(name, Files.readString(file)),
              request.tags().stream().map(ImageReference::parse).toList(),
              request.buildArguments(),
              request.labels(),
              request.target().isEmpty() ? null : request.target(),
              request.platforms().isEmpty()
                  ? Platform.DEFAULT
                  : Platform.parse(request.platforms().getFirst()));
      ImageBuilder builder = new ImageBuilder(registries.withCredentials(logins(request)), cache);
      BuiltImage built = request.push() ? builder.push(build, log) : builder.build(build, log);
      return new Built(built.digest(), built.imageId());
    } catch (ImageException e) {
      throw new ImageBuildException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new ImageBuildException(
          "cannot read " + request.dockerfile() + ": " + e.getMessage(), e);
    }
  }

  private Credentials logins(Request request) {
    return host -> {
      Login login = request.logins().get(host.equals("docker.io") ? HUB : host);
      return login == null
          ? fallback.login(host)
          : Optional.of(new Credentials.Login(login.user(), login.password()));
    };
  }
}
