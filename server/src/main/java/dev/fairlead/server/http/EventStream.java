package dev.fairlead.server.http;

import io.javalin.http.sse.SseClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// One server-sent-event stream per open page: it only says that something has changed, and the
/// page asks for itself again. Many changes in a short time become one event.
final class EventStream implements AutoCloseable {
  private static final long QUIET_MILLIS = 150;
  private static final long HEARTBEAT_SECONDS = 15;

  private final Set<SseClient> clients = ConcurrentHashMap.newKeySet();
  private final Semaphore changes = new Semaphore(0);
  private final Thread sender = Thread.ofVirtual().name("event-stream").unstarted(this::send);

  void start() {
    sender.start();
  }

  void changed() {
    changes.release();
  }

  void add(SseClient client) {
    clients.add(client);
    client.onClose(() -> clients.remove(client));
    client.keepAlive();
    client.sendEvent("hello", "");
  }

  private void send() {
    try {
      while (true) {
        boolean changed = changes.tryAcquire(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        if (changed) {
          // Wait for what belongs together, then forget how many changes there were.
          while (changes.tryAcquire(QUIET_MILLIS, TimeUnit.MILLISECONDS)) {
            changes.drainPermits();
            TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);
            if (changes.availablePermits() == 0) {
              break;
            }
          }
        }
        for (SseClient client : clients) {
          if (changed) {
            client.sendEvent("changed", "");
          } else {
            client.sendComment("");
          }
        }
      }
    } catch (InterruptedException _) {
      // Closed: the clients are closed by whoever interrupts.
    }
  }

  @Override
  public void close() {
    sender.interrupt();
    clients.forEach(SseClient::close);
  }
}
