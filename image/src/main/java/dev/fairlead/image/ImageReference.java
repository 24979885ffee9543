package dev.fairlead.image;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The name of an image, completed as Docker does it: `nginx` is `docker.io/library/nginx:latest`.
///
/// @param host the registry as users write it, with its port if it has one
/// @param repository without the host
/// @param tag null where only a digest is given
/// @param digest `sha256:..`, or null
public record ImageReference(
    String host, String repository, @Nullable String tag, @Nullable String digest) {
  /// The grammar of github.com/distribution/reference.
  private static final Pattern REPOSITORY =
      Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");

  private static final Pattern HOST =
      Pattern.compile(
          "([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)(\\.[A-Za-z0-9-]+)*(:\\d+)?"
              + "|\\[[0-9a-fA-F:]+](:\\d+)?");
  private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}");
  private static final String DOCKER_HUB = "docker.io";
  private static final int MAX_NAME_LENGTH = 255;

  public ImageReference {
    require(HOST.matcher(host).matches(), "the registry", host);
    require(
        REPOSITORY.matcher(repository).matches() && repository.length() <= MAX_NAME_LENGTH,
        "the repository (lower-case letters, digits and separators)",
        repository);
    require(tag == null || TAG.matcher(tag).matches(), "the tag", String.valueOf(tag));
    require(
        digest == null || DIGEST.matcher(digest).matches(), "the digest", String.valueOf(digest));
    require(tag != null || digest != null, "an image without tag and digest", repository);
  }

  private static void require(boolean right, String what, String text) {
    if (!right) {
      throw new ImageException(
          ImageException.Kind.INVALID, "not an image reference: " + what + " is wrong: " + text);
    }
  }

  /// Reads `[host[:port]/]repository[:tag][@digest]`.
  ///
  /// @throws ImageException INVALID where the text is not of that form
  public static ImageReference parse(String text) {
    String rest = text;
    String digest = null;
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = rest.substring(at + 1);
      rest = rest.substring(0, at);
    }
    String tag = null;
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = rest.substring(colon + 1);
      rest = rest.substring(0, colon);
    }
    int slash = rest.indexOf('/');
    String first = slash < 0 ? "" : rest.substring(0, slash);
    // As Docker tells a host from a user name: by a dot, a port, an upper-case letter, localhost.
    boolean named =
        first.contains(".")
            || first.contains(":")
            || first.equals("localhost")
            || !first.toLowerCase(java.util.Locale.ROOT).equals(first);
    String host = named ? first : DOCKER_HUB;
    String repository = named ? rest.substring(slash + 1) : rest;
    if (host.equals("index.docker.io") || host.equals("registry-1.docker.io")) {
      host = DOCKER_HUB;
    }
    if (host.equals(DOCKER_HUB) && !repository.contains("/")) {
      repository = "library/" + repository;
    }
    if (tag == null && digest == null) {
      tag = "latest";
    }
    try {
      return new ImageReference(host, repository, tag, digest);
    } catch (ImageException e) {
      throw new ImageException(e.kind(), e.getMessage() + " (in \"" + text + "\")", e);
    }
  }

  /// What to ask a registry for: the digest if there is one, else the tag.
  public String reference() {
    return digest != null ? digest : String.valueOf(tag);
  }

  /// Without tag and digest: `ghcr.io/acme/shop`.
  public String name() {
    return host + "/" + repository;
  }

  public Optional<String> findTag() {
    return Optional.ofNullable(tag);
  }

  public ImageReference withTag(String value) {
    return new ImageReference(host, repository, value, null);
  }

  public ImageReference withDigest(String value) {
    return new ImageReference(host, repository, tag, value);
  }

  /// The complete form, such as `docker.io/library/nginx:latest`.
  @Override
  public String toString() {
    return name() + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
  }
}
