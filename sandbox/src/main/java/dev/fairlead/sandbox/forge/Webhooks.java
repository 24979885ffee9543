package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells hooks about events: in the background, for each hook in the order of the events, one at a
/// time, each once, as GitHub does: whoever missed one asks for it again, or polls. Remembers the
/// latest attempts for the deliveries API. Safe for any thread.
final class Webhooks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

  /// How many attempts are remembered, over all hooks.
  private static final int MAX_REMEMBERED = 500;

  private final HookSender sender;
  private final Map<Long, Worker> workers = new HashMap<>();
  private final Deque<HookDelivery> attempts = new ArrayDeque<>();
  private boolean closed;

  Webhooks(Ids ids, Clock clock) {
    this.sender = new HookSender(ids, clock);
  }

  private record Event(
      ForgeRepository repository,
      long hookId,
      String guid,
      String name,
      String action,
      String payload,
      boolean redelivery) {}

  private record Worker(Thread thread, BlockingQueue<Event> queue) {}

  /// Queues an event for every hook of the repository that wants it.
  ///
  /// @param event GitHub's name of the event, `push`
  void publish(ForgeRepository repository, String event, ObjectNode payload) {
    for (Webhook hook : repository.hooks()) {
      if (hook.wants(event)) {
        send(repository, hook, event, payload);
      }
    }
  }

  /// Queues an event for one hook, whatever it wants.
  void send(ForgeRepository repository, Webhook hook, String event, ObjectNode payload) {
    enqueue(
        new Event(
            repository,
            hook.id(),
            UUID.randomUUID().toString(),
            event,
            payload.path("action").asText(""),
            payload.toString(),
            false));
  }

  /// Queues an earlier delivery once more, with its id and payload.
  void redeliver(ForgeRepository repository, HookDelivery earlier) {
    enqueue(
        new Event(
            repository,
            earlier.hookId(),
            earlier.guid(),
            earlier.event(),
            earlier.action(),
            earlier.payload(),
            true));
  }

  /// The remembered attempts of a hook, the newest first.
  List<HookDelivery> attempts(long hookId) {
    synchronized (attempts) {
      return attempts.stream().filter(attempt -> attempt.hookId() == hookId).toList();
    }
  }

  Optional<HookDelivery> attempt(long hookId, long id) {
    return attempts(hookId).stream().filter(attempt -> attempt.id() == id).findFirst();
  }

  private void enqueue(Event event) {
    synchronized (workers) {
      if (closed) {
        return;
      }
      workers.computeIfAbsent(event.hookId, this::startWorker).queue.add(event);
    }
  }

  private Worker startWorker(long hookId) {
    var queue = new LinkedBlockingQueue<Event>();
    Thread thread = Thread.ofVirtual().name("webhook-" + hookId).start(() -> deliver(queue));
    return new Worker(thread, queue);
  }

  private void deliver(BlockingQueue<Event> queue) {
    try {
      while (true) {
        deliver(queue.take());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void deliver(Event event) throws InterruptedException {
    // Read anew: the hook may have been changed or removed meanwhile.
    Optional<Webhook> hook = event.repository.hook(event.hookId);
    if (hook.isEmpty()) {
      return;
    }
    HookDelivery done =
        sender.send(
            event.repository,
            hook.get(),
            event.guid,
            event.name,
            event.action,
            event.payload,
            event.redelivery);
    remember(done);
    if (!done.succeeded()) {
      LOG.info(
          "webhook {} of {}: {} was not delivered: {}",
          event.hookId,
          event.repository,
          event.name,
          done.status());
    }
  }

  private void remember(HookDelivery attempt) {
    synchronized (attempts) {
      attempts.addFirst(attempt);
      if (attempts.size() > MAX_REMEMBERED) {
        attempts.removeLast();
      }
    }
  }

  /// Ends delivering; what is queued is lost, as it is when a forge goes down.
  @Override
  public void close() {
    synchronized (workers) {
      closed = true;
      workers.values().forEach(worker -> worker.thread.interrupt());
    }
    sender.close();
  }
}
