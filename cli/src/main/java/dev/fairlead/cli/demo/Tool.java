package dev.fairlead.cli.demo;

import java.nio.file.Files;
import java.nio.file.Path;

/// A program that parts of the demo need besides Java, Git and Maven.
enum Tool {
  TERRAFORM("terraform", ""),
  ANSIBLE("ansible-playbook", "ansible-core"),
  KUBECTL("kubectl", "kubernetes-client");

  private final String program;
  private final String debianPackage;

  Tool(String program, String debianPackage) {
    this.program = program;
    this.debianPackage = debianPackage;
  }

  String program() {
    return program;
  }

  /// The Debian package that has it; empty where Debian has none.
  String debianPackage() {
    return debianPackage;
  }

  /// Whether it is in the PATH.
  boolean isThere() {
    return isThere(program);
  }

  static boolean isThere(String program) {
    String path = System.getenv("PATH");
    for (String folder : (path == null ? "/usr/bin:/bin" : path).split(":")) {
      if (Files.isExecutable(Path.of(folder).resolve(program))) {
        return true;
      }
    }
    return false;
  }
}
