package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One WATCH: what a client gets to see of the changes of a resource, until its time is up.
final class WatchSession {
  private static final long BOOKMARK_MILLIS = 60_000;

  /// A watch on which nothing happens shows so long after its start that it lives.
  private static final long FIRST_BOOKMARK_MILLIS = 500;

  /// A last bookmark comes so long before the end.
  private static final long LAST_BOOKMARK_MILLIS = 2_000;

  /// Without a wish a watch lasts at least so long.
  private static final int DEFAULT_SECONDS = 1_800;

  private final Engine engine;
  private final Served.Entry entry;
  private final Selection selection;
  private final Presentation presentation;
  private final Lists.Options options;
  private final Store.@Nullable Follower follower;
  private final @Nullable ObjectNode failure;
  private final long deadlineNanos;

  /// Receives events.
  interface Sink {
    /// Sends one event.
    ///
    /// @throws IOException when the client is gone
    void send(byte[] event) throws IOException, InterruptedException;

    /// Whether the client is gone.
    default boolean isClosed() {
      return false;
    }
  }

  private WatchSession(
      Engine engine,
      Served.Entry entry,
      Selection selection,
      Presentation presentation,
      Lists.Options options,
      Store.@Nullable Follower follower,
      @Nullable ObjectNode failure,
      long seconds) {
    this.engine = engine;
    this.entry = entry;
    this.selection = selection;
    this.presentation = presentation;
    this.options = options;
    this.follower = follower;
    this.failure = failure;
    this.deadlineNanos = System.nanoTime() + seconds * 1_000_000_000L;
  }

  /// Starts to follow; no change after this is missed.
  ///
  /// @throws ApiException for parameters that make no sense
  static WatchSession open(
      Engine engine,
      Call call,
      Http.Request request,
      Presentation presentation,
      Identities identities) {
    Lists.Options options = Lists.Options.of(request);
    options.check(true);
    Selection selection = Selection.of(call.entry(), request);
    long seconds =
        options.timeoutSeconds() > 0
            ? options.timeoutSeconds()
            : DEFAULT_SECONDS + identities.below(DEFAULT_SECONDS);
    String version = options.version();
    if (!version.isEmpty() && !version.matches("\\d{1,18}")) {
      throw Statuses.internal(
          "resourceVersion: Invalid value: \"%s\": strconv.ParseUint: parsing \"%s\": invalid syntax"
              .formatted(version, version));
    }
    long since = version.isEmpty() ? 0 : Long.parseLong(version);
    Store store = engine.store();
    GroupResource resource = call.entry().storage();
    boolean initial =
        options.sendInitialEvents() != null ? options.sendInitialEvents() : since == 0;
    Store.Follower follower = null;
    ObjectNode failure = null;
    if (initial) {
      if (since > store.revision()) {
        throw Statuses.tooLargeResourceVersion(since, store.revision());
      }
      follower = store.followNow(resource, call.namespace(), Store.BACKLOG);
    } else {
      try {
        follower =
            since == 0
                ? store.followSince(resource, call.namespace(), store.revision())
                : store.followSince(resource, call.namespace(), since);
      } catch (Store.ExpiredException e) {
        failure =
            Statuses.expired("too old resource version: %d (%d)".formatted(since, e.oldest()))
                .status();
      }
    }
    return new WatchSession(
        engine, call.entry(), selection, presentation, options, follower, failure, seconds);
  }

  /// Sends events until the time is up, the client is gone or the resource is.
  void run(Sink sink) throws IOException, InterruptedException {
    Store.Follower events = follower;
    if (events == null) {
      ObjectNode error = Json.object();
      error.put("type", "ERROR");
      error.set("object", Objects.requireNonNull(failure));
      sink.send(Json.bytes(error));
      return;
    }
    try (events) {
      for (Store.Stored stored : events.initial().objects()) {
        ObjectNode object = engine.shown(entry, stored.object());
        if (selection.matches(object)) {
          send(sink, "ADDED", object);
        }
      }
      boolean initialEnd =
          options.bookmarks()
              && (Boolean.TRUE.equals(options.sendInitialEvents())
                  || (options.sendInitialEvents() == null && options.version().equals("0")));
      if (initialEnd) {
        bookmark(sink, events.initial().revision(), true);
      }
      follow(sink, events);
    } catch (Store.CutException _) {
      // too slow, or the resource is served no longer: the client lists again
    }
  }

  /// Ends a running session from another thread.
  void cancel() {
    if (follower != null) {
      follower.close();
    }
  }

  private void follow(Sink sink, Store.Follower events)
      throws IOException, InterruptedException, Store.CutException {
    long started = System.nanoTime();
    long lastBookmark = started;
    boolean quiet = options.bookmarks();
    boolean finalBookmark = !options.bookmarks();
    while (!sink.isClosed()) {
      long now = System.nanoTime();
      long left = (deadlineNanos - now) / 1_000_000;
      if (left <= 0) {
        return;
      }
      long wait = Math.min(left, BOOKMARK_MILLIS);
      if (quiet) {
        wait = Math.min(wait, FIRST_BOOKMARK_MILLIS);
      }
      if (!finalBookmark && left > LAST_BOOKMARK_MILLIS) {
        wait = Math.min(wait, left - LAST_BOOKMARK_MILLIS);
      }
      Optional<Store.Change> change = events.next(wait);
      if (change.isPresent()) {
        show(sink, change.get());
        quiet = false;
        continue;
      }
      if (options.bookmarks()) {
        long after = System.nanoTime();
        boolean near = (deadlineNanos - after) / 1_000_000 <= LAST_BOOKMARK_MILLIS;
        boolean due =
            (after - lastBookmark) / 1_000_000 >= BOOKMARK_MILLIS
                || (quiet && (after - started) / 1_000_000 >= FIRST_BOOKMARK_MILLIS);
        if ((near && !finalBookmark) || due) {
          Optional<Long> revision = events.caughtUp();
          if (revision.isPresent()) {
            bookmark(sink, revision.get(), false);
            lastBookmark = after;
            quiet = false;
          }
          finalBookmark |= near;
        }
      }
    }
  }

  private void show(Sink sink, Store.Change change) throws IOException, InterruptedException {
    ObjectNode before =
        change.before() == null ? null : engine.shown(entry, change.before().object());
    ObjectNode after = change.after() == null ? null : engine.shown(entry, change.after().object());
    boolean was = before != null && selection.matches(before);
    boolean is = after != null && selection.matches(after);
    if (is && after != null) {
      send(sink, was ? "MODIFIED" : "ADDED", after);
    } else if (was && before != null) {
      ObjectNode last;
      if (change.last() != null) {
        last = engine.shown(entry, change.last().object());
      } else {
        last = before.deepCopy();
        Json.childObject(last, "metadata").put("resourceVersion", Long.toString(change.revision()));
      }
      send(sink, "DELETED", last);
    }
  }

  private void send(Sink sink, String type, ObjectNode object)
      throws IOException, InterruptedException {
    ObjectNode event = Json.object();
    event.put("type", type);
    event.set("object", presentation.event(object));
    sink.send(Json.bytes(event));
  }

  private void bookmark(Sink sink, long revision, boolean initialEnd)
      throws IOException, InterruptedException {
    ObjectNode event = Json.object();
    event.put("type", "BOOKMARK");
    event.set("object", presentation.bookmark(revision, initialEnd));
    sink.send(Json.bytes(event));
  }

  /// For readers of logs: what is watched.
  @Override
  public String toString() {
    return "watch of " + entry.resource();
  }
}
