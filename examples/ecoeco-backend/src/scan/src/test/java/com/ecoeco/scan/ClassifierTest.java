package com.ecoeco.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassifierTest {
  private final Classifier classifier = new Classifier();

  @Test
  void prefersTheMoreSpecificWord() {
    assertEquals(Category.PET, classifier.classify(List.of("plastic bottle")).category());
    assertEquals(Category.CARTON, classifier.classify(List.of("Milk Carton", "food")).category());
    assertEquals(Category.PET, classifier.classify(List.of("투명 페트병")).category());
  }

  @Test
  void doesNotFindAWordInsideAnother() {
    assertEquals(Category.GENERAL, classifier.classify(List.of("candle")).category());
  }

  @Test
  void saysHowSureItIs() {
    assertEquals(1.0, classifier.classify(List.of("battery")).confidence());
    assertEquals(0, classifier.classify(List.of("unknown thing")).confidence());
    var mixed = classifier.classify(List.of("glass", "paper"));
    assertEquals(Category.GLASS, mixed.category());
    assertEquals(0.5, mixed.confidence());
  }
}
