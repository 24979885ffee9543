package dev.fairlead.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The machine's processes, as `/proc` shows them.
final class ProcessTable {
  private static final Path PROC = Path.of("/proc");

  private ProcessTable() {}

  /// @param startTime in clock ticks since boot; with the pid it names a process for good, until
  ///   the machine restarts
  record Entry(long pid, long parent, long session, long startTime, char state) {
    boolean zombie() {
      return state == 'Z' || state == 'X';
    }
  }

  static Optional<Entry> find(long pid) {
    try {
      String text = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      // The name in parentheses may hold anything; the last ')' ends it.
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
      return Optional.of(
          new Entry(
              pid,
              Long.parseLong(fields[1]),
              Long.parseLong(fields[3]),
              Long.parseLong(fields[19]),
              fields[0].charAt(0)));
    } catch (IOException _) {
      return Optional.empty(); // It ended while we looked.
    }
  }

  static List<Entry> all() {
    List<Entry> entries = new ArrayList<>();
    try (var children = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path child : children) {
        find(Long.parseLong(child.getFileName().toString())).ifPresent(entries::add);
      }
    } catch (IOException e) {
      throw new ProcessException("cannot list processes: " + e.getMessage(), e);
    }
    return entries;
  }

  /// Living processes of a session, those that carry an environment variable, and all descendants
  /// of both.
  static List<Entry> tree(long session, String variable, String value) {
    Map<Long, Entry> byPid = new HashMap<>();
    Map<Long, List<Long>> children = new HashMap<>();
    for (Entry entry : all()) {
      if (!entry.zombie()) {
        byPid.put(entry.pid(), entry);
        children.computeIfAbsent(entry.parent(), _ -> new ArrayList<>()).add(entry.pid());
      }
    }
    Set<Long> found = new HashSet<>();
    byte[] needle = (variable + "=" + value).getBytes(StandardCharsets.UTF_8);
    for (Entry entry : byPid.values()) {
      if ((session > 0 && entry.session() == session) || carries(entry.pid(), needle)) {
        add(entry.pid(), children, found);
      }
    }
    return found.stream().map(byPid::get).toList();
  }

  private static void add(long pid, Map<Long, List<Long>> children, Set<Long> found) {
    if (found.add(pid)) {
      children.getOrDefault(pid, List.of()).forEach(child -> add(child, children, found));
    }
  }

  private static boolean carries(long pid, byte[] needle) {
    byte[] environment;
    try {
      environment = Files.readAllBytes(PROC.resolve(pid + "/environ"));
    } catch (IOException _) {
      return false; // It ended, or belongs to somebody else.
    }
    int start = 0;
    for (int i = 0; i <= environment.length; i++) {
      if (i == environment.length || environment[i] == 0) {
        if (java.util.Arrays.equals(environment, start, i, needle, 0, needle.length)) {
          return true;
        }
        start = i + 1;
      }
    }
    return false;
  }

  /// What a process was called with, separated by spaces; empty for one that is gone.
  static String commandLine(long pid) {
    try {
      return Files.readString(PROC.resolve(pid + "/cmdline"), StandardCharsets.ISO_8859_1)
          .replace('\0', ' ')
          .strip();
    } catch (IOException _) {
      return ""; // It ended while we looked.
    }
  }

  static String bootId() {
    try {
      return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      throw new ProcessException("cannot read the machine's boot id: " + e.getMessage(), e);
    }
  }
}
