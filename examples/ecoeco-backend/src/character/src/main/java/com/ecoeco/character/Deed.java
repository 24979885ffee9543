package com.ecoeco.character;

import java.util.Locale;

/// What a user can do for the character, and what it is worth.
enum Deed {
  SCAN(10),
  QUIZ(20),
  DISPOSE(50);

  private final int experience;

  Deed(int experience) {
    this.experience = experience;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  int experience() {
    return experience;
  }
}
