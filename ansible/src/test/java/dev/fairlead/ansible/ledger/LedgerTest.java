package dev.fairlead.ansible.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.ansible.ledger.PlaybookLedger.Success;
import dev.fairlead.model.CommitId;
import dev.fairlead.store.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir Path directory;

  @Test
  void theLastSuccessOfAPlaybookIsRemembered() {
    Database database = Database.open(directory);
    var first = new Success("r", "a.yml", new CommitId("1".repeat(40)), false, List.of("x"), NOON);
    var second =
        new Success("r", "a.yml", new CommitId("2".repeat(40)), true, List.of("x", "y"), NOON);
    var ledger = new PlaybookLedger(database);
    ledger.record(first);
    ledger.record(second);

    assertThat(new PlaybookLedger(Database.open(directory)).find("r", "a.yml")).contains(second);
    assertThat(ledger.find("r", "b.yml")).isEmpty();
    assertThat(ledger.all("other")).isEmpty();
  }

  @Test
  void anInventoryHasOneHolderAtATime() {
    var locks = new InventoryLocks(Database.open(directory));
    assertThat(locks.take("i", "one", NOON)).isTrue();
    assertThat(locks.take("i", "two", NOON)).isFalse();
    assertThat(locks.take("i", "one", NOON)).as("after a restart").isTrue();
    assertThat(locks.find("i")).contains(new InventoryLocks.Lock("i", "one", NOON));
    locks.release("i", "two");
    assertThat(locks.find("i")).isPresent();
    locks.release("i", "one");
    assertThat(locks.take("i", "two", NOON)).isTrue();
  }
}
