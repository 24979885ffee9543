package dev.fairlead.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A client that asks a service all the while, over a connection that it keeps, and remembers what
/// failed.
final class Poller implements AutoCloseable {
  private final String host;
  private final int port;
  private final String path;
  private final Duration pause;
  private final List<String> failures = new ArrayList<>();
  private final Thread thread;
  private volatile boolean running = true;
  private int requests;

  Poller(String host, int port, String path, Duration pause) {
    this.host = host;
    this.port = port;
    this.path = path;
    this.pause = pause;
    this.thread = Thread.ofVirtual().name("poller").start(this::poll);
  }

  /// @param failures what failed, in order
  record Result(int requests, List<String> failures) {}

  /// Stops asking.
  Result stop() throws InterruptedException {
    running = false;
    thread.join();
    return new Result(requests, List.copyOf(failures));
  }

  private void poll() {
    try (var client = new KeepAliveClient(host, port)) {
      while (running) {
        requests++;
        try {
          KeepAliveClient.Answer answer = client.get(path);
          if (answer.status() != 200) {
            failures.add("request " + requests + ": HTTP " + answer.status());
          }
        } catch (IOException | RuntimeException e) {
          failures.add("request " + requests + ": " + e.getMessage());
        }
        Thread.sleep(pause);
      }
    } catch (InterruptedException _) {
      // Closed in the middle: the result is no longer asked for.
    }
  }

  @Override
  public void close() {
    running = false;
    thread.interrupt();
  }
}
