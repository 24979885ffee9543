package dev.fairlead.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldSetTest {

  private static FieldSet set(String text) {
    return FieldSet.decode(MemoryServer.read(text.replace('\'', '"')));
  }

  @Test
  void readsAndWritesFieldsV1() {
    String text =
        "{\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"c\\\"}\":{\".\":{},\"f:image\":{}}},\"f:set\":{\"v:\\\"x\\\"\":{}}}}";
    FieldSet set = FieldSet.decode(MemoryServer.read(text));
    assertThat(set).hasToString(text);
    assertThat(set.paths())
        .containsExactly(
            ".spec.containers[name=\"c\"]",
            ".spec.containers[name=\"c\"].image",
            ".spec.set[=\"x\"]");
  }

  @Test
  void parentsAndChildrenAreTakenApart() {
    FieldSet parent = set("{'f:a':{}}");
    FieldSet child = set("{'f:a':{'f:b':{}}}");
    assertThat(parent.difference(child)).isEqualTo(parent);
    assertThat(child.difference(parent)).isEqualTo(child);
    assertThat(child.without(parent).isEmpty()).isTrue();
    assertThat(parent.union(child)).isEqualTo(set("{'f:a':{'.':{},'f:b':{}}}"));
    assertThat(parent.intersection(child).isEmpty()).isTrue();
  }

  @Test
  void refusesUnknownSteps() {
    assertThatIllegalArgumentException().isThrownBy(() -> set("{'x':{}}"));
    assertThatIllegalArgumentException().isThrownBy(() -> set("{'z:a':{}}"));
  }

  /// The laws of sets, on random trees.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void obeysTheLawsOfSets(long seed) {
    RandomGenerator random = new Random(seed);
    FieldSet a = randomSet(random);
    FieldSet b = randomSet(random);
    assertThat(a.union(b)).as("seed %d", seed).isEqualTo(b.union(a));
    assertThat(a.intersection(b)).isEqualTo(b.intersection(a));
    assertThat(a.difference(b).union(a.intersection(b))).isEqualTo(a);
    assertThat(a.difference(b).intersection(b).isEmpty()).isTrue();
    assertThat(FieldSet.decode(a.encode())).isEqualTo(a);
  }

  private static FieldSet randomSet(RandomGenerator random) {
    FieldSet.Builder builder = new FieldSet.Builder();
    for (int i = 0; i < 30; i++) {
      FieldSet.Builder at = builder;
      int depth = 1 + random.nextInt(3);
      for (int d = 0; d < depth; d++) {
        at = at.at(FieldSet.fieldStep(List.of("a", "b", "c", "d").get(random.nextInt(4))));
      }
      at.add();
    }
    return builder.build();
  }
}
