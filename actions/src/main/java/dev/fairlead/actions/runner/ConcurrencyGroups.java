package dev.fairlead.actions.runner;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `concurrency`: of each group one member runs and one waits; a newer one takes the waiting one's
/// place, and the running one's if it says so. Safe for any thread.
final class ConcurrencyGroups {
  /// GitHub's limit for `queue: max`.
  private static final int MAX_QUEUE = 100;

  private final Map<String, Group> groups = new HashMap<>();

  private static final class Group {
    private @Nullable Member running;
    private final Deque<Member> waiting = new ArrayDeque<>();
  }

  /// Who wants to run in a group.
  interface Member {
    boolean isCancelled();

    void cancel(String reason);
  }

  /// A place in a group, to be given back.
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  static String key(String repository, String group) {
    return (repository + "\n" + group).toLowerCase(Locale.ROOT);
  }

  /// Waits for the member's turn. A member that is cancelled meanwhile gets a place that means
  /// nothing.
  Place enter(String key, Member member, boolean cancelRunning, boolean unlimited)
      throws InterruptedException {
    Member loser = null;
    Member running;
    synchronized (this) {
      Group group = groups.computeIfAbsent(key, _ -> new Group());
      running = group.running;
      if (running == null) {
        group.running = member;
        return () -> leave(key, member);
      }
      if (!unlimited && !group.waiting.isEmpty()) {
        loser = group.waiting.removeLast();
      } else if (group.waiting.size() >= MAX_QUEUE) {
        member.cancel("more than " + MAX_QUEUE + " runs wait in this concurrency group");
        return () -> {};
      }
      group.waiting.addLast(member);
    }
    if (loser != null) {
      loser.cancel("a newer run waits in the same concurrency group");
    }
    if (cancelRunning) {
      running.cancel("a newer run of the same concurrency group started");
    }
    synchronized (this) {
      Group group = groups.computeIfAbsent(key, _ -> new Group());
      while (!isRunning(group, member) && !member.isCancelled()) {
        wait(500); // A cancellation does not wake us.
      }
      if (!isRunning(group, member)) {
        group.waiting.remove(member);
      }
    }
    return () -> leave(key, member);
  }

  @SuppressWarnings("ReferenceEquality") // Members are what they are, not what they say.
  private static boolean isRunning(Group group, Member member) {
    return group.running == member;
  }

  private synchronized void leave(String key, Member member) {
    Group group = groups.get(key);
    if (group == null || !isRunning(group, member)) {
      return;
    }
    group.running = group.waiting.poll();
    if (group.running == null) {
      groups.remove(key);
    }
    notifyAll();
  }
}
