package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.forge.diff.FileDiff;
import dev.fairlead.sandbox.forge.diff.Hunk;
import dev.fairlead.sandbox.forge.diff.Line;
import dev.fairlead.sandbox.forge.pages.DiffFile;
import dev.fairlead.sandbox.forge.pages.Markdown;
import dev.fairlead.sandbox.forge.pages.Said;
import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.LineComment;
import dev.fairlead.sandbox.forge.pulls.Reaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevTree;
import org.jspecify.annotations.Nullable;

/// Diffs as pages show them, with what was said about their lines. Safe for any thread.
final class DiffPages {
  /// More files are not shown on one page.
  private static final int MAX_FILES = 300;

  /// Nor more lines of one file.
  private static final int MAX_LINES = 3000;

  private static final Map<String, String> EMOJI =
      Map.of(
          "+1",
          "👍",
          "-1",
          "👎",
          "laugh",
          "😄",
          "hooray",
          "🎉",
          "confused",
          "😕",
          "heart",
          "❤️",
          "rocket",
          "🚀",
          "eyes",
          "👀");

  private final CommitJson commits;
  private final LineComments lines;
  private final Markdown markdown;

  DiffPages(CommitJson commits, LineComments lines, Markdown markdown) {
    this.commits = commits;
    this.lines = lines;
    this.markdown = markdown;
  }

  Said said(
      String anchor,
      String author,
      java.time.Instant at,
      boolean edited,
      @Nullable String body,
      List<Reaction> reactions,
      boolean pending) {
    var counts = new LinkedHashMap<String, Integer>();
    for (Reaction reaction : reactions) {
      counts.merge(EMOJI.getOrDefault(reaction.content(), reaction.content()), 1, Integer::sum);
    }
    var text = new ArrayList<String>();
    counts.forEach((emoji, count) -> text.add(emoji + " " + count));
    return new Said(
        anchor, author, at, edited, markdown.html(body), String.join("  ", text), pending);
  }

  /// The conversations on a pull request's lines, by the id of their first comment.
  ///
  /// @param reader sees pending comments of his own
  Map<Long, DiffFile.Talk> threads(ForgeRepository repository, Issue issue, @Nullable String reader)
      throws IOException {
    var grouped = new LinkedHashMap<Long, List<LineComment>>();
    for (LineComment comment : issue.asPull().lineComments()) {
      if (!issue.asPull().isPending(comment) || comment.author().equals(reader)) {
        grouped.computeIfAbsent(comment.thread(), _ -> new ArrayList<>()).add(comment);
      }
    }
    LineComments.Locator locator = lines.locator(repository, issue);
    var threads = new LinkedHashMap<Long, DiffFile.Talk>();
    for (var entry : grouped.entrySet()) {
      LineComment first = entry.getValue().getFirst();
      LineComments.Current now = locator.locate(first);
      var place = first.place();
      boolean outdated = place.line() != null && now.line() == null;
      threads.put(
          entry.getKey(),
          new DiffFile.Talk(
              entry.getKey(),
              place.path()
                  + (place.line() == null
                      ? ""
                      : ":" + (now.line() == null ? place.line() : now.line())),
              outdated,
              lastLines(place.hunk()),
              entry.getValue().stream()
                  .map(comment ->
                      said(
                          "discussion_r" + comment.id(),
                          comment.author(),
                          comment.created(),
                          !comment.updated().equals(comment.created()),
                          comment.body(),
                          comment.reactions(),
                          issue.asPull().isPending(comment)))
                  .toList()));
    }
    return threads;
  }

  /// The header of a hunk and the four lines up to the one that is spoken of.
  private static String lastLines(String hunk) {
    String[] all = hunk.split("\n", -1);
    if (all.length <= 5) {
      return hunk;
    }
    return all[0] + "\n" + String.join("\n", List.of(all).subList(all.length - 4, all.length));
  }

  /// What a reader asks to write about: `at` names a file by its number on the page.
  ///
  /// @param side `LEFT` or `RIGHT`
  record Wanted(String path, String side, int line) {}

