package dev.fairlead.ansible.playbook;

import dev.fairlead.yaml.YamlMapping;
import java.util.Optional;
import java.util.Set;

/// Keys of tasks and blocks that name no module.
final class TaskKeywords {
  private static final Set<String> KEYWORDS =
      Set.of(
          "action",
          "any_errors_fatal",
          "args",
          "async",
          "become",
          "become_exe",
          "become_flags",
          "become_method",
          "become_user",
          "changed_when",
          "check_mode",
          "collections",
          "connection",
          "debugger",
          "delay",
          "delegate_facts",
          "delegate_to",
          "diff",
          "environment",
          "failed_when",
          "ignore_errors",
          "ignore_unreachable",
          "local_action",
          "loop",
          "loop_control",
          "module_defaults",
          "name",
          "no_log",
          "notify",
          "poll",
          "port",
          "register",
          "remote_user",
          "retries",
          "run_once",
          "tags",
          "throttle",
          "timeout",
          "until",
          "vars",
          "when",
          "listen",
          "block",
          "rescue",
          "always");

  /// A few modules that people write without a collection: enough to tell a task from a play.
  private static final Set<String> MODULES =
      Set.of(
          "apt",
          "assert",
          "command",
          "copy",
          "debug",
          "dnf",
          "fail",
          "file",
          "get_url",
          "git",
          "group",
          "import_role",
          "import_tasks",
          "include_role",
          "include_tasks",
          "lineinfile",
          "package",
          "pip",
          "ping",
          "raw",
          "script",
          "service",
          "set_fact",
          "shell",
          "stat",
          "systemd",
          "template",
          "uri",
          "user",
          "wait_for",
          "yum");

  private TaskKeywords() {}

  static boolean isModule(String key) {
    return MODULES.contains(key);
  }

  /// The pair that names the module of a task; empty where there is none.
  static Optional<YamlMapping.Entry> module(YamlMapping task) {
    return task.entries().stream()
        .filter(entry ->
            entry
                .name()
                .filter(name -> !KEYWORDS.contains(name) && !name.startsWith("with_"))
                .isPresent())
        .findFirst();
  }

  /// A module's name without the collection that brings Ansible's own.
  static String shortName(String module) {
    return module.replaceFirst("^ansible\\.(builtin|legacy)\\.", "");
  }
}
