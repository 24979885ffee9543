package com.ecoeco.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Chooses the category whose words explain most of the labels. A longer word counts more: a "milk
/// carton" is a carton, though "milk" may be food.
final class Classifier {
  /// @param confidence 0 to 1: this category's share of everything that matched
  /// @param matched the words that spoke for it
  record Result(Category category, double confidence, List<String> matched) {}

  Result classify(List<String> labels) {
    Result best = new Result(Category.GENERAL, 0, List.of());
    int bestScore = 0;
    int total = 0;
    for (Category category : Category.values()) {
      List<String> matched = new ArrayList<>();
      int score = 0;
      for (String label : labels) {
        String text = label.toLowerCase(Locale.ROOT).strip();
        for (String word : category.words()) {
          if (speaks(text, word)) {
            matched.add(word);
            score += word.length();
          }
        }
      }
      total += score;
      if (score > bestScore) {
        bestScore = score;
        best = new Result(category, 0, List.copyOf(matched));
      }
    }
    double share = total == 0 ? 0 : Math.round(100.0 * bestScore / total) / 100.0;
    return new Result(best.category(), share, best.matched());
  }

  /// English words match whole ("can" is not in "candle"); Korean ones may carry a particle.
  private static boolean speaks(String label, String word) {
    return word.charAt(0) < 0x80
        ? (" " + label + " ").contains(" " + word + " ")
        : label.contains(word);
  }
}
