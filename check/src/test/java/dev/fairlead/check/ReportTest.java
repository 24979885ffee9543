package dev.fairlead.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.check.Judged.Standing;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Judged ERROR =
      new Judged(
          Finding.error("helm-nil-deref", new Position("a b/t.yaml", 3, 7), "no *x* @you <b>"),
          ".Values.x",
          Standing.NEW,
          "");
  private static final Judged OLD =
      new Judged(
          Finding.warning("yaml-syntax", new Position("v.yaml", 1, 2), "old"),
          "",
          Standing.INHERITED,
          "");

  @Test
  void aCommentShowsWhatIsNewAndFoldsWhatIsNot() {
    String comment =
        Report.comment(
            new Checked(List.of(ERROR, OLD), List.of("Application x")), "https://f/blob/abc/");
    assertThat(comment)
        .startsWith(Report.MARKER + "\n### ✗ Check: 1 error\n")
        .contains("- ✗ [`a b/t.yaml:3:7`](https://f/blob/abc/a%20b/t.yaml#L3)")
        .contains("no \\*x\\* @\u2060you &lt;b&gt;")
        .contains("value `.Values.x`")
        .contains("<sub>helm-nil-deref</sub>")
        .contains("<details><summary>1 from before this change, not blocking</summary>")
        .contains("<details><summary>1 not checked</summary>");
  }

  @Test
  void nothingFoundIsShort() {
    assertThat(Report.comment(new Checked(List.of(), List.of()), ""))
        .isEqualTo(Report.MARKER + "\n### ✓ Check: nothing found\n");
    assertThat(Report.status(new Checked(List.of(), List.of()))).isEqualTo("nothing found");
  }

  @Test
  void aCommentNeverGrowsBeyondItsLimit() {
    String comment =
        Report.comment(new Checked(Collections.nCopies(5_000, ERROR), List.of()), "https://f/");
    assertThat(comment).hasSizeLessThanOrEqualTo(65_000).contains("more did not fit");
  }

  @Test
  void aStatusIsOneShortLine() {
    assertThat(Report.status(new Checked(List.of(ERROR, OLD), List.of())))
        .startsWith("1 error: a b/t.yaml:3:7: ")
        .hasSizeLessThanOrEqualTo(140);
    assertThat(Report.status(new Checked(List.of(OLD), List.of())))
        .isEqualTo("nothing found, 1 from before");
    Judged longer =
        new Judged(Finding.error("x", Position.of("f"), "word ".repeat(100)), "", Standing.NEW, "");
    assertThat(Report.status(new Checked(List.of(longer), List.of())))
        .hasSizeLessThanOrEqualTo(140);
  }
}
