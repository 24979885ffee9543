package dev.fairlead.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoreTest {
  private final Store store = new Store(Backing.MEMORY, 100);

  private static ObjectNode object(String name) {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("name", name).put("namespace", "default");
    return object;
  }

  private Store.Stored create(String name) {
    return store.create(GroupResource.PODS, Store.key("default", name), object(name)).orElseThrow();
  }

  private static List<String> names(Store.Snapshot snapshot) {
    return snapshot.objects().stream().map(stored -> Json.name(stored.object())).toList();
  }

  @Test
  void oneCounterOrdersAllWrites() {
    Store.Stored a = create("a");
    Store.Stored b = create("b");
    assertThat(a.revision()).isEqualTo(101);
    assertThat(b.revision()).isEqualTo(102);
    assertThat(Json.metadata(b.object(), "resourceVersion")).isEqualTo("102");
  }

  @Test
  void aWriteAgainstAnOlderStateIsRefused() {
    Store.Stored first = create("a");
    assertThat(store.replace(GroupResource.PODS, first, object("a"))).isPresent();
    assertThat(store.replace(GroupResource.PODS, first, object("a"))).isEmpty();
    assertThat(store.remove(GroupResource.PODS, first, object("a"))).isEmpty();
  }

  @Test
  void thePastCanBeListed() throws Store.ExpiredException {
    Store.Stored a = create("a");
    Store.Stored b = create("b");
    assertThat(store.remove(GroupResource.PODS, a, object("a"))).isPresent();
    create("c");
    assertThat(names(store.listAt(GroupResource.PODS, null, b.revision())))
        .containsExactly("a", "b");
    assertThat(names(store.list(GroupResource.PODS, "default"))).containsExactly("b", "c");
  }

  @Test
  void aFollowerResumesWhereItStopped()
      throws Store.ExpiredException, Store.CutException, InterruptedException {
    Store.Stored a = create("a");
    create("b");
    try (Store.Follower follower = store.followSince(GroupResource.PODS, null, a.revision())) {
      create("c");
      assertThat(follower.next(1_000).map(Store.Change::key)).contains("default/b");
      assertThat(follower.next(1_000).map(Store.Change::key)).contains("default/c");
      assertThat(follower.next(0)).isEqualTo(Optional.empty());
    }
  }

  @Test
  void aRevisionFromBeforeTheStartIsTooOld() {
    assertThatThrownBy(() -> store.followSince(GroupResource.PODS, null, 99))
        .isInstanceOf(Store.ExpiredException.class);
  }

  @Test
  void aSlowFollowerIsCutOff() {
    try (Store.Follower follower = store.followNow(GroupResource.PODS, null, 2)) {
      create("a");
      create("b");
      create("c");
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 4; i++) {
                  follower.next(1_000);
                }
              })
          .isInstanceOf(Store.CutException.class);
    }
  }
}
