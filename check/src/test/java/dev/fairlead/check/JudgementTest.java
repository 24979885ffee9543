package dev.fairlead.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.Finding;
import dev.fairlead.model.MemoryTree;
import dev.fairlead.model.Position;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JudgementTest {
  private static final String CONFIG =
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n";
  private static final Trees BROKEN =
      Trees.chart(CONFIG + "  a: {{ .Values.x.y.z }}\n", "x: {}\n", "{}\n");

  @Test
  void whatWasThereBeforeIsInheritedAndDoesNotBlock() {
    Trees moved =
        BROKEN.with(
            "charts/shop/templates/a.yaml", "# one\n" + CONFIG + "  a: {{ .Values.x.y.z }}\n");
    Checked checked = moved.checkAgainst(BROKEN);
    assertThat(checked.passed()).isTrue();
    assertThat(checked.fresh()).isEmpty();
    assertThat(checked.inherited()).hasSize(1);
  }

  @Test
  void anotherOneOfTheSameKindIsNew() {
    Trees worse =
        BROKEN.with(
            "charts/shop/templates/b.yaml",
            CONFIG.replace("name: a", "name: b") + "  a: {{ .Values.x.v.z }}\n");
    Checked checked = worse.checkAgainst(BROKEN);
    assertThat(checked.passed()).isFalse();
    assertThat(checked.fresh()).hasSize(1);
    assertThat(checked.inherited()).hasSize(1);
  }

  @Test
  void aCommentExcusesAFindingUntilItsDay() {
    String comment = "  # fairlead:ignore helm-nil-deref set by the operator until=%s\n";
    String line = "  a: {{ .Values.x.y.z }}\n";
    Trees held =
        BROKEN.with(
            "charts/shop/templates/a.yaml", CONFIG + comment.formatted("2026-06-01") + line);
    assertThat(held.check().passed()).isTrue();
    assertThat(held.check().suppressed())
        .singleElement()
        .satisfies(
            each -> assertThat(each.reason()).isEqualTo("set by the operator (until 2026-06-01)"));
    Trees over =
        BROKEN.with(
            "charts/shop/templates/a.yaml", CONFIG + comment.formatted("2026-05-03") + line);
    assertThat(over.check().passed()).isFalse();
    assertThat(over.findings()).singleElement().asString().contains("(until 2026-05-03)");
    Trees other =
        BROKEN.with(
            "charts/shop/templates/a.yaml",
            CONFIG + "  # fairlead:ignore yaml-syntax no reason\n" + line);
    assertThat(other.check().passed()).isFalse();
  }

  @Test
  void aCommitThatWasCheckedIsNotReadAgain() {
    AtomicInteger asked = new AtomicInteger();
    Checks checks =
        new Checks(
            List.of(tree -> {
              asked.incrementAndGet();
              return List.of();
            }));
    MemoryTree commit = new MemoryTree("c".repeat(40), Map.of());
    CheckRequest request = CheckRequest.of(commit, Trees.URL, "main", Trees.TODAY);
    checks.check(request);
    checks.check(request.withBase(commit));
    assertThat(asked).hasValue(1);
  }

  @Test
  void aFaultOfOnePartIsSeenAndHidesNothing() {
    Checks checks =
        new Checks(
            List.of(tree -> {
              throw new IllegalStateException("no " + tree.id());
            }));
    assertThat(checks.check(BROKEN.request()).findings())
        .extracting(Finding::rule)
        .containsExactlyInAnyOrder("helm-nil-deref", "check-incomplete");
  }

  @Test
  void whatALayersOwnToolSaysIsJudgedLikeTheRest() {
    Checks checks =
        new Checks(
            List.of(tree ->
                tree.isFile("main.tf")
                    ? List.of(
                        Finding.error("tf-config-invalid", new Position("main.tf", 1, 1), "broken"))
                    : List.of()));
    Trees with = Trees.empty().with("main.tf", "x");
    assertThat(checks.check(with.request()).passed()).isFalse();
    assertThat(checks.check(with.request().withBase(with.tree())).passed()).isTrue();
    assertThat(checks.check(with.request().withBase(Trees.empty().tree())).passed()).isFalse();
  }
}
