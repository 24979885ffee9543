package dev.fairlead.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.Delivery;
import dev.fairlead.model.JournalEntry;
import dev.fairlead.model.Layer;
import dev.fairlead.model.Stage;
import dev.fairlead.model.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final CommitId ONE = new CommitId("1".repeat(40));
  private static final CommitId TWO = new CommitId("2".repeat(40));
  private static final String REPOSITORY = "https://github.com/acme/shop.git";

  @TempDir private Path directory;
  private Database database;

  @BeforeEach
  void open() {
    database = Database.open(directory);
  }

  @Test
  void aDeliveryIsReadAsItWasWrittenAlsoAfterReopening() {
    Stage build =
        Stage.waiting("build web", Layer.IMAGE, ".github/workflows/web.yml", "for a free runner")
            .started(NOON, "running")
            .withLog("/logs/1")
            .ended(State.FAILED, NOON.plusSeconds(5), "1 test failed", List.of("a", "", "구성 오류"));
    Delivery delivery = delivery("d1", NOON, List.of(build));
    new Deliveries(database).save(delivery);

    assertThat(new Deliveries(Database.open(directory)).find("d1")).contains(delivery);
  }

  @Test
  void savingAgainReplacesStateAndStages() {
    var deliveries = new Deliveries(database);
    deliveries.save(delivery("d1", NOON, List.of(Stage.waiting("a", Layer.IMAGE, "u", ""))));
    Delivery changed =
        delivery("d1", NOON, List.of(Stage.waiting("b", Layer.DEPLOYMENT, "v", "for a")));
    deliveries.save(changed);

    assertThat(deliveries.find("d1")).contains(changed);
  }

  @Test
  void deliveriesComeNewestFirstAndUnfinishedOnesOldestFirst() {
    var deliveries = new Deliveries(database);
    deliveries.save(delivery("d1", NOON, List.of()));
    deliveries.save(delivery("d2", NOON.plusSeconds(1), List.of()));

    assertThat(deliveries.newest(10)).extracting(Delivery::id).containsExactly("d2", "d1");
    assertThat(deliveries.newest(1)).extracting(Delivery::id).containsExactly("d2");
    assertThat(deliveries.unfinished()).extracting(Delivery::id).containsExactly("d1", "d2");
  }

  @Test
  void theJournalKeepsTheOrderOfItsEntries() {
    var journal = new Journal(database);
    JournalEntry started = entry("d1", "started");
    JournalEntry done = entry("d1", "done");
    journal.append(started);
    journal.append(entry(null, "seen"));
    journal.append(done);

    assertThat(journal.of("d1")).containsExactly(started, done);
    assertThat(journal.newest(2)).extracting(JournalEntry::outcome).containsExactly("done", "seen");
  }

  @Test
  void aBranchRemembersItsTipAndWhatWasReleased() {
    var branches = new Branches(database);
    branches.see(REPOSITORY, "main", ONE);
    assertThat(branches.released(REPOSITORY, "main")).isEmpty();
    branches.release(REPOSITORY, "main", ONE);
    branches.see(REPOSITORY, "main", TWO);

    assertThat(branches.released(REPOSITORY, "main")).contains(ONE);
    assertThat(branches.seen(REPOSITORY)).containsEntry("main", TWO);
    branches.forget(REPOSITORY, "main");
    assertThat(branches.seen(REPOSITORY)).isEmpty();
  }

  @Test
  void aFileThatIsNoDatabaseIsNamed() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.writeString(
        other.resolve("fairlead.db"), "not a database, but long enough to be one".repeat(50));

    assertThatThrownBy(() -> Database.open(other))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("fairlead.db");
  }

  private static Delivery delivery(String id, Instant startedAt, List<Stage> stages) {
    return new Delivery(
        id,
        REPOSITORY,
        "main",
        ONE,
        TWO,
        TWO,
        "feat: 새 기능 🎉",
        "kim",
        startedAt,
        null,
        State.RUNNING,
        "",
        stages);
  }

  private static JournalEntry entry(@Nullable String delivery, String outcome) {
    return new JournalEntry(
        NOON, "fairlead", delivery, "Deployment a/b", "heal", ONE, "drift", outcome);
  }
}
