package dev.fairlead.sandbox.node;

import java.io.IOException;
import java.util.Optional;

/// Gives every Pod an address of its own on this machine.
interface PodNetwork extends AutoCloseable {
  /// A Pod's place in the network.
  ///
  /// @param address the Pod's address, `127.a.b.c`
  /// @param namespaceFile the network namespace in which its processes run; empty if they share the
  ///   machine's
  record Attachment(String address, Optional<String> namespaceFile) {}

  /// Makes a place for a Pod.
  Attachment attach() throws IOException;

  /// Takes the place of a Pod away whose processes have ended.
  void detach(Attachment attachment);

  /// Takes everything away.
  @Override
  void close();
}
