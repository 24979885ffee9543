package dev.fairlead.ansible.run;

import dev.fairlead.ansible.layout.AnsibleConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How `ansible-playbook` is called: argument list, environment, directory. An argument list, never
/// a shell; what could be taken for an option is joined to its own.
///
/// @param directory where it runs: the folder of `ansible.cfg`, else the layer's
record CommandLine(List<String> argv, Map<String, String> environment, Path directory) {
  static final String PROGRAM = "ansible-playbook";

  /// Ansible only makes as many workers as there are hosts.
  private static final int FORKS = 20;

  private static final int CONNECT_SECONDS = 15;

  /// Of the machine's environment only these reach a run.
  private static final List<String> INHERITED =
      List.of(
          "PATH",
          "HOME",
          "LANG",
          "TZ",
          "http_proxy",
          "https_proxy",
          "no_proxy",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY");

  CommandLine {
    argv = List.copyOf(argv);
    environment = new LinkedHashMap<>(environment);
  }

  /// @param attempt the files of this attempt
  /// @param plugins the directory of our callback plugin
  /// @param data where host keys of first contact are kept
  static CommandLine of(
      RunRequest request, Attempt attempt, Path plugins, Path data, Map<String, String> machine) {
    Path root = request.checkout().toAbsolutePath();
    String base = workingDirectory(request);
    Path directory = root.resolve(base);
    Path from = directory.normalize();
    List<String> argv = new ArrayList<>(List.of(PROGRAM));
    for (String inventory : request.inventories()) {
      argv.add("--inventory=" + relative(from, root.resolve(inventory).normalize()));
    }
    RunOptions options = request.options();
    if (!request.limit().isEmpty()) {
      argv.add("--limit=" + String.join(",", request.limit()));
    }
    if (!options.tags().isEmpty()) {
      argv.add("--tags=" + String.join(",", options.tags()));
    }
    if (!options.skipTags().isEmpty()) {
      argv.add("--skip-tags=" + String.join(",", options.skipTags()));
    }
    if (options.check()) {
      argv.add("--check");
    }
    if (options.diff()) {
      argv.add("--diff");
    }
    if (!request.extraVars().isEmpty()) {
      argv.add("--extra-vars=@" + attempt.extraVars());
    }
    options.vaultIds().forEach(id -> argv.add("--vault-id=" + id));
    options.privateKey().ifPresent(key -> argv.add("--private-key=" + key));
    argv.add(relative(from, root.resolve(request.playbook()).normalize()));
    return new CommandLine(argv, environment(request, attempt, plugins, data, machine), directory);
  }

  private static String relative(Path from, Path file) {
    String path = file.startsWith(from) ? from.relativize(file).toString() : file.toString();
    return path.startsWith("-") || path.startsWith("@") ? "./" + path : path;
  }

  /// Relative to the checkout.
  private static String workingDirectory(RunRequest request) {
    return request
        .layer()
        .config()
        .file()
        .map(file -> file.contains("/") ? file.substring(0, file.lastIndexOf('/')) : "")
        .orElse(request.layer().directory());
  }

  private static Map<String, String> environment(
      RunRequest request, Attempt attempt, Path plugins, Path data, Map<String, String> machine) {
    AnsibleConfig config = request.layer().config();
    Path root = request.checkout().toAbsolutePath();
    Path base = root.resolve(workingDirectory(request));
    Map<String, String> environment = new LinkedHashMap<>();
    for (String name : INHERITED) {
      String value = machine.get(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    environment.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.putIfAbsent("HOME", attempt.temporary().toString());
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("PYTHONUNBUFFERED", "1");
    // A world-writable directory makes Ansible ignore its ansible.cfg, unless it is named.
    environment.put(
        "ANSIBLE_CONFIG",
        config.file().map(root::resolve).orElse(attempt.emptyConfig()).toString());
    environment.put("ANSIBLE_CALLBACK_PLUGINS", callbackPlugins(config, base, plugins));
    List<String> callbacks = new ArrayList<>(List.of(CallbackPlugin.NAME));
    callbacks.addAll(
        config.list(
            "defaults.callbacks_enabled",
            "defaults.callback_enabled",
            "defaults.callback_whitelist"));
    environment.put("ANSIBLE_CALLBACKS_ENABLED", String.join(",", callbacks));
    environment.put("FAIRLEAD_EVENTS", attempt.events().toString());
    environment.put(
        "ANSIBLE_STDOUT_CALLBACK", config.value("defaults.stdout_callback").orElse("default"));
    environment.put("ANSIBLE_NOCOLOR", "1");
    environment.put("ANSIBLE_NOCOWS", "1");
    environment.put("ANSIBLE_RETRY_FILES_ENABLED", "0");
    environment.put("ANSIBLE_HOST_KEY_CHECKING", "1");
    environment.put("ANSIBLE_SSH_ARGS", sshArguments(request, data));
    environment.put("ANSIBLE_SSH_CONTROL_PATH_DIR", attempt.controlDirectory().toString());
    environment.put("ANSIBLE_LOCAL_TEMP", attempt.temporary().toString());
    environment.put("ANSIBLE_PIPELINING", "1");
    int forks = request.options().forks();
    if (forks > 0 || config.value("defaults.forks").isEmpty()) {
      environment.put("ANSIBLE_FORKS", Integer.toString(forks > 0 ? forks : FORKS));
    }
    if (config.value("defaults.timeout").isEmpty()) {
      environment.put("ANSIBLE_TIMEOUT", Integer.toString(CONNECT_SECONDS));
    }
    // A missing or broken inventory would otherwise be a success that did nothing.
    environment.put("ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED", "1");
    environment.put("ANSIBLE_HOST_PATTERN_MISMATCH", "warning");
    environment.putAll(request.environment());
    return environment;
  }

  private static String callbackPlugins(AnsibleConfig config, Path base, Path plugins) {
    List<String> folders = new ArrayList<>(List.of(plugins.toString()));
    for (String folder : config.searchPath("defaults.callback_plugins")) {
      folders.add(
          folder.startsWith("/") || folder.startsWith("~")
              ? folder
              : base.resolve(folder).normalize().toString());
    }
    return String.join(":", folders);
  }

  private static String sshArguments(RunRequest request, Path data) {
    RunOptions options = request.options();
    List<String> arguments =
        new ArrayList<>(
            List.of("-C", "-o ControlMaster=auto", "-o ControlPersist=60s", "-o BatchMode=yes"));
    arguments.add("-o ServerAliveInterval=10 -o ServerAliveCountMax=3");
    if (options.knownHosts().isPresent()) {
      arguments.add("-o UserKnownHostsFile=" + quoted(options.knownHosts().get()));
      arguments.add("-o GlobalKnownHostsFile=/dev/null -o StrictHostKeyChecking=yes");
    } else {
      // The key of first contact is kept and from then on required.
      arguments.add(
          "-o 'UserKnownHostsFile=%s ~/.ssh/known_hosts' -o StrictHostKeyChecking=accept-new"
              .formatted(data.toAbsolutePath().resolve("known_hosts")));
    }
    if (options.privateKey().isPresent()) {
      arguments.add("-o IdentitiesOnly=yes");
    }
    request.layer().config().value("ssh_connection.ssh_args").ifPresent(arguments::add);
    return String.join(" ", arguments);
  }

  private static String quoted(Path file) {
    return "'" + file.toAbsolutePath() + "'";
  }
}
