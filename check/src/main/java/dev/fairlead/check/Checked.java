package dev.fairlead.check;

import dev.fairlead.check.Judged.Standing;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Severity;
import java.util.List;

/// The outcome of a check.
///
/// @param all what was found, the gravest first, then by position
/// @param unchecked what could not be checked, one line each, with what it would need
public record Checked(List<Judged> all, List<String> unchecked) {
  public Checked {
    all = List.copyOf(all);
    unchecked = List.copyOf(unchecked);
  }

  /// Whether nothing stands in the way of a merge: there is no new error.
  public boolean passed() {
    return fresh().stream().noneMatch(each -> each.finding().severity() == Severity.ERROR);
  }

  /// What the change brings.
  public List<Judged> fresh() {
    return standing(Standing.NEW);
  }

  /// What was there before.
  public List<Judged> inherited() {
    return standing(Standing.INHERITED);
  }

  /// What a comment in the files excuses.
  public List<Judged> suppressed() {
    return standing(Standing.SUPPRESSED);
  }

  /// What the change brings, without the judgement.
  public List<Finding> findings() {
    return fresh().stream().map(Judged::finding).toList();
  }

  private List<Judged> standing(Standing wanted) {
    return all.stream().filter(each -> each.standing() == wanted).toList();
  }
}
