package dev.fairlead.terraform.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Terraform's own words about a plan, shaped for comments.
public final class PlanText {
  private static final Pattern ANSI =
      Pattern.compile("\u001B(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007]*\u0007|[@-Z\\\\-_])");
  private static final Pattern COUNTS =
      Pattern.compile(
          "Plan: (?:(\\d+) to import, )?(\\d+) to add, (\\d+) to change, (\\d+) to destroy"
              + "(?:, (\\d+) to forget)?\\.");
  private static final Pattern NO_CHANGES =
      Pattern.compile("^No changes\\. .*|^You can apply this plan to save.*", Pattern.MULTILINE);
  private static final String OUTSIDE = "Note: Objects have changed outside of Terraform";
  private static final String OUTPUTS_ONLY = "Changes to Outputs:";

  private PlanText() {}

  /// Without colours and other codes for terminals.
  public static String plain(String output) {
    return ANSI.matcher(output).replaceAll("");
  }

  /// For a `diff` fence: without what was said while state was refreshed, and with signs at the
  /// start of their lines.
  public static String shaped(String output) {
    String text = withoutRefreshing(plain(output));
    return text.replaceAll("(?m)^ {2}([-+~])", "$1").strip();
  }

  /// Without everything up to the last line about refreshing.
  public static String withoutRefreshing(String output) {
    List<String> lines = output.lines().toList();
    int last = -1;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains("Refreshing state...")) {
        last = i;
      }
    }
    return last < 0 ? output : String.join("\n", lines.subList(last + 1, lines.size()));
  }

  /// The line that says it all: `Plan: 1 to add, 0 to change, 0 to destroy.` or `No changes. ...`;
  /// empty where there is none. Several plans in one text are added up.
  public static String summary(String output) {
    String text = plain(output);
    Matcher counts = COUNTS.matcher(text);
    int[] sums = new int[5];
    List<String> found = new ArrayList<>();
    while (counts.find()) {
      found.add(counts.group());
      for (int i = 0; i < sums.length; i++) {
        sums[i] += Optional.ofNullable(counts.group(i + 1)).map(Integer::parseInt).orElse(0);
      }
    }
    if (found.size() == 1) {
      return found.getFirst();
    }
    if (found.size() > 1) {
      return "Plan: "
          + (sums[0] > 0 ? sums[0] + " to import, " : "")
          + "%d to add, %d to change, %d to destroy".formatted(sums[1], sums[2], sums[3])
          + (sums[4] > 0 ? ", " + sums[4] + " to forget" : "")
          + ".";
    }
    if (text.lines().anyMatch(line -> line.startsWith(OUTPUTS_ONLY))) {
      return "Changes to Outputs.";
    }
    Matcher none = NO_CHANGES.matcher(text);
    return none.find() ? none.group().strip() : "";
  }

  /// Whether Terraform saw that somebody else changed something.
  public static boolean changedOutside(String output) {
    return plain(output).contains(OUTSIDE);
  }

  /// Whether the text says that nothing would change.
  public static boolean isNoChanges(String output) {
    return summary(output).startsWith("No changes");
  }

  /// What `apply` says at its end, such as `3 added, 0 changed, 1 destroyed`; empty where there is
  /// none.
  public static String applied(String output) {
    Matcher matcher =
        Pattern.compile("Apply complete! Resources: ([^.]*)\\.").matcher(plain(output));
    return matcher.find() ? matcher.group(1) : "";
  }
}
