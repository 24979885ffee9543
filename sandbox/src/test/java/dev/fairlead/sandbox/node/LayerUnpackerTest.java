package dev.fairlead.sandbox.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerUnpackerTest {
  @TempDir Path directory;

  private Path layer(String name, TestTar tar) throws IOException {
    Path archive = Files.write(directory.resolve(name + ".tar"), tar.bytes());
    Path target = directory.resolve(name);
    LayerUnpacker.unpack(archive, target);
    return target;
  }

  private Path stack(Path... layers) throws IOException {
    Path root = directory.resolve("root");
    LayerUnpacker.stack(List.of(layers), root);
    return root;
  }

  @Test
  void higherLayersReplaceAndDeleteFilesOfLowerOnes() throws IOException {
    Path root =
        stack(
            layer(
                "one",
                new TestTar()
                    .file("app/a", "1")
                    .file("app/b", "1")
                    .file("data/old", "1")
                    .file("data/older", "1")),
            layer(
                "two",
                new TestTar()
                    .file("app/a", "2")
                    .file("app/.wh.b", "")
                    .file("data/.wh..wh..opq", "")
                    .file("data/new", "2")));

    assertThat(root.resolve("app/a")).hasContent("2");
    assertThat(root.resolve("app/b")).doesNotExist();
    assertThat(root.resolve("data")).isDirectoryNotContaining("glob:**old*");
    assertThat(root.resolve("data/new")).hasContent("2");
    assertThat(directory.resolve("one/fs/app/a")).as("the layer itself").hasContent("1");
  }

  @Test
  void keepsLinksAndPermissions() throws IOException {
    Path root =
        stack(
            layer(
                "one",
                new TestTar()
                    .directory("usr/bin")
                    .link("bin", "usr/bin")
                    .executable("usr/bin/tool", "x")),
            layer("two", new TestTar().directory("bin").file("bin/other", "y")));

    assertThat(root.resolve("bin")).isSymbolicLink();
    assertThat(root.resolve("usr/bin/tool")).isExecutable();
    assertThat(root.resolve("usr/bin/other")).as("written through the link").hasContent("y");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/../../evil"})
  void refusesEntriesOutsideOfTheImage(String name) {
    assertThatThrownBy(() -> layer("one", new TestTar().file(name, "x")))
        .hasMessageContaining("lies outside of the image");
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @Test
  void refusesToWriteThroughALinkOfTheSameLayer() {
    assertThatThrownBy(() ->
            layer("one", new TestTar().link("out", directory.toString()).file("out/evil", "x")))
        .hasMessageContaining("symbolic link");
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @Test
  void linksOfLowerLayersDoNotLeadOutOfTheImage() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Path one = layer("one", new TestTar().link("out", "../outside"));
    Path two = layer("two", new TestTar().directory("out").file("out/evil", "x"));

    assertThatThrownBy(() -> stack(one, two)).hasMessageContaining("leads out of the image");
    assertThat(outside).isEmptyDirectory();
  }
}
