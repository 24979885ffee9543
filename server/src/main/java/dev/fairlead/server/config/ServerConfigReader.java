package dev.fairlead.server.config;

import dev.fairlead.model.Endpoints;
import dev.fairlead.model.Secret;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the server's configuration file:
///
/// ```yaml
/// listen: 127.0.0.1:8080
/// data: ./fairlead-data             # relative paths are relative to this file
/// repositories:
///   - url: https://github.com/acme/shop.git
///     tokenFile: token              # a file that holds the secret
///     webhookSecretFile: webhook
/// cluster: {kubeconfig: /etc/fairlead/kubeconfig, context: prod}
/// registries:
///   ghcr.io: {username: robot, passwordFile: ghcr}
/// endpoints:                        # where hosts are really served
///   github.com: {git: "http://127.0.0.1:3000", api: "http://127.0.0.1:3000/api/v3"}
///   ghcr.io: {registry: "127.0.0.1:5000", repositoryPrefix: ghcr.io/, caFile: ca.pem}
/// poll: 3m
/// jobs: {parallel: 2, environment: {}, secrets: {NAME: file}, vars: {}, mavenSettings: settings.xml}
/// sync: {namespace: argocd, waveDelay: 2s, patience: 10m}
/// ```
public final class ServerConfigReader {
  private static final Pattern DURATION = Pattern.compile("([1-9]\\d{0,6})(ms|s|m|h)");

  private static final Duration SHORTEST_POLL = Duration.ofSeconds(1);

  private final Path directory;
  private final List<String> problems = new ArrayList<>();

  private ServerConfigReader(Path directory) {
    this.directory = directory;
  }