  /// @param issue null for a commit, whose lines are not commented on
  /// @param base path of the pull request's page; null where nobody may comment
  List<DiffFile> files(
      ForgeRepository repository,
      @Nullable RevTree old,
      RevCommit head,
      @Nullable Issue issue,
      @Nullable String base,
      @Nullable Wanted wanted,
      @Nullable String reader)
      throws IOException {
    Map<Long, DiffFile.Talk> threads =
        issue == null ? Map.of() : threads(repository, issue, reader);
    LineComments.Locator locator = issue == null ? null : lines.locator(repository, issue);
    var files = new ArrayList<DiffFile>();
    for (DiffEntry entry : commits.changes(repository, old, head.getTree())) {
      if (files.size() == MAX_FILES) {
        break;
      }
      ObjectNode file = commits.file(repository, entry, head);
      String path = file.path("filename").asText();
      var placed = new LinkedHashMap<String, List<DiffFile.Talk>>();
      if (issue != null && locator != null) {
        for (LineComment comment : issue.asPull().lineComments()) {
          DiffFile.Talk thread = threads.get(comment.id());
          if (thread != null && comment.place().path().equals(path)) {
            LineComments.Current now = locator.locate(comment);
            placed
                .computeIfAbsent(
                    now.line() == null ? "" : comment.place().side() + now.line(),
                    _ -> new ArrayList<>())
                .add(thread);
          }
        }
      }
      FileDiff diff = FileDiff.of(file.path("patch").asText(""));
      var rows = new ArrayList<DiffFile.Row>();
      String anchor = "file-" + files.size();
      for (Hunk hunk : diff.hunks()) {
        rows.add(new DiffFile.Row("hunk", "", "", "", hunk.header(), null, null, List.of()));
        for (Line line : hunk.lines()) {
          rows.add(row(line, path, base, wanted, placed));
        }
      }
      files.add(
          new DiffFile(
              anchor,
              path,
              file.has("previous_filename") ? file.path("previous_filename").asText() : null,
              file.path("status").asText(),
              file.path("additions").asInt(),
              file.path("deletions").asInt(),
              rows.size() > MAX_LINES ? List.of() : rows,
              placed.getOrDefault("", List.of())));
    }
    return files;
  }

  private static DiffFile.Row row(
      Line line,
      String path,
      @Nullable String base,
      @Nullable Wanted wanted,
      Map<String, List<DiffFile.Talk>> placed) {
    boolean left = line.kind() == Line.Kind.REMOVED;
    String side = left ? "LEFT" : "RIGHT";
    int number = left ? line.before() : line.after();
    boolean note = line.kind() == Line.Kind.NOTE;
    var threads = new ArrayList<>(placed.getOrDefault(side + number, List.of()));
    if (line.kind() == Line.Kind.CONTEXT) { // may also be spoken of by its former number
      threads.addAll(placed.getOrDefault("LEFT" + line.before(), List.of()));
    }
    boolean form =
        wanted != null
            && wanted.path().equals(path)
            && wanted.side().equals(side)
            && wanted.line() == number;
    return new DiffFile.Row(
        line.kind().name().toLowerCase(java.util.Locale.ROOT),
        line.before() == 0 ? "" : Integer.toString(line.before()),
        line.after() == 0 ? "" : Integer.toString(line.after()),
        note ? "" : String.valueOf(line.kind().mark()),
        line.text(),
        base == null || note ? null : comment(base, path, side, number),
        form ? new DiffFile.Form(path, side, number) : null,
        note ? List.of() : threads);
  }

  private static String comment(String base, String path, String side, int line) {
    return base
        + "/files?path="
        + java.net.URLEncoder.encode(path, java.nio.charset.StandardCharsets.UTF_8)
        + "&side="
        + side
        + "&line="
        + line
        + "#new";
  }

  /// A link that may stand on a page: to a web address only.
  static @Nullable String web(@Nullable String url) {
    return Optional.ofNullable(url).filter(text -> text.matches("https?://\\S+")).orElse(null);
  }
}
