package dev.fairlead.ansible.run;

/// `ansible-playbook` is not on this machine.
public final class AnsibleMissingException extends RuntimeException {
  /// Debian's and Ubuntu's package that brings it.
  public static final String PACKAGE = "ansible-core";

  /// What installs it, as root.
  public static final String COMMAND = "apt-get install -y ansible-core";

  private final String searched;

  public AnsibleMissingException(String searched) {
    super(
        "cannot run ansible-playbook: not found in PATH ("
            + searched
            + "); it comes with the package "
            + PACKAGE
            + ": "
            + COMMAND
            + " (or: pipx install ansible-core)");
    this.searched = searched;
  }

  /// The PATH that was looked through.
  public String searched() {
    return searched;
  }
}
