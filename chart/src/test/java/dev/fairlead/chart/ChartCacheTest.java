package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.MemoryTree;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ChartCacheTest {
  private static final String META = "apiVersion: v2\nname: web\nversion: 1.0.0\n";
  private static final Map<String, String> FILES =
      Map.of("Chart.yaml", META, "values.yaml", "a: 1\n");

  private final ChartEngine engine = new ChartEngine();

  /// Counts what is read.
  private static final class Versioned implements RevisionTree {
    private final RevisionTree tree;
    private final String version;
    int reads;

    Versioned(Map<String, String> files, String version) {
      this.tree = MemoryTree.of(files);
      this.version = version;
    }

    @Override
    public String id() {
      return tree.id();
    }

    @Override
    public Optional<TreeEntry> find(String path) {
      return tree.find(path);
    }

    @Override
    public List<TreeEntry> list(String directory) {
      return tree.list(directory);
    }

    @Override
    public byte[] read(String path) {
      reads++;
      return tree.read(path);
    }

    @Override
    public Optional<String> version(String path) {
      return Optional.of(version + path);
    }
  }

  @Test
  void doesNotReadFilesWhoseVersionItKnows() {
    Versioned tree = new Versioned(FILES, "1");
    Chart first = engine.load(tree, "");
    int reads = tree.reads;
    assertThat(reads).isPositive();
    assertThat(engine.load(tree, "")).isSameAs(first);
    assertThat(tree.reads).isEqualTo(reads);
  }

  @Test
  void knowsEqualFilesUnderAnotherVersion() {
    Chart first = engine.load(new Versioned(FILES, "1"), "");
    assertThat(engine.load(new Versioned(FILES, "2"), "")).isSameAs(first);
    assertThat(engine.load(MemoryTree.of(FILES), "")).isSameAs(first);
  }

  @Test
  void readsFilesOfAnotherVersion() {
    engine.load(new Versioned(FILES, "1"), "");
    Map<String, String> changed = Map.of("Chart.yaml", META, "values.yaml", "a: 2\n");
    Chart second = engine.load(new Versioned(changed, "2"), "");
    assertThat(second.defaultValues().get("a").asInt()).isEqualTo(2);
  }

  @Test
  void forgetsTheChartsUsedLongestAgo() {
    ChartCache cache = new ChartCache(100);
    ChartFile meta = new ChartFile("Chart.yaml", META.getBytes(StandardCharsets.UTF_8));
    Chart first = cache.chart(HelmVersion.V4, "1", () -> List.of(meta), ChartOrigin.NONE);
    assertThat(cache.chart(HelmVersion.V4, "1", List::of, ChartOrigin.NONE)).isSameAs(first);
    ChartFile more = new ChartFile("README.md", new byte[50]);
    cache.chart(HelmVersion.V4, "2", () -> List.of(meta, more), ChartOrigin.NONE);
    assertThat(cache.chart(HelmVersion.V4, "1", () -> List.of(meta), ChartOrigin.NONE))
        .isNotSameAs(first);
  }
}
