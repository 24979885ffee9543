package com.ecoeco.character;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class GrowthTest {

  @Test
  void reachesALevelExactlyAtItsThreshold() {
    assertEquals(1, new Growth(99).level());
    assertEquals(2, new Growth(100).level());
    assertEquals(2, new Growth(299).level());
    assertEquals(3, new Growth(300).level());
    assertEquals(1000, new Growth(50L * 1000 * 999).level());
    assertEquals(999, new Growth(50L * 1000 * 999 - 1).level());
  }

  @Test
  void growsByWhatADeedIsWorth() {
    Growth growth = Growth.EGG.after(Deed.DISPOSE).after(Deed.DISPOSE);
    assertEquals(new Growth(100), growth);
    assertEquals("새싹", growth.stage());
    assertEquals(200, growth.toNextLevel());
    assertEquals(1, growth.before(Deed.DISPOSE).level());
  }
}
