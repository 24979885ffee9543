package com.ecoeco.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomsTest {
  private final Rooms rooms = new Rooms(Clock.systemUTC());

  @Test
  void givesTheMessagesAfterTheOneThatWasReadLast() {
    rooms.post("플라스틱", "a", "첫째");
    rooms.post("플라스틱", "b", "둘째");
    rooms.post("other", "c", "elsewhere");
    assertEquals(
        List.of("둘째"), rooms.after("플라스틱", 1, 10).stream().map(Rooms.Message::text).toList());
    assertEquals(List.of(), rooms.after("none", 0, 10));
  }

  @Test
  void forgetsTheOldestMessageAndRefusesOneRoomTooMany() {
    for (int i = 0; i <= Rooms.MAX_MESSAGES; i++) {
      rooms.post("full", "a", "text");
    }
    assertEquals(2, rooms.after("full", 0, 1).getFirst().id());
    for (int i = 1; i < Rooms.MAX_ROOMS; i++) {
      assertTrue(rooms.post("room" + i, "a", "text").isPresent());
    }
    assertTrue(rooms.post("one too many", "a", "text").isEmpty());
    assertTrue(rooms.post("full", "a", "text").isPresent());
  }
}
