package dev.fairlead.ansible.run;

import java.util.Locale;

/// What well-known messages of ssh, apt and the kernel mean, and what to do. All of ssh's arrive as
/// "unreachable".
final class FailureCause {
  private record Known(String text, String cause) {}

  private static final Known[] KNOWN = {
    new Known(
        "identification has changed",
        "the host's SSH key is not the one that is known for it: if the machine was replaced,"
            + " remove its old line from the known hosts"),
    new Known(
        "host key verification failed",
        "the host's SSH key is not known: add it to the known hosts"),
    new Known(
        "unprotected private key",
        "the private key's file can be read by others: its mode has to be 0600"),
    new Known(
        "permission denied (",
        "the host refuses the login: check ansible_user and the key it is given"),
    new Known(
        "could not resolve hostname",
        "the host's name has no address: set ansible_host in the inventory"),
    new Known(
        "name or service not known",
        "the host's name has no address: set ansible_host in the inventory"),
    new Known("no route to host", "the host's address cannot be reached: is the machine up?"),
    new Known(
        "connection timed out", "no answer: is the machine up, does a firewall drop port 22?"),
    new Known("connection refused", "the machine answers but nothing listens on the SSH port"),
    new Known("no space left on device", "the disk is full"),
    new Known(
        "could not get lock", "another package manager is at work on the host: run again later"),
    new Known(
        "failed to lock apt", "another package manager is at work on the host: run again later"),
    new Known(
        "failed to execute in the expected time frame",
        "the task's time limit; its command may go on running on the host"),
    new Known(
        "data could not be sent to remote host", "the connection was lost while the task ran"),
    new Known(
        "no vault secrets found", "a vault-encrypted value is read and no vault password is given"),
    new Known("is undefined", "a variable has no value here"),
    new Known("missing sudo password", "become needs a password that was not given"),
  };

  private FailureCause() {}

  /// Empty where the message says it all.
  static String of(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    for (Known known : KNOWN) {
      if (lower.contains(known.text())) {
        return known.cause();
      }
    }
    return "";
  }
}
