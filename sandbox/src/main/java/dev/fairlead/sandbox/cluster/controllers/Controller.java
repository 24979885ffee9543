package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.sandbox.cluster.ApiException;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.ObjectEvent;
import dev.fairlead.sandbox.cluster.Objects;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A control loop: watches say which objects may need work, one thread does it object by object.
/// Every piece of work starts from what the store holds now, so it may be repeated at will; one
/// that fails or meets another writer is repeated.
abstract class Controller implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Controller.class);

  protected final Objects objects;
  protected final Clock clock;
  protected final EventRecorder events;

  private final WorkQueue<Key> queue;
  private final List<Objects.Watch> watches = new ArrayList<>();
  private final Thread thread;

  /// @param component the name under which it reports events
  Controller(ControllerContext context, String component) {
    this.objects = context.objects();
    this.clock = context.clock();
    this.events = new EventRecorder(objects, clock, component);
    this.queue = new WorkQueue<>(clock);
    this.thread = Thread.ofVirtual().name(component).unstarted(this::run);
  }

  /// Sets the watches up that call [#enqueue].
  abstract void watchAll();

  /// Brings one object to where it should be.
  abstract void reconcile(Key key);

  void start() {
    watchAll();
    thread.start();
  }

  protected final void watch(GroupResource resource, Consumer<ObjectEvent> consumer) {
    watches.add(objects.watch(resource, consumer));
  }

  /// Watches the resource that the controller is for.
  protected final void watchOwn(GroupResource resource) {
    watch(resource, event -> enqueue(Key.of(event.object())));
  }

  /// Watches a resource whose objects are owned by objects of `ownerKind`.
  protected final void watchOwned(GroupResource resource, String ownerKind) {
    watch(
        resource,
        event ->
            Meta.controller(event.object())
                .filter(owner -> owner.path("kind").asText().equals(ownerKind))
                .ifPresent(owner ->
                    enqueue(new Key(Meta.namespace(event.object()), owner.path("name").asText()))));
  }

  protected final void enqueue(Key key) {
    queue.add(key);
  }

  protected final void enqueueAfter(Key key, Duration delay) {
    queue.addAfter(key, delay);
  }

  protected final Instant now() {
    return clock.instant();
  }

  protected final String time() {
    return Meta.time(clock.instant());
  }

  private void run() {
    try {
      while (true) {
        Optional<Key> key = queue.take();
        if (key.isEmpty()) {
          return;
        }
        work(key.get());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(Key key) {
    try {
      reconcile(key);
      queue.succeeded(key);
    } catch (ApiException e) {
      if (!e.isConflict() && !e.isNotFound()) {
        LOG.debug("{} {}: {}", thread.getName(), key, e.getMessage());
      }
      queue.failed(key);
    } catch (RuntimeException e) {
      LOG.warn("{} {}", thread.getName(), key, e);
      queue.failed(key);
    }
  }

  /// Deletes an object if it is still the same one.
  protected final void delete(GroupResource resource, JsonNode object) {
    try {
      objects.delete(
          resource,
          Meta.namespace(object).isEmpty() ? null : Meta.namespace(object),
          Meta.name(object),
          dev.fairlead.sandbox.cluster.DeleteOptions.BACKGROUND.withUid(Meta.uid(object)));
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    watches.forEach(Objects.Watch::close);
    queue.close();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
