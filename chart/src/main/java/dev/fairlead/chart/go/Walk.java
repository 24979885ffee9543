package dev.fairlead.chart.go;

/// One way through a value at any depth. Templates share maps and can put them into themselves: a
/// value that is small in memory may be endless as a text.
public final class Walk {
  private final Budget budget = Budget.current();
  private int depth;
  private long parts;
  private long characters;

  /// A map or list is entered.
  ///
  /// @param size how much is in it
  /// @throws LimitReached where it lies too deep, or has all in all too many parts
  public void enter(int size) {
    budget.tick();
    budget.nested(++depth);
    parts += size + 1L;
    budget.parts(parts);
  }

  /// It is left.
  public void leave() {
    depth--;
  }

  /// A text is met.
  public void text(String text) {
    characters += text.length();
    budget.characters(characters);
  }
}
