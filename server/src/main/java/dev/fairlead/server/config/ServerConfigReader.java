package dev.fairlead.server.config;

import dev.fairlead.model.Endpoints;
import dev.fairlead.model.Secret;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
/// terraform:
///   cliConfigFile: terraform.rc     # else an empty one: the machine's own is not used
///   applyRequirements: [approved]   # besides what atlantis.yaml asks for
///   applyUsers: [alice]             # who may apply; nobody listed: whoever may comment
///   allowedOverrides: [apply_requirements]
///   disabledProjects: {staging: "its account is closed"}   # name or directory, and why
///   environment: {AWS_PROFILE: deploy}
/// ansible:
///   disabled: "no hosts here"       # playbooks are not run, and why
///   inventories: [ansible/inventory/hosts.ini]   # else what the repository's ansible.cfg names
///   privateKeyFile: key
///   vaultPasswordFile: vault
///   timeout: 1h                     # of one playbook
///   environment: {KUBECONFIG: /etc/fairlead/kubeconfig}
/// ```
public final class ServerConfigReader {
  private static final Duration SHORTEST_POLL = Duration.ofSeconds(1);

  private final Fields fields;

  private ServerConfigReader(Path directory) {
    this.fields = new Fields(directory);
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
    if (!reader.fields.problems().isEmpty()) {
      throw new ConfigException(reader.fields.problems());
    }
    return config;
  }

  private ServerConfig config(YamlMapping root) {
    fields.allow(
        root,
        "listen url data repositories cluster registries endpoints poll jobs sync terraform"
            + " ansible");
    YamlMapping cluster = fields.mapping(root, "cluster");
    fields.allow(cluster, "kubeconfig context");
    YamlMapping sync = fields.mapping(root, "sync");
    fields.allow(sync, "namespace waveDelay patience");
    return new ServerConfig(
        listen(root),
        fields.uri(root, "url").orElse(null),
        fields.path(root, "data").orElse(fields.resolve("fairlead-data")),
        repositories(root),
        fields.path(cluster, "kubeconfig").orElse(null),
        fields.text(cluster, "context").orElse(null),
        endpoints(fields.mapping(root, "endpoints")),
        registries(fields.mapping(root, "registries")),
        pollInterval(root),
        jobs(fields.mapping(root, "jobs")),
        new ServerConfig.Sync(
            fields.text(sync, "namespace").orElse("argocd"),
            fields.duration(sync, "waveDelay", Duration.ofSeconds(2)),
            fields.duration(sync, "patience", Duration.ofMinutes(10))),
        terraform(fields.mapping(root, "terraform")),
        ansible(fields.mapping(root, "ansible")));
  }

  private ServerConfig.Terraform terraform(YamlMapping terraform) {
    fields.allow(
        terraform,
        "executable cliConfigFile parallel applyRequirements applyUsers allowedOverrides"
            + " allowCustomWorkflows disabledProjects environment");
    return new ServerConfig.Terraform(
        fields.text(terraform, "executable").orElse("terraform"),
        fields.path(terraform, "cliConfigFile").orElse(null),
        fields.count(terraform, "parallel", 2),
        fields.choices(terraform, "applyRequirements", "approved", "mergeable", "undiverged"),
        fields.texts(terraform, "applyUsers").orElse(List.of()),
        fields.texts(terraform, "allowedOverrides").orElse(List.of()),
        fields.flag(terraform, "allowCustomWorkflows"),
        fields.texts(fields.mapping(terraform, "disabledProjects")),
        fields.texts(fields.mapping(terraform, "environment")));
  }

  private ServerConfig.Ansible ansible(YamlMapping ansible) {
    fields.allow(
        ansible, "disabled inventories privateKeyFile vaultPasswordFile timeout environment");
    return new ServerConfig.Ansible(
        fields.text(ansible, "disabled").orElse(""),
        fields.texts(ansible, "inventories").orElse(List.of()),
        fields.path(ansible, "privateKeyFile").orElse(null),
        fields.path(ansible, "vaultPasswordFile").orElse(null),
        fields.duration(ansible, "timeout", Duration.ofHours(1)),
        fields.texts(fields.mapping(ansible, "environment")));
  }

  private Duration pollInterval(YamlMapping root) {
    Duration interval = fields.duration(root, "poll", Duration.ofMinutes(3));
    if (interval.compareTo(SHORTEST_POLL) < 0) {
      fields.problem(root.find("poll").orElse(root), "`poll`: expected 1s or more");
    }
    return interval;
  }

