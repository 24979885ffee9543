package dev.fairlead.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnsiHtmlTest {

  @Test
  void markupInALogIsText() {
    assertThat(AnsiHtml.of("<script>alert(\"1\") & more"))
        .isEqualTo("&lt;script&gt;alert(&quot;1&quot;) &amp; more");
  }

  @Test
  void coloursBecomeClassesAndEveryOtherEscapeDisappears() {
    assertThat(AnsiHtml.of("\u001b[1;31mERROR\u001b[0m \u001b[2Kgone\u001b]0;title\u0007 ok"))
        .isEqualTo("<span class=\"ansi-b ansi-red\">ERROR</span> gone ok");
  }

  @Test
  void anOpenColourEndsWithItsLine() {
    assertThat(AnsiHtml.of("\u001b[32m통과 ✓")).isEqualTo("<span class=\"ansi-green\">통과 ✓</span>");
  }
}
