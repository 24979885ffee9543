package dev.fairlead.delivery;

import dev.fairlead.model.Delivery;
import dev.fairlead.model.Stage;
import dev.fairlead.store.Deliveries;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The deliveries as they stand: every change is stored before it is told to anybody.
///
/// Safe for any thread; changes are made one after another.
public final class Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private final Deliveries store;
  private final List<Consumer<Delivery>> listeners = new CopyOnWriteArrayList<>();

  public Ledger(Deliveries store) {
    this.store = store;
  }

  public Optional<Delivery> find(String id) {
    return store.find(id);
  }

  /// The newest deliveries, newest first.
  public List<Delivery> newest(int limit) {
    return store.newest(limit);
  }

  /// The deliveries that have not ended, oldest first.
  public List<Delivery> unfinished() {
    return store.unfinished();
  }

  /// Calls a listener after every change, on the thread that made it; it must not block.
  ///
  /// @return ends the subscription when closed
  public Subscription subscribe(Consumer<Delivery> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /// A subscription to changes; closing it twice is harmless.
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  Delivery add(Delivery delivery) {
    synchronized (this) {
      store.save(delivery);
    }
    tell(delivery);
    return delivery;
  }

  Delivery update(String id, UnaryOperator<Delivery> change) {
    Delivery changed;
    synchronized (this) {
      Delivery current =
          store.find(id).orElseThrow(() -> new IllegalStateException("no delivery " + id));
      changed = change.apply(current);
      if (changed.equals(current)) {
        return current;
      }
      store.save(changed);
    }
    tell(changed);
    return changed;
  }

  Delivery updateStage(String id, String stage, UnaryOperator<Stage> change) {
    return update(
        id,
        delivery ->
            delivery.withStages(
                delivery.stages().stream()
                    .map(each -> each.name().equals(stage) ? change.apply(each) : each)
                    .toList()));
  }

  /// A listener's fault is its own: the change has been made, and the others hear of it.
  private void tell(Delivery delivery) {
    for (Consumer<Delivery> listener : listeners) {
      try {
        listener.accept(delivery);
      } catch (RuntimeException e) {
        LOG.warn("a listener failed on delivery {}", delivery.id(), e);
      }
    }
  }
}