  private ServerConfig.Listen listen(YamlMapping root) {
    String listen = fields.text(root, "listen").orElse("127.0.0.1:8080");
    int colon = listen.lastIndexOf(':');
    try {
      return new ServerConfig.Listen(
          listen.substring(0, Math.max(0, colon)), Integer.parseInt(listen.substring(colon + 1)));
    } catch (NumberFormatException _) {
      fields.problem(root.find("listen").orElse(root), "expected host:port, found " + listen);
      return new ServerConfig.Listen("127.0.0.1", 0);
    }
  }

  private List<ServerConfig.Repository> repositories(YamlMapping root) {
    List<ServerConfig.Repository> repositories = new ArrayList<>();
    Optional<YamlSequence> sequence = root.sequence("repositories");
    if (sequence.isEmpty() || sequence.get().items().isEmpty()) {
      fields.problem(root, "expected `repositories`, a list with at least one `url`");
      return repositories;
    }
    for (YamlNode item : sequence.get().items()) {
      if (!(item instanceof YamlMapping repository)) {
        fields.problem(item, "expected a mapping with `url`");
        continue;
      }
      fields.allow(repository, "url tokenFile webhookSecretFile");
      Optional<String> url = fields.text(repository, "url");
      if (url.isEmpty()) {
        fields.problem(repository, "expected `url`");
        continue;
      }
      repositories.add(
          new ServerConfig.Repository(
              url.get(),
              fields.secret(repository, "tokenFile").orElse(null),
              fields.secret(repository, "webhookSecretFile").orElse(null)));
    }
    return repositories;
  }

  private Endpoints endpoints(YamlMapping table) {
    Map<String, Endpoints.Endpoint> byHost = new LinkedHashMap<>();
    for (YamlMapping.Entry entry : table.entries()) {
      if (!(entry.value() instanceof YamlMapping endpoint)) {
        fields.problem(entry.value(), "expected a mapping with `git`, `api` or `registry`");
        continue;
      }
      fields.allow(endpoint, "git api registry repositoryPrefix caFile");
      Endpoints.@Nullable Registry registry =
          fields
              .text(endpoint, "registry")
              .map(authority ->
                  new Endpoints.Registry(
                      authority,
                      fields.text(endpoint, "repositoryPrefix").orElse(""),
                      fields.path(endpoint, "caFile").map(Path::toString).orElse(null)))
              .orElse(null);
      byHost.put(
          entry.name().orElse(""),
          new Endpoints.Endpoint(
              fields.uri(endpoint, "git").orElse(null),
              fields.uri(endpoint, "api").orElse(null),
              registry));
    }
    return new Endpoints(byHost);
  }

  private Map<String, ServerConfig.RegistryLogin> registries(YamlMapping table) {
    Map<String, ServerConfig.RegistryLogin> logins = new LinkedHashMap<>();
    for (YamlMapping.Entry entry : table.entries()) {
      if (!(entry.value() instanceof YamlMapping login)) {
        fields.problem(entry.value(), "expected a mapping with `username` and `passwordFile`");
        continue;
      }
      fields.allow(login, "username passwordFile");
      Optional<Secret> password = fields.secret(login, "passwordFile");
      Optional<String> username = fields.text(login, "username");
      if (password.isEmpty() || username.isEmpty()) {
        fields.problem(login, "expected `username` and `passwordFile`");
        continue;
      }
      logins.put(
          entry.name().orElse(""), new ServerConfig.RegistryLogin(username.get(), password.get()));
    }
    return logins;
  }

  private ServerConfig.Jobs jobs(YamlMapping jobs) {
    fields.allow(jobs, "parallel environment secrets vars mavenSettings");
    Map<String, Secret> secrets = new LinkedHashMap<>();
    YamlMapping files = fields.mapping(jobs, "secrets");
    for (YamlMapping.Entry entry : files.entries()) {
      String name = entry.name().orElse("");
      fields.secret(files, name).ifPresent(secret -> secrets.put(name, secret));
    }
    return new ServerConfig.Jobs(
        fields.count(jobs, "parallel", 2),
        fields.texts(fields.mapping(jobs, "environment")),
        secrets,
        fields.texts(fields.mapping(jobs, "vars")),
        fields.path(jobs, "mavenSettings").orElse(null));
  }
}
