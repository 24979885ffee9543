package dev.fairlead.server;

import dev.fairlead.delivery.Ledger;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.Delivery;
import dev.fairlead.model.JournalEntry;
import dev.fairlead.store.Journal;
import dev.fairlead.sync.control.SyncJournal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes what the sync controller does into the journal, under the delivery whose revision it does
/// it for.
final class JournalledSync implements SyncJournal {
  private static final int DETAILS_SHOWN = 20;

  private final Journal journal;
  private final Ledger ledger;

  JournalledSync(Journal journal, Ledger ledger) {
    this.journal = journal;
    this.ledger = ledger;
  }

  @Override
  public void append(Entry entry) {
    @Nullable CommitId revision = entry.revisions().isEmpty() ? null : entry.revisions().getFirst();
    String what = entry.what();
    if (!entry.details().isEmpty()) {
      what +=
          ": "
              + String.join("; ", entry.details().stream().limit(DETAILS_SHOWN).toList())
              + (entry.details().size() > DETAILS_SHOWN
                  ? " and " + (entry.details().size() - DETAILS_SHOWN) + " more"
                  : "");
    }
    journal.append(
        new JournalEntry(
            entry.at(),
            "fairlead",
            revision == null ? null : delivery(revision),
            entry.application().isEmpty() ? "Applications" : "Application " + entry.application(),
            entry.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            revision,
            entry.cause(),
            entry.outcome().isEmpty() ? what : what + " -> " + entry.outcome()));
  }

  private @Nullable String delivery(CommitId revision) {
    return ledger.unfinished().stream()
        .filter(delivery -> delivery.head().equals(revision))
        .map(Delivery::id)
        .findFirst()
        .orElse(null);
  }
}
