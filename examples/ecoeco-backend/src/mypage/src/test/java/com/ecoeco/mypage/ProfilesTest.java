package com.ecoeco.mypage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ProfilesTest {
  private final Profiles profiles = new Profiles();

  @Test
  void keepsThePointsWhenTheNicknameChanges() {
    profiles.put("u", "초록", "강남구");
    profiles.addPoints("u", 100);
    profiles.put("u", "푸름", "서초구");
    var profile = profiles.find("u").orElseThrow();
    assertEquals(new Profiles.Profile("u", "푸름", "서초구", 100), profile);
    assertEquals("나무", profile.grade());
  }

  @Test
  void hasNoPointsForStrangers() {
    assertTrue(profiles.addPoints("nobody", 1).isEmpty());
  }

  @Test
  void forgetsTheProfileThatWasUsedLongestAgo() {
    for (int i = 0; i < Profiles.MAX_PROFILES; i++) {
      profiles.put("u" + i, "n", "r");
    }
    assertTrue(profiles.find("u0").isPresent());
    profiles.put("new", "n", "r");
    assertTrue(profiles.find("u0").isPresent());
    assertTrue(profiles.find("u1").isEmpty());
  }
}
