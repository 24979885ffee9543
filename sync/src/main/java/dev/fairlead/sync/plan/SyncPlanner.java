package dev.fairlead.sync.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.model.Position;
import dev.fairlead.sync.application.SyncOptions;
import dev.fairlead.sync.plan.SyncTask.Phase;
import dev.fairlead.sync.plan.SyncTask.Prune;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// From what is wanted and what is live to the tasks of a sync in their order, by Argo CD's rules.
/// A function: no clock, no cluster.
public final class SyncPlanner {
  private SyncPlanner() {}

  /// One object to consider.
  ///
  /// @param target null where it is only live
  /// @param live null where it is only wanted
  /// @param differs whether the two differ; false for hooks
  public record Item(
      ResourceKey key,
      @Nullable ObjectNode target,
      @Nullable ObjectNode live,
      boolean differs,
      @Nullable Position origin) {}

  /// What the operation asks for.
  ///
  /// @param prune whether objects that are no longer wanted are deleted
  /// @param withHooks false for partial syncs and the `apply` strategy
  /// @param selected which objects take part
  /// @param options the Application's and the operation's
  /// @param serves whether the cluster serves the kind of a key
  /// @param suffix for hooks with `generateName`: `<7 of revision>-<phase>-<start>`, where the
  ///   phase is written `%s`
  public record Request(
      boolean prune,
      boolean withHooks,
      Predicate<ResourceKey> selected,
      SyncOptions options,
      Predicate<ResourceKey> serves,
      String suffix) {}

  /// @param tasks in the order in which they are done
  /// @param problems why the sync cannot be done at all; then the tasks must not be done
  public record Plan(List<SyncTask> tasks, List<String> problems) {
    public Plan {
      tasks = List.copyOf(tasks);
      problems = List.copyOf(problems);
    }

    /// Whether something has to be waited for: more than one wave, or hooks.
    public boolean multiStep() {
      return tasks.stream()
                  .filter(task -> task.phase() != Phase.SYNC_FAIL)
                  .map(task -> task.phase() + "/" + task.wave())
                  .distinct()
                  .count()
              > 1
          || tasks.stream().anyMatch(SyncTask::isHook);
    }

    public List<SyncTask> in(Phase phase) {
      return tasks.stream().filter(task -> task.phase() == phase).toList();
    }
  }

  public static Plan plan(List<Item> items, Request request) {
    var tasks = new ArrayList<SyncTask>();
    var problems = new ArrayList<String>();
    boolean onlyDiffering = request.options().isTrue("ApplyOutOfSyncOnly");
    for (Item item : items) {
      ObjectNode target = item.target();
      if (target == null) {
        if (item.live() != null && request.selected().test(item.key())) {
          tasks.add(pruneTask(item, item.live(), request));
        }
        continue;
      }
      Hook hook = Hook.of(target);
      switch (hook.role()) {
        case IGNORED -> {}
        case HOOK -> {
          if (request.withHooks()) {
            for (Phase phase : phases(hook)) {
              tasks.add(hookTask(item, target, hook, phase, request.suffix()));
            }
          }
        }
        case ORDINARY -> {
          if (request.selected().test(item.key()) && (item.differs() || !onlyDiffering)) {
            tasks.add(
                new SyncTask(
                    Phase.SYNC,
                    SyncWave.of(target),
                    item.key(),
                    target,
                    item.live(),
                    Hook.NONE,
                    null,
                    false,
                    item.origin()));
          }
        }
      }
    }
    List<SyncTask> checked = checkKinds(tasks, request, problems);
    List<SyncTask> mirrored = placePrunes(checked, request.options());
    return new Plan(order(mirrored), problems);
  }

  private static List<Phase> phases(Hook hook) {
    var phases = new ArrayList<Phase>();
    for (Hook.Type type : hook.types()) {
      switch (type) {
        case PRE_SYNC -> phases.add(Phase.PRE_SYNC);
        case SYNC -> phases.add(Phase.SYNC);
        case POST_SYNC -> phases.add(Phase.POST_SYNC);
        case SYNC_FAIL -> phases.add(Phase.SYNC_FAIL);
        case PRE_DELETE, POST_DELETE -> {}
      }
    }
    phases.sort(Comparator.naturalOrder());
    return phases;
  }

  private static SyncTask hookTask(
      Item item, ObjectNode target, Hook hook, Phase phase, String suffix) {
    ObjectNode named = target;
    ResourceKey key = item.key();
    String generate = target.path("metadata").path("generateName").asText("");
    if (key.name().isEmpty() && !generate.isEmpty()) {
      String name = (generate + suffix.formatted(phase.text())).toLowerCase(Locale.ROOT);
      named = target.deepCopy();
      ObjectNode metadata = (ObjectNode) named.path("metadata");
      metadata.remove("generateName");
      metadata.put("name", name);
      key = new ResourceKey(key.group(), key.kind(), key.namespace(), name);
    }
    return new SyncTask(
        phase, SyncWave.of(target), key, named, item.live(), hook, null, false, item.origin());
  }

