package com.ecoeco.chat;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The rooms and their latest messages. Safe for any thread: each room is guarded by its own lock.
final class Rooms {
  /// Bounds for what strangers can make us keep.
  static final int MAX_ROOMS = 200;

  static final int MAX_MESSAGES = 100;

  /// @param id counts from 1 in each room
  record Message(long id, String author, String text, Instant at) {}

  private static final class Room {
    private final Deque<Message> messages = new ArrayDeque<>();
    private long lastId;
  }

  private final Map<String, Room> rooms = new ConcurrentHashMap<>();
  private final Clock clock;

  Rooms(Clock clock) {
    this.clock = clock;
  }

  /// Empty where the room would be one too many.
  Optional<Message> post(String name, String author, String text) {
    Room room = rooms.computeIfAbsent(name, _ -> rooms.size() < MAX_ROOMS ? new Room() : null);
    if (room == null) {
      return Optional.empty();
    }
    synchronized (room) {
      Message message = new Message(++room.lastId, author, text, clock.instant());
      room.messages.addLast(message);
      if (room.messages.size() > MAX_MESSAGES) {
        room.messages.removeFirst();
      }
      return Optional.of(message);
    }
  }

  /// The messages after an id, oldest first.
  List<Message> after(String name, long id, int limit) {
    Room room = rooms.get(name);
    if (room == null) {
      return List.of();
    }
    synchronized (room) {
      return room.messages.stream().filter(message -> message.id() > id).limit(limit).toList();
    }
  }
}
