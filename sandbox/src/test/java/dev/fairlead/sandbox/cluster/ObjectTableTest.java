package dev.fairlead.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectTableTest {
  @TempDir Path directory;

  private Store open() throws IOException {
    return new Store(ObjectTable.open(directory.resolve("objects.sqlite")), 100);
  }

  private static ObjectNode object(String name, String text) {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("name", name).put("namespace", "default");
    return object.put("text", text);
  }

  private static Store.Stored create(Store store, String name) {
    return store
        .create(GroupResource.PODS, Store.key("default", name), object(name, "한국어 🚢"))
        .orElseThrow();
  }

  @Test
  void everyWriteIsThereAfterwards() throws IOException {
    Store first = open();
    Store.Stored a = create(first, "a");
    Store.Stored b = create(first, "b");
    first.replace(GroupResource.PODS, b, object("b", "changed"));
    Store.Stored c = create(first, "c");
    first.remove(GroupResource.PODS, c, c.object().deepCopy());
    long revision = first.revision();
    first.close();

    Store second = open();
    assertThat(second.revision()).as("never goes backwards").isEqualTo(revision);
    List<Store.Stored> objects = second.list(GroupResource.PODS, null).objects();
    assertThat(objects).extracting(Store.Stored::key).containsExactly("default/a", "default/b");
    assertThat(objects.getFirst().object()).isEqualTo(a.object());
    assertThat(objects.getLast().object().path("text").asText()).isEqualTo("changed");
    assertThat(create(second, "d").revision()).isEqualTo(revision + 1);
    second.close();
  }

  @Test
  void aWatchFromBeforeTheRestartListsAgain() throws IOException, Store.ExpiredException {
    Store first = open();
    Store.Stored a = create(first, "a");
    create(first, "b");
    long revision = first.revision();
    first.close();
    Store second = open();
    assertThatThrownBy(() -> second.followSince(GroupResource.PODS, null, a.revision()))
        .isInstanceOf(Store.ExpiredException.class);
    second.followSince(GroupResource.PODS, null, revision).close();
    second.close();
  }

  @Test
  void aWriteThatCannotBeKeptIsRefusedAndLeavesTheStoreAsItWas() throws IOException {
    Store store = open();
    Store.Stored a = create(store, "a");
    store.close(); // the nearest to a full disk that a test can have
    assertThatThrownBy(() -> create(store, "b"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("objects.sqlite")
        .hasMessageContaining("nothing has changed");
    assertThat(store.revision()).isEqualTo(a.revision());
    assertThat(store.list(GroupResource.PODS, null).objects()).containsExactly(a);
  }

  @Test
  void aFileThatIsNotOneIsNamed() throws IOException {
    Files.writeString(
        directory.resolve("objects.sqlite"), "not a database, but long enough ".repeat(99));
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("objects.sqlite")
        .hasMessageContaining("move it away");
  }

  @Test
  void aSecondServerIsToldThatTheFileIsTaken() throws IOException {
    Store store = open();
    create(store, "a");
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("locked");
    store.close();
  }
}
