package com.ecoeco.character;

/// How far a character has come. Level `n` begins at `50·n·(n-1)` experience: 0, 100, 300, 600, …;
/// each level takes 100 more than the one before.
///
/// @param experience never negative
record Growth(long experience) {
  static final Growth EGG = new Growth(0);

  Growth after(Deed deed) {
    return new Growth(experience + deed.experience());
  }

  Growth before(Deed deed) {
    return new Growth(Math.max(0, experience - deed.experience()));
  }

  int level() {
    int level = (int) ((1 + Math.sqrt(1 + experience / 12.5)) / 2);
    // The root may be off by one where the numbers are large.
    while (threshold(level + 1) <= experience) {
      level++;
    }
    while (threshold(level) > experience) {
      level--;
    }
    return level;
  }

  long toNextLevel() {
    return threshold(level() + 1) - experience;
  }

  String stage() {
    int level = level();
    if (level >= 10) {
      return "숲지기";
    }
    if (level >= 5) {
      return "나무";
    }
    return level >= 2 ? "새싹" : "씨앗";
  }

  private static long threshold(long level) {
    return 50 * level * (level - 1);
  }
}
