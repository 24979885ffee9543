package com.ecoeco.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokensTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void acceptsItsOwnTokenUntilItExpires() {
    String token = tokens('k', NOON).issue("user");
    assertEquals(
        Optional.of(new Tokens.Claims("user", NOON.plusSeconds(60))),
        tokens('k', NOON.plusSeconds(59)).verify(token));
    assertEquals(Optional.empty(), tokens('k', NOON.plusSeconds(60)).verify(token));
  }

  @Test
  void refusesAnotherKeyAnotherAlgorithmAndGarbage() {
    Tokens tokens = tokens('k', NOON);
    String token = tokens.issue("user");
    assertEquals(Optional.empty(), tokens('x', NOON).verify(token));
    assertEquals(
        Optional.empty(),
        tokens.verify("eyJhbGciOiJub25lIn0" + token.substring(token.indexOf('.'))));
    for (String garbage : new String[] {"", ".", "a.b", token + "=", token.substring(1), "..."}) {
      assertEquals(Optional.empty(), tokens.verify(garbage), garbage);
    }
  }

  @Test
  void namesADeviceTheSameEveryTime() {
    assertEquals(tokens('k', NOON).subject("a"), tokens('k', NOON).subject("a"));
    assertNotEquals(tokens('k', NOON).subject("a"), tokens('k', NOON).subject("b"));
  }

  @Test
  void refusesAShortKey() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Tokens(new byte[31], Clock.systemUTC(), Duration.ofHours(1)));
  }

  private static Tokens tokens(char key, Instant now) {
    byte[] bytes = String.valueOf(key).repeat(32).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return new Tokens(bytes, Clock.fixed(now, ZoneOffset.UTC), Duration.ofSeconds(60));
  }
}
