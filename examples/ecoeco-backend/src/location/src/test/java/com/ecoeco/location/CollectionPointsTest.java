package com.ecoeco.location;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CollectionPointsTest {

  @Test
  void findsTheNearestPointThatTakesTheThing() {
    var points = CollectionPoints.load();
    var anything = points.nearest(37.57, 126.98, "", 2);
    assertEquals("종로구청 수거함", anything.getFirst().point().name());
    assertEquals("서울시청 자원순환함", anything.getLast().point().name());
    var electronics = points.nearest(37.57, 126.98, "electronics", 1);
    assertEquals("마포구청 수거함", electronics.getFirst().point().name());
    assertEquals(List.of(), points.nearest(37.57, 126.98, "uranium", 3));
  }

  @Test
  void measuresInMeters() {
    var points = CollectionPoints.parse("a,0,0,pet\n");
    long degree = points.nearest(0, 1, "", 1).getFirst().meters();
    assertTrue(Math.abs(degree - 111_195) < 2, "one degree on the equator was " + degree);
  }

  @Test
  void refusesABrokenTable() {
    assertThrows(IllegalArgumentException.class, () -> CollectionPoints.parse("a,1,2\n"));
  }
}
