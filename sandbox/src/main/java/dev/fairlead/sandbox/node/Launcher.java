package dev.fairlead.sandbox.node;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Starts processes on one platform thread that lives as long as the agent. The kernel's
/// parent-death signal goes out when the *thread* that started a process ends, so a pool's thread
/// must never be that parent.
final class Launcher implements AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("pod-launcher").daemon(true).factory());

  Process start(ProcessBuilder builder) throws IOException {
    try {
      return thread.submit(builder::start).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting a process", e);
    }
  }

  /// To be called when every process has ended: living ones would be killed by the kernel.
  @Override
  public void close() {
    thread.shutdown();
  }
}
