package dev.fairlead.sandbox.forge.diff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FileDiffTest {
  private static final String PATCH =
      """
      @@ -1,3 +1,3 @@
       one
      -two
      +2
       three
      @@ -10,2 +10,3 @@ fun x()
       ten
      +ten and a half
       eleven
      \\ No newline at end of file\
      """;

  private final FileDiff diff = FileDiff.of(PATCH);

  @Test
  void linesAreFoundByTheirNumberOnEitherSide() {
    assertThat(diff.find("RIGHT", 2).orElseThrow().line().text()).isEqualTo("2");
    assertThat(diff.find("LEFT", 2).orElseThrow().line().text()).isEqualTo("two");
    assertThat(diff.find("RIGHT", 12).orElseThrow().line().text()).isEqualTo("eleven");
    assertThat(diff.find("LEFT", 11).orElseThrow().line().text()).isEqualTo("eleven");
    assertThat(diff.find("RIGHT", 5)).isEmpty();
    assertThat(diff.find("RIGHT", 0)).isEmpty();
  }

  @Test
  void positionsCountFromTheFirstHeaderAcrossHunks() {
    assertThat(diff.at(1).orElseThrow().line().text()).isEqualTo("one");
    assertThat(diff.at(4).orElseThrow().line().text()).isEqualTo("three");
    assertThat(diff.at(6).orElseThrow().line().text()).isEqualTo("ten");
    assertThat(diff.at(5)).isEmpty(); // the second header
  }

  @Test
  void aHunkIsQuotedDownToTheLineThatIsSpokenOf() {
    FileDiff.Place place = diff.find("RIGHT", 11).orElseThrow();

    assertThat(place.hunk().until(place.line()))
        .isEqualTo("@@ -10,2 +10,3 @@ fun x()\n ten\n+ten and a half");
  }

  @Test
  void whatIsNoDiffHasNoHunks() {
    assertThat(FileDiff.of("").hunks()).isEmpty();
    assertThat(FileDiff.of("Binary files differ").hunks()).isEmpty();
  }
}
