package dev.fairlead.sandbox.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;

/// A watch over a WebSocket: one text frame for each event.
///
/// Public because Jetty calls it.
public final class WatchSocket implements Session.Listener.AutoDemanding {
  /// A client that takes no frame for so long is given up.
  private static final long SEND_SECONDS = 60;

  private final WatchSession watch;
  private volatile boolean closed;

  WatchSocket(WatchSession watch) {
    this.watch = watch;
  }

  @Override
  public void onWebSocketOpen(Session session) {
    session.setIdleTimeout(Duration.ZERO);
    Thread.ofVirtual().name("watch-socket").start(() -> run(session));
  }

  @Override
  public void onWebSocketClose(int statusCode, String reason, Callback callback) {
    closed = true;
    watch.cancel();
    callback.succeed();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    closed = true;
    watch.cancel();
  }

  private void run(Session session) {
    try {
      watch.run(
          new WatchSession.Sink() {
            @Override
            public void send(byte[] event) throws IOException, InterruptedException {
              WatchSocket.send(session, new String(event, StandardCharsets.UTF_8));
            }

            @Override
            public boolean isClosed() {
              return closed;
            }
          });
      session.close(StatusCode.NORMAL, "", Callback.NOOP);
    } catch (IOException _) {
      session.disconnect(); // the client is gone
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      session.disconnect();
    }
  }

  private static void send(Session session, String event) throws IOException, InterruptedException {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    session.sendText(event, Callback.from(() -> sent.complete(null), sent::completeExceptionally));
    try {
      sent.get(SEND_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("cannot send an event", e);
    }
  }
}
