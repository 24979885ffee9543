package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/// Where projected service account tokens come from: the API server's signer.
@FunctionalInterface
public interface ServiceAccountTokens {
  /// No tokens are issued; the file is there and empty.
  ServiceAccountTokens NONE = (_, _, _) -> "";

  /// A token for the Pod's service account, bound to the Pod.
  ///
  /// @param audience who it is meant for; empty for the API server
  String issue(ObjectNode pod, String audience, Duration lifetime);
}
