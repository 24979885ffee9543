package dev.fairlead.ansible.ledger;

import dev.fairlead.store.Database;
import java.time.Instant;
import java.util.Optional;

/// One run per inventory at a time, which nothing in Ansible itself takes care of. A lock outlives
/// a restart; its holder takes it up again by its name. Safe for any thread and several servers.
public final class InventoryLocks {
  private final Database database;

  public InventoryLocks(Database database) {
    this.database = database;
  }

  /// @param inventory names the inventory for good, such as the repository and the source paths
  /// @param holder names the run, such as delivery and stage
  public record Lock(String inventory, String holder, Instant since) {}

  /// Takes a lock, or finds that the same holder has it already.
  ///
  /// @return whether the holder has it now
  public boolean take(String inventory, String holder, Instant now) {
    return database
        .jdbi()
        .inTransaction(handle -> {
          handle.execute(
              """
              INSERT INTO ansible_lock (inventory, holder, since) VALUES (?, ?, ?)
              ON CONFLICT (inventory) DO NOTHING
              """,
              inventory,
              holder,
              now.toString());
          return handle
              .createQuery("SELECT holder FROM ansible_lock WHERE inventory = :inventory")
              .bind("inventory", inventory)
              .mapTo(String.class)
              .one()
              .equals(holder);
        });
  }

  /// Gives a lock up; nothing happens where somebody else holds it.
  public void release(String inventory, String holder) {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                "DELETE FROM ansible_lock WHERE inventory = ? AND holder = ?", inventory, holder));
  }

  /// Who uses an inventory.
  public Optional<Lock> find(String inventory) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT holder, since FROM ansible_lock WHERE inventory = :inventory")
                .bind("inventory", inventory)
                .map((row, _) ->
                    new Lock(inventory, row.getString(1), Instant.parse(row.getString(2))))
                .findFirst());
  }
}
