package com.ecoeco.info;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class RulesTest {
  private final Rules rules = new Rules();

  @Test
  void tellsWhatToDoInOrder() {
    assertEquals("내용물을 비우고 헹군다", rules.find("pet").orElseThrow().steps().getFirst());
    assertTrue(rules.find("uranium").isEmpty());
  }

  @Test
  void hasOneRuleWithStepsForEveryCategory() {
    assertEquals(rules.categories().size(), Set.copyOf(rules.categories()).size());
    rules.all().forEach(rule -> assertFalse(rule.steps().isEmpty(), rule.category()));
  }
}
