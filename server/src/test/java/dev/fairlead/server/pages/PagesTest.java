package dev.fairlead.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.Delivery;
import dev.fairlead.model.Finding;
import dev.fairlead.model.JournalEntry;
import dev.fairlead.model.Layer;
import dev.fairlead.model.Position;
import dev.fairlead.model.ProposedChange;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.Stage;
import dev.fairlead.model.State;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class PagesTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final CommitId COMMIT = new CommitId("9f3c2ab0".repeat(5));
  private final Pages pages = new Pages(Clock.fixed(NOON, ZoneOffset.UTC));

  @Test
  void theListAnswersFirstWhetherSomethingIsBroken() {
    assertThat(pages.deliveries(new DeliveriesPage(List.of(), List.of())))
        .contains("Nothing delivered yet")
        .contains("git push origin HEAD");
    assertThat(pages.deliveries(new DeliveriesPage(List.of(failed()), List.of())))
        .contains("<title>The last delivery failed · Fairlead</title>")
        .contains("sync shop: Deployment web did not become ready");
    assertThat(
            pages.deliveries(
                new DeliveriesPage(List.of(), List.of("https://github.com/a/b: no answer"))))
        .contains("A repository cannot be watched");
  }

  @Test
  void aFailedDeliveryShowsItsCauseBeforeItsLogAndOpensTheFailingStage() {
    String html =
        pages.delivery(
            new DeliveryPage(
                failed(),
                List.of(
                    new JournalEntry(
                        NOON,
                        "fairlead",
                        "d1",
                        "Delivery d1",
                        "run",
                        COMMIT,
                        "sync shop",
                        "failed"))));

    assertThat(html)
        .contains("✗ 새 기능 &lt;b&gt; 🎉 · failed in sync shop")
        .contains("CrashLoopBackOff: exit 1")
        .contains("git revert 9f3c2ab")
        .containsPattern("<details id=\"stage-sync-shop\" class=\"stage\" open")
        .doesNotContain("<b> 🎉");
    assertThat(html.indexOf("CrashLoopBackOff")).isLessThan(html.indexOf(">Log<"));
  }

  @Test
  void aLogHasAnAddressForEveryLine() {
    Delivery delivery = failed();
    String html =
        pages.log(LogPage.of(delivery, delivery.stages().getFirst(), List.of("a", "b"), 10));

    assertThat(html).contains("id=\"L11\"").contains("href=\"#L12\"");
  }

  @Test
  void aChangeSaysWhatIsWrongWhereAndWhatItsMergeWouldDo() {
    var pull =
        new PullRequest(
            "https://github.com/acme/shop.git",
            7,
            "A <wider> probe",
            "kim",
            "acme/shop",
            "probe",
            COMMIT,
            "main",
            COMMIT,
            false,
            PullRequest.Status.OPEN,
            "https://github.com/acme/shop/pull/7");
    var change =
        new ProposedChange(
            pull,
            COMMIT,
            "",
            List.of(
                Finding.error(
                    "helm-nil-deref",
                    new Position("charts/shop/templates/web.yaml", 31, 20),
                    ".Values.probe.path is set by none of values.yaml")),
            List.of(),
            NOON);
    String html =
        pages.change(
            new ChangePage(
                change,
                List.of(Stage.waiting("sync shop", Layer.DEPLOYMENT, "shop", "")),
                List.of(),
                List.of()));

    assertThat(html)
        .contains("<title>✗ #7 A &lt;wider&gt; probe · Fairlead</title>")
        .contains("1 error stops it")
        .contains(
            "https://github.com/acme/shop/blob/"
                + COMMIT.hex()
                + "/charts/shop/templates/web.yaml#L31")
        .contains("sync shop");
    assertThat(pages.changes(new ChangesPage(List.of(change))))
        .contains("The open pull request is stopped")
        .contains("charts/shop/templates/web.yaml:31:20");
  }

  private static Delivery failed() {
    Stage build =
        Stage.waiting("build web", Layer.IMAGE, ".github/workflows/web.yml", "")
            .started(NOON.minusSeconds(60), "")
            .withLog("/logs/1")
            .ended(State.SUCCEEDED, NOON.minusSeconds(20), "1 job, 6 steps", List.of());
    Stage sync =
        Stage.waiting("sync shop", Layer.DEPLOYMENT, "shop", "")
            .started(NOON.minusSeconds(20), "")
            .ended(
                State.FAILED,
                NOON,
                "Deployment web did not become ready",
                List.of("Pod web-1 CrashLoopBackOff: exit 1"));
    return new Delivery(
        "d1",
        "https://github.com/acme/shop.git",
        "main",
        COMMIT,
        COMMIT,
        COMMIT,
        "새 기능 <b> 🎉",
        "kim",
        NOON.minusSeconds(60),
        NOON,
        State.FAILED,
        "sync shop: Deployment web did not become ready",
        List.of(build, sync));
  }
}
