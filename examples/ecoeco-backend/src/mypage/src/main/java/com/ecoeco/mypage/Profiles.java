package com.ecoeco.mypage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The profiles that were seen lately; the one that was used longest ago makes room for a new one.
/// Guarded by its own lock.
final class Profiles {
  static final int MAX_PROFILES = 10_000;

  record Profile(String user, String nickname, String region, long points) {
    /// 등급: 새싹, 나무, 숲.
    String grade() {
      if (points >= 1000) {
        return "숲";
      }
      return points >= 100 ? "나무" : "새싹";
    }
  }

  private final Map<String, Profile> byUser = new LinkedHashMap<>(16, 0.75f, true);

  synchronized Optional<Profile> find(String user) {
    return Optional.ofNullable(byUser.get(user));
  }

  /// Names a profile; the points of an existing one stay.
  synchronized Optional<Profile> put(String user, String nickname, String region) {
    long points = find(user).map(Profile::points).orElse(0L);
    Profile profile = new Profile(user, nickname, region, points);
    byUser.put(user, profile);
    if (byUser.size() > MAX_PROFILES) {
      byUser.remove(byUser.keySet().iterator().next());
    }
    return Optional.of(profile);
  }

  /// Empty where there is no such profile.
  synchronized Optional<Profile> addPoints(String user, long points) {
    return Optional.ofNullable(
        byUser.computeIfPresent(
            user,
            (_, old) -> new Profile(user, old.nickname(), old.region(), old.points() + points)));
  }
}
