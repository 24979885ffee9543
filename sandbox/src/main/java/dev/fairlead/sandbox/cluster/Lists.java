package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.FieldError;
import dev.fairlead.kubernetes.GroupVersionKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// LIST: which objects, of which moment, in which pages.
final class Lists {
  private static final GroupVersionKind OPTIONS =
      new GroupVersionKind("meta.k8s.io", "v1", "ListOptions");

  private final Engine engine;

  Lists(Engine engine) {
    this.engine = engine;
  }

  /// One page.
  ///
  /// @param objects in the version of the request
  /// @param revision the state of the store
  /// @param next the token of the next page; empty on the last one
  /// @param remaining how many objects follow; -1 if that is not known
  record Page(List<ObjectNode> objects, long revision, String next, long remaining) {}

  Page list(Call call, Http.Request request) {
    Options options = Options.of(request);
    options.check(false);
    Selection selection = Selection.of(call.entry(), request);
    GroupResource resource = call.entry().storage();
    @Nullable String namespace = call.namespace();
    Store store = engine.store();
    long limit = options.limit();
    String start = "";
    Store.Snapshot snapshot;
    if (!options.continueToken().isEmpty()) {
      if (!options.version().isEmpty()) {
        throw Statuses.badRequest("specifying resource version is not allowed when using continue");
      }
      ContinueToken token = ContinueToken.decode(options.continueToken());
      start = token.start();
      snapshot = token.revision() < 0 ? store.list(resource, namespace) : at(call, token);
    } else {
      long asked = options.parsedVersion();
      long current = store.revision();
      if (asked > current) {
        throw Statuses.tooLargeResourceVersion(asked, current);
      }
      boolean exact =
          options.match().equals("Exact") || (options.match().isEmpty() && limit > 0 && asked > 0);
      try {
        snapshot =
            exact ? store.listAt(resource, namespace, asked) : store.list(resource, namespace);
      } catch (Store.ExpiredException _) {
        throw Statuses.expired("The resourceVersion for the provided list is too old.");
      }
      if (options.version().equals("0")) {
        limit = 0;
      }
    }
    return page(call, selection, snapshot, start, limit);
  }

  private Page page(
      Call call, Selection selection, Store.Snapshot snapshot, String start, long limit) {
    List<ObjectNode> objects = new ArrayList<>();
    List<Store.Stored> all = snapshot.objects();
    for (int i = 0; i < all.size(); i++) {
      Store.Stored stored = all.get(i);
      if (stored.key().compareTo(start) < 0) {
        continue;
      }
      ObjectNode object = engine.shown(call.entry(), stored.object());
      if (!selection.matches(object)) {
        continue;
      }
      if (limit > 0 && objects.size() == limit) {
        return new Page(
            objects,
            snapshot.revision(),
            new ContinueToken(snapshot.revision(), stored.key()).encode(),
            selection.isEverything() ? all.size() - i : -1);
      }
      objects.add(object);
    }
    return new Page(objects, snapshot.revision(), "", -1);
  }

  private Store.Snapshot at(Call call, ContinueToken token) {
    try {
      return engine.store().listAt(call.entry().storage(), call.namespace(), token.revision());
    } catch (Store.ExpiredException _) {
      ObjectNode status =
          Statuses.expired(
                  "The provided continue parameter is too old to display a consistent list result."
                      + " You can start a new list without the continue parameter, or use the"
                      + " continue token in this response to retrieve the remainder of the"
                      + " results. Continuing with the provided token results in an inconsistent"
                      + " list - objects that were created, modified, or deleted between the time"
                      + " the first chunk was returned and now may show up in the list.")
              .status();
      Json.childObject(status, "metadata")
          .put("continue", new ContinueToken(-1, token.start()).encode());
      throw new ApiException(status);
    }
  }

  /// The parameters of lists and watches.
  record Options(
      String version,
      String match,
      long limit,
      String continueToken,
      boolean bookmarks,
      @Nullable Boolean sendInitialEvents,
      long timeoutSeconds) {
    static Options of(Http.Request request) {
      return new Options(
          request.parameter("resourceVersion"),
          request.parameter("resourceVersionMatch"),
          number(request, "limit"),
          request.parameter("continue"),
          request.flag("allowWatchBookmarks"),
          request.has("sendInitialEvents") ? request.flag("sendInitialEvents") : null,
          number(request, "timeoutSeconds"));
    }

    private static long number(Http.Request request, String name) {
      String text = request.parameter(name);
      if (text.isEmpty()) {
        return 0;
      }
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException _) {
        throw Statuses.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
      }
    }

    /// The resourceVersion as a number; 0 if there is none.
    long parsedVersion() {
      if (version.isEmpty()) {
        return 0;
      }
      if (!version.matches("\\d{1,18}")) {
        throw Statuses.badRequest(
            "invalid resource version: resourceVersion: Invalid value: \"%s\": strconv.ParseUint: parsing \"%s\": invalid syntax"
                .formatted(version, version));
      }
      return Long.parseLong(version);
    }

    /// Refuses combinations that make no sense, in the words of the real server's validation.
    void check(boolean watch) {
      List<FieldError> faults = new ArrayList<>();
      if (watch) {
        checkWatch(faults);
      } else {
        checkList(faults);
      }
      if (!faults.isEmpty()) {
        throw Statuses.invalid(OPTIONS, "", faults);
      }
    }

    private void checkWatch(List<FieldError> faults) {
      if (sendInitialEvents == null) {
        if (!match.isEmpty()) {
          faults.add(
              forbidden(
                  "resourceVersionMatch is forbidden for watch unless sendInitialEvents is"
                      + " provided"));
        }
        return;
      }
      if (!match.equals("NotOlderThan")) {
        faults.add(
            forbidden("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
      }
      if (!match.isEmpty() && !match.equals("NotOlderThan")) {
        faults.add(unsupported("\"NotOlderThan\""));
      }
    }

    private void checkList(List<FieldError> faults) {
      if (sendInitialEvents != null) {
        faults.add(
            new FieldError(
                FieldError.Reason.FORBIDDEN,
                "sendInitialEvents",
                "Forbidden: sendInitialEvents is forbidden for list"));
      }
      if (match.isEmpty()) {
        return;
      }
      if (!continueToken.isEmpty()) {
        faults.add(forbidden("resourceVersionMatch is forbidden when continue is provided"));
      }
      if (version.isEmpty()) {
        faults.add(
            forbidden("resourceVersionMatch is forbidden unless resourceVersion is provided"));
      }
      if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
        faults.add(unsupported("\"Exact\", \"NotOlderThan\", \"\""));
      }
      if (match.equals("Exact") && version.equals("0")) {
        faults.add(
            forbidden("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
      }
    }

    private static FieldError forbidden(String why) {
      return new FieldError(
          FieldError.Reason.FORBIDDEN, "resourceVersionMatch", "Forbidden: " + why);
    }

    private FieldError unsupported(String supported) {
      return new FieldError(
          FieldError.Reason.NOT_SUPPORTED,
          "resourceVersionMatch",
          "Unsupported value: \"%s\": supported values: %s".formatted(match, supported));
    }
  }
}
