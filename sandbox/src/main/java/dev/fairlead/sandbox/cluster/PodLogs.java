package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where the API server gets container logs from: the node agent.
public interface PodLogs {
  /// Writes a container's log to `out`; with `follow` until the container ends or `out` fails.
  ///
  /// @param pod the pod; its container exists in the spec
  /// @throws ApiException if there is no log (container waiting to start, no previous run)
  void write(ObjectNode pod, String container, Options options, OutputStream out)
      throws IOException;

  /// What part of the log is wanted.
  ///
  /// @param follow whether to wait for more
  /// @param previous whether the log of the run before the current one is meant
  /// @param timestamps whether each line starts with its RFC 3339 time and a blank
  /// @param tailLines only so many last lines; null for all
  /// @param since only lines from then on; null for all
  /// @param limitBytes at most so many bytes; null for all
  record Options(
      boolean follow,
      boolean previous,
      boolean timestamps,
      @Nullable Long tailLines,
      @Nullable Instant since,
      @Nullable Long limitBytes) {}
}
