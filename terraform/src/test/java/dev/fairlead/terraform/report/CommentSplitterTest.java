package dev.fairlead.terraform.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommentSplitterTest {

  private static String lines(int count) {
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("+ line ").append(i).append('\n');
    }
    return text.toString();
  }

  @Test
  void aShortCommentStaysAsItIs() {
    assertThat(new CommentSplitter(2000, 10).split("short", "plan")).containsExactly("short");
  }

  @Test
  void fencesAndFoldsAreClosedAndOpenedAgain() {
    String comment =
        "Ran Plan\n\n<details><summary>Show Output</summary>\n\n```diff\n"
            + lines(300)
            + "```\n</details>\n\nPlan: 1 to add.\n";
    List<String> parts = new CommentSplitter(2000, 10).split(comment, "plan");
    assertThat(parts)
        .hasSizeGreaterThan(2)
        .allSatisfy(part -> {
          assertThat(part.length()).isLessThan(2000);
          assertThat(part.split("```", -1)).as(part).hasSize(3);
          assertThat(part.split("details>", -1)).as(part).hasSize(3);
        });
    assertThat(parts.getFirst()).startsWith("Ran Plan").contains("Continued in next comment.");
    assertThat(parts.get(1))
        .startsWith("Continued plan output from previous comment.\n\n<details>")
        .contains("```diff\n");
    assertThat(parts.getLast()).endsWith("Plan: 1 to add.");
    String joined = String.join("\n", parts);
    for (int i = 0; i < 300; i++) {
      assertThat(joined).contains("+ line " + i + "\n");
    }
  }

  @Test
  void theOldestTextIsDroppedWhereThereIsTooMuch() {
    List<String> parts = new CommentSplitter(2000, 2).split(lines(1000), "apply");
    assertThat(parts).hasSize(2);
    assertThat(parts.getFirst()).contains("its beginning was dropped").contains("+ line 8");
    assertThat(parts.getLast()).contains("+ line 999");
    assertThat(parts).allSatisfy(part -> assertThat(part.length()).isLessThan(2000));
  }

  @Test
  void textWithoutAnyBreakIsCutAnyway() {
    List<String> parts = new CommentSplitter(2000, 10).split("x".repeat(5000), "plan");
    assertThat(parts).hasSize(4);
  }
}
