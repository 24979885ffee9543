package dev.fairlead.delivery.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.check.Checked;
import dev.fairlead.delivery.DeliveryService.Polling;
import dev.fairlead.git.Credentials;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.JournalEntry;
import dev.fairlead.model.ProposedChange;
import dev.fairlead.model.PullRequest;
import dev.fairlead.store.Changes;
import dev.fairlead.store.Database;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // each test begins with the set-up
class ChangeWatchTest {
  private static final String URL = "https://github.com/acme/shop.git";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;
  private Path clone;
  private Mirror mirror;
  private Database database;
  private final Forge forge = new Forge();
  private final Heard heard = new Heard();
  private final List<JournalEntry> journal = new ArrayList<>();
  private final List<String> checked = new ArrayList<>();

  @BeforeEach
  void setUp() throws Exception {
    Path remote = directory.resolve("remote.git");
    clone = directory.resolve("clone");
    git(directory, "init", "-q", "--bare", "-b", "main", remote.toString());
    git(directory, "clone", "-q", remote.toString(), clone.toString());
    git(clone, "checkout", "-q", "-B", "main");
    git(clone, "config", "user.name", "Kim");
    git(clone, "config", "user.email", "kim@example.com");
    CommitId _ = commit("README", "one");
    git(clone, "push", "-q", "origin", "HEAD");
    mirror = Mirror.open(directory.resolve("mirror"), remote.toString(), Credentials.NONE);
    database = Database.open(directory.resolve("data"));
  }

  @AfterEach
  void close() {
    mirror.close();
  }

  private CommitId commit(String file, String text) throws Exception {
    Files.writeString(clone.resolve(file), text);
    git(clone, "add", "-A");
    git(clone, "commit", "-q", "-m", "change " + file);
    return new CommitId(git(clone, "rev-parse", "HEAD").strip());
  }

  private static String git(Path directory, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private ChangeWatch watch() {
    return new ChangeWatch(
        URL,
        mirror,
        forge,
        List.of(heard),
        (pull, base, head) -> {
          checked.add(base.isFile("new") + " " + head.isFile("new"));
          return new Checked(List.of(), List.of());
        },
        new Changes(database),
        journal::add,
        () -> {},
        Clock.fixed(START, ZoneOffset.UTC),
        RandomGenerator.getDefault(),
        new Polling(Duration.ofHours(1), Duration.ZERO));
  }

  private PullRequest pull(CommitId head, PullRequest.Status status) throws Exception {
    return new PullRequest(
        URL,
        7,
        "A change",
        "kim",
        "acme/shop",
        "feature",
        head,
        "main",
        new CommitId(git(clone, "rev-parse", "main").strip()),
        false,
        status,
        "https://github.com/acme/shop/pull/7");
  }

  private CommitId feature() throws Exception {
    git(clone, "checkout", "-q", "-B", "feature");
    CommitId head = commit("new", "text " + System.nanoTime());
    git(clone, "push", "-q", "-f", "origin", "HEAD");
    return head;
  }

  @Test
  void aPullRequestIsToldAndCheckedOncePerHead() throws Exception {
    CommitId head = feature();
    forge.pulls.add(pull(head, PullRequest.Status.OPEN));
    watch().look();
    watch().look();
    assertThat(heard.events).containsExactly("proposed " + head.abbreviated());
    assertThat(checked).containsExactly("false true");
    assertThat(forge.reports).hasSize(1);
    ProposedChange stored = new Changes(database).find(URL, 7).orElseThrow();
    assertThat(stored.isGood()).isTrue();
    assertThat(journal).extracting(JournalEntry::action).containsExactly("check");

    CommitId next = feature();
    forge.pulls.set(0, pull(next, PullRequest.Status.OPEN));
    watch().look();
    assertThat(heard.events).last().isEqualTo("proposed " + next.abbreviated());
    assertThat(forge.reports).hasSize(2);
  }

  @Test
  void aMergedPullRequestEndsOnce() throws Exception {
    CommitId head = feature();
    forge.pulls.add(pull(head, PullRequest.Status.OPEN));
    watch().look();
    forge.pulls.set(0, pull(head, PullRequest.Status.MERGED));
    watch().look();
    watch().look();
    assertThat(heard.events).containsExactly("proposed " + head.abbreviated(), "ended MERGED");
  }

  @Test
  void commentsBeforeTheFirstLookAreHistoryAndLaterOnesCountOnce() throws Exception {
    forge.pulls.add(pull(feature(), PullRequest.Status.OPEN));
    forge.comments.add(comment(1, "atlantis apply", START.minusSeconds(5)));
    watch().look();
    forge.comments.add(comment(2, "atlantis plan", START.plusSeconds(5)));
    watch().look();
    watch().look();
    assertThat(heard.events.stream().filter(each -> each.startsWith("commented")))
        .containsExactly("commented atlantis plan");
  }

  @Test
  void whatAListenerCouldNotTakeComesAgain() throws Exception {
    forge.pulls.add(pull(feature(), PullRequest.Status.OPEN));
    watch().look();
    forge.comments.add(comment(3, "atlantis plan", START.plusSeconds(5)));
    heard.refusing = true;
    assertThatThrownBy(() -> watch().look()).hasMessage("not now");
    heard.refusing = false;
    watch().look();
    assertThat(heard.events).last().isEqualTo("commented atlantis plan");
  }

  @Test
  void aForgeThatIsAwayLosesNothing() throws Exception {
    forge.away = true;
    assertThatThrownBy(() -> watch().look()).isInstanceOf(IllegalStateException.class);
    forge.away = false;
    forge.pulls.add(pull(feature(), PullRequest.Status.OPEN));
    watch().look();
    assertThat(heard.events).hasSize(1);
  }

  private static PullRequestComment comment(long id, String body, Instant at) {
    return new PullRequestComment(id, 7, "kim", body, at);
  }

  private static final class Heard implements ChangeListener {
    final List<String> events = new ArrayList<>();
    boolean refusing;

    @Override
    public void proposed(PullRequest pullRequest) {
      events.add("proposed " + pullRequest.head().abbreviated());
    }

    @Override
    public void commented(PullRequest pullRequest, PullRequestComment comment) {
      if (refusing) {
        throw new IllegalStateException("not now");
      }
      events.add("commented " + comment.body());
    }

    @Override
    public void ended(PullRequest pullRequest) {
      events.add("ended " + pullRequest.status());
    }
  }

  private static final class Forge implements ChangeForge {
    final List<PullRequest> pulls = new ArrayList<>();
    final List<PullRequestComment> comments = new ArrayList<>();
    final List<Checked> reports = new ArrayList<>();
    boolean away;

    @Override
    public List<PullRequest> open() {
      if (away) {
        throw new IllegalStateException("away");
      }
      return pulls.stream().filter(each -> each.status() == PullRequest.Status.OPEN).toList();
    }

    @Override
    public Optional<PullRequest> find(int number) {
      return pulls.stream().filter(each -> each.number() == number).findFirst();
    }

    @Override
    public List<PullRequestComment> comments(Instant since) {
      return comments.stream().filter(each -> !each.createdAt().isBefore(since)).toList();
    }

    @Override
    public void report(PullRequest pullRequest, Checked checked) {
      reports.add(checked);
    }

    @Override
    public void reportProblem(PullRequest pullRequest, String problem) {
      throw new AssertionError(problem);
    }
  }
}