  private static SyncTask pruneTask(Item item, ObjectNode live, Request request) {
    SyncOptions options =
        request
            .options()
            .overriddenBy(
                SyncOptions.ofAnnotation(
                    live.path("metadata").path("annotations").path(Names.SYNC_OPTIONS).asText("")));
    Prune prune;
    if (options.isFalse("Prune")) {
      prune = Prune.NEVER;
    } else if (!request.prune()) {
      prune = Prune.NOT_REQUESTED;
    } else {
      prune = options.isConfirm("Prune") ? Prune.CONFIRM : Prune.DELETE;
    }
    return new SyncTask(
        Phase.SYNC,
        SyncWave.of(live),
        item.key(),
        null,
        live,
        Hook.NONE,
        prune,
        false,
        item.origin());
  }

  /// A kind that the cluster does not serve is accepted where its definition is part of the sync,
  /// or where the object says so.
  private static List<SyncTask> checkKinds(
      List<SyncTask> tasks, Request request, List<String> problems) {
    var defined = new TreeSet<String>();
    for (SyncTask task : tasks) {
      ObjectNode target = task.target();
      if (target != null && task.key().kind().equals("CustomResourceDefinition")) {
        defined.add(
            target.path("spec").path("group").asText()
                + "/"
                + target.path("spec").path("names").path("kind").asText());
      }
    }
    var checked = new ArrayList<SyncTask>();
    for (SyncTask task : tasks) {
      ObjectNode target = task.target();
      if (target == null || request.serves().test(task.key())) {
        checked.add(task);
        continue;
      }
      SyncOptions own =
          request
              .options()
              .overriddenBy(
                  SyncOptions.ofAnnotation(
                      target
                          .path("metadata")
                          .path("annotations")
                          .path(Names.SYNC_OPTIONS)
                          .asText("")));
      if (defined.contains(task.key().group() + "/" + task.key().kind())
          || own.isTrue("SkipDryRunOnMissingResource")) {
        checked.add(
            new SyncTask(
                task.phase(),
                task.wave(),
                task.key(),
                target,
                task.live(),
                task.hook(),
                null,
                true,
                task.origin()));
      } else {
        problems.add(
            (task.origin() == null ? "" : task.origin() + ": ")
                + task.key()
                + ": the cluster does not serve "
                + target.path("apiVersion").asText()
                + " "
                + task.key().kind()
                + "; install its CustomResourceDefinition first, or set"
                + " SkipDryRunOnMissingResource=true if a later wave brings it");
      }
    }
    return checked;
  }

  /// Pruning runs in the reverse of the order of creation: the distinct waves of the prune tasks
  /// are mirrored; PruneLast moves them behind everything.
  private static List<SyncTask> placePrunes(List<SyncTask> tasks, SyncOptions options) {
    var waves = new TreeSet<Integer>();
    int last = 0;
    for (SyncTask task : tasks) {
      if (task.isPrune()) {
        waves.add(task.wave());
      }
      if (task.phase() == Phase.SYNC) {
        last = Math.max(last, task.wave());
      }
    }
    List<Integer> ascending = List.copyOf(waves);
    Map<Integer, Integer> mirror = new TreeMap<>();
    for (int i = 0; i < ascending.size(); i++) {
      mirror.put(ascending.get(i), ascending.get(ascending.size() - 1 - i));
    }
    var placed = new ArrayList<SyncTask>();
    for (SyncTask task : tasks) {
      ObjectNode live = task.live();
      if (!task.isPrune() || live == null) {
        placed.add(task);
        continue;
      }
      SyncOptions own =
          options.overriddenBy(
              SyncOptions.ofAnnotation(
                  live.path("metadata").path("annotations").path(Names.SYNC_OPTIONS).asText("")));
      placed.add(
          task.at(
              Phase.SYNC,
              own.isTrue("PruneLast")
                  ? last + 1
                  : Optional.ofNullable(mirror.get(task.wave())).orElse(task.wave())));
    }
    return placed;
  }

  /// Phase, wave, kind, name; then a Namespace and a definition come before the first task that
  /// needs them.
  private static List<SyncTask> order(List<SyncTask> tasks) {
    var sorted = new ArrayList<>(tasks);
    sorted.sort(
        Comparator.comparing(SyncTask::phase)
            .thenComparingInt(SyncTask::wave)
            .thenComparingInt(task -> KindOrder.rank(task.key().kind()))
            .thenComparing(task -> task.key().kind())
            .thenComparing(task -> task.key().name())
            .thenComparing(task -> task.key().namespace()));
    for (SyncTask task : List.copyOf(sorted)) {
      ObjectNode target = task.target();
      if (target == null || task.isHook()) {
        continue;
      }
      if (task.key().kind().equals("Namespace") && task.key().group().isEmpty()) {
        moveBefore(sorted, task, other -> other.namespace().equals(task.key().name()));
      } else if (task.key().kind().equals("CustomResourceDefinition")) {
        String group = target.path("spec").path("group").asText();
        String kind = target.path("spec").path("names").path("kind").asText();
        moveBefore(sorted, task, other -> other.group().equals(group) && other.kind().equals(kind));
      }
    }
    return sorted;
  }

  private static void moveBefore(
      List<SyncTask> sorted, SyncTask task, Predicate<ResourceKey> needs) {
    int own = sorted.indexOf(task);
    for (int i = 0; i < own; i++) {
      SyncTask other = sorted.get(i);
      if (needs.test(other.key()) && !other.isPrune()) {
        sorted.remove(own);
        sorted.add(i, task.at(other.phase(), other.wave()));
        return;
      }
    }
  }
}
