package dev.fairlead.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrailerTest {

  @Test
  void readsTheLastParagraphOnly() {
    assertThat(Trailer.parse("subject: no trailer\n")).isEmpty();
    assertThat(Trailer.parse("s\n\nA: 1\n\nplain text\n")).isEmpty();
    assertThat(Trailer.parse("s\n\nA: 1\nB : 2\n  more\n\n"))
        .containsExactly(new Trailer("A", "1"), new Trailer("B", "2 more"));
    assertThat(Trailer.parse("s\n\ntext here\nA: 1\n")).isEmpty();
    assertThat(Trailer.parse("s\n\ntext here\nSigned-off-by: Ann <a@b>\n"))
        .containsExactly(new Trailer("Signed-off-by", "Ann <a@b>"));
  }

  @Test
  void addsATrailerOnce() {
    List<Trailer> delivery = List.of(new Trailer("D", "1"));
    String once = Trailer.add("subject\n", delivery);
    assertThat(once).isEqualTo("subject\n\nD: 1\n");
    assertThat(Trailer.add(once, delivery)).isEqualTo(once);
    assertThat(Trailer.add("subject\n\nA: 2\n", delivery)).isEqualTo("subject\n\nA: 2\nD: 1\n");
  }
}