  /// @throws ConfigException with everything that is wrong, each with its place
  public static ServerConfig read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(
          List.of(file + ": cannot be read (" + e.getClass().getSimpleName() + ")"));
    }
    Path parent = file.toAbsolutePath().getParent();
    var reader = new ServerConfigReader(parent == null ? Path.of("/") : parent);
    ServerConfig config;
    try {
      Optional<YamlNode> root = Yaml.parseOne(file.toString(), text);
      if (!(root.orElse(null) instanceof YamlMapping mapping)) {
        throw new ConfigException(List.of(file + ": expected a mapping with `repositories` in it"));
      }
      config = reader.config(mapping);
    } catch (YamlException e) {
      throw new ConfigException(List.of(e.getMessage()));
    }
    if (!reader.problems.isEmpty()) {
      throw new ConfigException(reader.problems);
    }
    return config;
  }

  private ServerConfig config(YamlMapping root) {
    allow(root, "listen url data repositories cluster registries endpoints poll jobs sync");
    YamlMapping cluster = mapping(root, "cluster");
    allow(cluster, "kubeconfig context");
    YamlMapping sync = mapping(root, "sync");
    allow(sync, "namespace waveDelay patience");
    return new ServerConfig(
        listen(root),
        uri(root, "url").orElse(null),
        path(root, "data").orElse(directory.resolve("fairlead-data")),
        repositories(root),
        path(cluster, "kubeconfig").orElse(null),
        text(cluster, "context").orElse(null),
        endpoints(mapping(root, "endpoints")),
        registries(mapping(root, "registries")),
        pollInterval(root),
        jobs(mapping(root, "jobs")),
        new ServerConfig.Sync(
            text(sync, "namespace").orElse("argocd"),
            duration(sync, "waveDelay", Duration.ofSeconds(2)),
            duration(sync, "patience", Duration.ofMinutes(10))));
  }

  private Duration pollInterval(YamlMapping root) {
    Duration interval = duration(root, "poll", Duration.ofMinutes(3));
    if (interval.compareTo(SHORTEST_POLL) < 0) {
      problem(root.find("poll").orElse(root), "`poll`: expected 1s or more");
    }
    return interval;
  }

  private ServerConfig.Listen listen(YamlMapping root) {
    String listen = text(root, "listen").orElse("127.0.0.1:8080");
    int colon = listen.lastIndexOf(':');
    try {
      return new ServerConfig.Listen(
          listen.substring(0, Math.max(0, colon)), Integer.parseInt(listen.substring(colon + 1)));
    } catch (NumberFormatException _) {
      problem(root.find("listen").orElse(root), "expected host:port, found " + listen);
      return new ServerConfig.Listen("127.0.0.1", 0);
    }
  }

  private List<ServerConfig.Repository> repositories(YamlMapping root) {
    List<ServerConfig.Repository> repositories = new ArrayList<>();
    Optional<YamlSequence> sequence = root.sequence("repositories");
    if (sequence.isEmpty() || sequence.get().items().isEmpty()) {
      problem(root, "expected `repositories`, a list with at least one `url`");
      return repositories;
    }
    for (YamlNode item : sequence.get().items()) {
      if (!(item instanceof YamlMapping repository)) {
        problem(item, "expected a mapping with `url`");
        continue;
      }
      allow(repository, "url tokenFile webhookSecretFile");
      Optional<String> url = text(repository, "url");
      if (url.isEmpty()) {
        problem(repository, "expected `url`");
        continue;
      }
      repositories.add(
          new ServerConfig.Repository(
              url.get(),
              secret(repository, "tokenFile").orElse(null),
              secret(repository, "webhookSecretFile").orElse(null)));
    }
    return repositories;
  }

  private Endpoints endpoints(YamlMapping table) {
    Map<String, Endpoints.Endpoint> byHost = new LinkedHashMap<>();
    for (YamlMapping.Entry entry : table.entries()) {
      if (!(entry.value() instanceof YamlMapping endpoint)) {
        problem(entry.value(), "expected a mapping with `git`, `api` or `registry`");
        continue;
      }
      allow(endpoint, "git api registry repositoryPrefix caFile");
      Endpoints.@Nullable Registry registry =
          text(endpoint, "registry")
              .map(authority ->
                  new Endpoints.Registry(
                      authority,
                      text(endpoint, "repositoryPrefix").orElse(""),
                      path(endpoint, "caFile").map(Path::toString).orElse(null)))
              .orElse(null);
      byHost.put(
          entry.name().orElse(""),
          new Endpoints.Endpoint(
              uri(endpoint, "git").orElse(null), uri(endpoint, "api").orElse(null), registry));
    }
    return new Endpoints(byHost);
  }

  private Map<String, ServerConfig.RegistryLogin> registries(YamlMapping table) {
    Map<String, ServerConfig.RegistryLogin> logins = new LinkedHashMap<>();
    for (YamlMapping.Entry entry : table.entries()) {
      if (!(entry.value() instanceof YamlMapping login)) {
        problem(entry.value(), "expected a mapping with `username` and `passwordFile`");
        continue;
      }
      allow(login, "username passwordFile");
      Optional<Secret> password = secret(login, "passwordFile");
      Optional<String> username = text(login, "username");
      if (password.isEmpty() || username.isEmpty()) {
        problem(login, "expected `username` and `passwordFile`");
        continue;
      }
      logins.put(
          entry.name().orElse(""), new ServerConfig.RegistryLogin(username.get(), password.get()));
    }
    return logins;
  }

  private ServerConfig.Jobs jobs(YamlMapping jobs) {
    allow(jobs, "parallel environment secrets vars mavenSettings");
    Map<String, Secret> secrets = new LinkedHashMap<>();
    YamlMapping files = mapping(jobs, "secrets");
    for (YamlMapping.Entry entry : files.entries()) {
      String name = entry.name().orElse("");
      secret(files, name).ifPresent(secret -> secrets.put(name, secret));
    }
    int parallel = 2;
    Optional<String> written = text(jobs, "parallel");
    if (written.isPresent()) {
      if (written.get().matches("[1-9][0-9]{0,2}")) {
        parallel = Integer.parseInt(written.get());
      } else {
        problem(jobs, "`parallel`: expected a number from 1 to 999, found " + written.get());
      }
    }
    return new ServerConfig.Jobs(
        parallel,
        texts(mapping(jobs, "environment")),
        secrets,
        texts(mapping(jobs, "vars")),
        path(jobs, "mavenSettings").orElse(null));
  }

  private static Map<String, String> texts(YamlMapping mapping) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (YamlMapping.Entry entry : mapping.entries()) {
      if (entry.value() instanceof YamlScalar scalar) {
        texts.put(entry.name().orElse(""), scalar.value());
      }
    }
    return texts;
  }

  private Optional<Secret> secret(YamlMapping mapping, String key) {
    return path(mapping, key)
        .flatMap(file -> {
          try {
            String content = Files.readString(file).strip();
            if (content.isEmpty()) {
              problem(mapping.find(key).orElse(mapping), "`" + key + "`: " + file + " is empty");
              return Optional.empty();
            }
            return Optional.of(new Secret(content));
          } catch (IOException e) {
            problem(
                mapping.find(key).orElse(mapping),
                "`"
                    + key
                    + "`: "
                    + file
                    + " cannot be read ("
                    + e.getClass().getSimpleName()
                    + ")");
            return Optional.empty();
          }
        });
  }

  private Duration duration(YamlMapping mapping, String key, Duration otherwise) {
    Optional<String> written = text(mapping, key);
    if (written.isEmpty()) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(written.get());
    if (!matcher.matches()) {
      problem(
          mapping.find(key).orElse(mapping),
          "`" + key + "`: expected a duration such as 30s or 3m, found " + written.get());
      return otherwise;
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  private Optional<URI> uri(YamlMapping mapping, String key) {
    return text(mapping, key)
        .flatMap(written -> {
          try {
            return Optional.of(URI.create(written));
          } catch (IllegalArgumentException _) {
            problem(
                mapping.find(key).orElse(mapping),
                "`" + key + "`: expected a URL such as http://127.0.0.1:3000, found " + written);
            return Optional.empty();
          }
        });
  }

  private Optional<Path> path(YamlMapping mapping, String key) {
    return text(mapping, key).map(directory::resolve).map(Path::normalize);
  }

  private Optional<String> text(YamlMapping mapping, String key) {
    Optional<YamlNode> node = mapping.find(key);
    if (node.isPresent() && !(node.get() instanceof YamlScalar)) {
      problem(node.get(), "`" + key + "`: expected a single value");
    }
    return mapping.scalar(key).map(YamlScalar::value).filter(value -> !value.isEmpty());
  }

  private YamlMapping mapping(YamlMapping parent, String key) {
    Optional<YamlNode> node = parent.find(key);
    if (node.isPresent() && !(node.get() instanceof YamlMapping)) {
      problem(node.get(), "`" + key + "`: expected a mapping");
    }
    return parent
        .mapping(key)
        .orElseGet(() ->
            new YamlMapping(
                parent.position(), parent.start(), parent.start(), "", false, List.of()));
  }

  private void allow(YamlMapping mapping, String keys) {
    Set<String> known = Set.of(keys.split(" "));
    for (YamlMapping.Entry entry : mapping.entries()) {
      String name = entry.name().orElse("");
      if (!known.contains(name)) {
        problem(entry.key(), "unknown key `" + name + "`; known are " + keys.replace(" ", ", "));
      }
    }
  }

  private void problem(YamlNode at, String message) {
    problems.add(at.position() + ": " + message);
  }
}
