package dev.fairlead.sandbox.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.sandbox.CommandLine;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages as a browser without scripts sees them.
final class PagesTest {
  private static final String REPO = "/repos/acme/shop";
  private static final String PULL = "/acme/shop/pull/1";

  @TempDir Path directory;
  private ForgeFixture fixture;
  private final List<Browser> browsers = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    assumeTrue(CommandLine.has("git"), "git is not on the path");
    fixture = new ForgeFixture(directory);
    fixture.pushFirstCommit();
    fixture.pushBranch("topic", "a.txt", "one\ntwo\n");
    fixture.openPull("topic");
  }

  @AfterEach
  void stop() {
    browsers.forEach(Browser::close);
    if (fixture != null) {
      fixture.close();
    }
  }

  private Browser visitor() {
    var browser = new Browser(fixture.forge);
    browsers.add(browser);
    return browser;
  }

  private JsonNode pull() {
    return fixture.get(REPO + "/pulls/1").json();
  }

  @Test
  void aTokenSignsInAndItsCookieIsOutOfReachOfScripts() {
    Browser browser = visitor().signIn("rev");

    assertThat(browser.setCookie()).contains("HttpOnly").contains("SameSite=Lax");
    assertThat(browser.get("/").html()).contains("<span class=\"who\">rev</span>");
    Browser.Page wrong = visitor().get("/login");
    assertThat(visitor().post(wrong, "/login", Map.of("token", "x")).status()).isEqualTo(403);
    Browser other = visitor();
    assertThat(other.post(other.get("/login"), "/login", Map.of("token", "x")).html())
        .contains("No account of this forge has that token.");
    browser.post(browser.get("/"), "/logout", Map.of());
    assertThat(browser.get("/").html()).contains("Sign in");
  }

  @ParameterizedTest
  @CsvSource({"//evil.example", "https://evil.example", "/\\evil.example"})
  void signingInLeadsNowhereElse(String target) {
    Browser browser = visitor();
    Browser.Page form = browser.get("/login");

    Browser.Page after =
        browser.post(
            form,
            "/login",
            Map.of("token", fixture.forge.accounts().token("rev").reveal(), "return_to", target));

    assertThat(after.path()).isEqualTo("/");
  }

  @Test
  void aPullRequestIsReviewedCommentedAndMergedByHand() {
    Browser browser = visitor().signIn("rev");
    Browser.Page page = browser.get(PULL + "/files");
    assertThat(page.html()).contains("a.txt").contains("two").contains("Approve");
    String head = pull().at("/head/sha").asText();

    browser.post(
        browser.get(PULL + "/files?path=a.txt&side=RIGHT&line=2"),
        PULL + "/line-comments",
        Map.of("path", "a.txt", "side", "RIGHT", "line", "2", "commit", head, "body", "Two?"));
    browser.post(
        page, PULL + "/reviews", Map.of("event", "APPROVE", "body", "Good", "commit", head));
    Browser.Page conversation =
        browser.post(page, PULL + "/comments", Map.of("action", "comment", "body", "**Bold**"));

    assertThat(conversation.html())
        .contains("Two?")
        .contains("approved")
        .contains("<strong>Bold</strong>");
    JsonNode comments = fixture.get(REPO + "/pulls/1/comments").json();
    assertThat(comments.path(0).path("line").asInt()).isEqualTo(2);
    browser.post(
        page, PULL + "/replies", Map.of("to", comments.path(0).path("id").asText(), "body", "Yes"));
    assertThat(fixture.get(REPO + "/pulls/1/comments").json()).hasSize(2);

    Browser.Page merged =
        browser.post(page, PULL + "/merge", Map.of("method", "squash", "head", head));

    assertThat(merged.html()).contains("Merged");
    assertThat(pull().path("merged").asBoolean()).isTrue();
    assertThat(pull().at("/merged_by/login").asText()).isEqualTo("rev");
  }

  @Test
  void aRefusalIsShownOnThePage() {
    Browser browser = visitor().signIn("dev");
    Browser.Page page = browser.get(PULL);

    Browser.Page refused =
        browser.post(
            page,
            PULL + "/reviews",
            Map.of("event", "APPROVE", "commit", pull().at("/head/sha").asText()));

    assertThat(refused.html()).contains("Can not approve your own pull request");
    assertThat(fixture.get(REPO + "/pulls/1/reviews").json()).isEmpty();
  }

  @Test
  void aPullRequestIsClosedAndReopened() {
    Browser browser = visitor().signIn("dev");
    Browser.Page page = browser.get(PULL);

    assertThat(browser.post(page, PULL + "/comments", Map.of("action", "close")).html())
        .contains("closed it");
    assertThat(pull().path("state").asText()).isEqualTo("closed");
    browser.post(page, PULL + "/comments", Map.of("action", "reopen"));
    assertThat(pull().path("state").asText()).isEqualTo("open");
  }

  @Test
  void aFormThatNoPageOfOursMadeDoesNothing() {
    Browser browser = visitor().signIn("rev");

    assertThat(browser.post("guess", PULL + "/merge", Map.of("method", "merge")).status())
        .isEqualTo(403);
    assertThat(visitor().post("guess", PULL + "/comments", Map.of("action", "close")).status())
        .isEqualTo(403);
    assertThat(pull().path("state").asText()).isEqualTo("open");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<details ontoggle=alert(1) open>",
        "</div></main><form action=\"https://evil.example\">"
      })
  void whatPeopleWriteStaysText(String text) throws Exception {
    String json = new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(text);
    fixture.post(REPO + "/issues/1/comments", "{\"body\":%s}".formatted(json));
    fixture.send("PATCH", REPO + "/pulls/1", "{\"title\":%s,\"body\":%s}".formatted(json, json));

    Browser.Page page = visitor().get(PULL);

    assertThat(page.html())
        .doesNotContainPattern("<script|<img|<form action=\"https|<a href=\"javascript|<[a-z]+ on");
    assertThat(page.response().headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'");
  }

  @Test
  void programsCommentsKeepTheirTablesAndFoldsWithoutTheirMarkers() throws Exception {
    fixture.post(
        REPO + "/issues/1/comments",
        """
        {"body":"<!-- marker -->\\n| a | b |\\n|---|---|\\n| 1 | 2 |\\n\\n<details><summary>Plan</summary>\\n\\n```diff\\n+ x\\n```\\n\\n</details>"}
        """);

    assertThat(visitor().get(PULL).html())
        .contains("<th>a</th>")
        .contains("<details><summary>Plan</summary>")
        .contains("</details>")
        .doesNotContain("marker");
  }

  @Test
  void everyAddressThatTheApiGivesForPeopleIsAPage() throws Exception {
    fixture.post(REPO + "/issues", "{\"title\":\"Broken\"}");
    String sha = fixture.git("rev-parse", "main").strip();
    fixture.post(
        REPO + "/statuses/" + pull().at("/head/sha").asText(),
        "{\"state\":\"failure\",\"context\":\"ci/test\",\"description\":\"3 failed\"}");
    List<String> urls = new ArrayList<>();
    for (JsonNode node :
        List.of(
            fixture.get(REPO).json(),
            pull(),
            fixture.get(REPO + "/issues/2").json(),
            fixture.get(REPO + "/commits/" + sha).json(),
            fixture.get(REPO + "/compare/main...topic").json(),
            fixture.get(REPO + "/contents/README.md").json(),
            fixture.get("/users/dev").json())) {
      urls.add(node.path("html_url").asText());
    }
    urls.add(pull().path("diff_url").asText());
    urls.add(pull().path("patch_url").asText());
    urls.add(fixture.get(REPO + "/contents/README.md").json().path("download_url").asText());
    for (String path : List.of("/", "/pulls", "/issues", "/commits", "/pull/1/commits")) {
      urls.add(fixture.forge.baseUrl() + "/acme/shop" + path);
    }

    for (String url : urls) {
      Browser.Page page = visitor().get(URI.create(url).getPath());
      assertThat(page.status()).as(url).isEqualTo(200);
    }
    assertThat(visitor().get(PULL).html()).contains("ci/test").contains("3 failed");
    assertThat(visitor().get("/acme/nothing").status()).isEqualTo(404);
    assertThat(visitor().get("/acme/nothing").html()).contains("Nothing is here");
  }

  @Test
  void whatIsPrivateIsNotShownToWhoMayNotReadIt() {
    fixture.post("/orgs/acme/repos", "{\"name\":\"hidden\",\"private\":true,\"auto_init\":true}");

    assertThat(visitor().get("/").html()).doesNotContain("hidden");
    assertThat(visitor().get("/acme/hidden").status()).isEqualTo(404);
    assertThat(visitor().get("/acme/hidden/raw/main/README.md").status()).isEqualTo(404);
    assertThat(visitor().signIn("ada").get("/acme/hidden").html()).contains("README.md");
  }

  @Test
  void aWrongSecretIsSeenAndTheDeliveryRepeated() throws Exception {
    try (var receiver = new HookReceiver()) {
      receiver.answerWith(401);
      int hook =
          fixture
              .post(
                  REPO + "/hooks",
                  "{\"config\":{\"url\":\"%s\",\"content_type\":\"json\",\"secret\":\"s\"}}"
                      .formatted(receiver.url()))
              .json()
              .path("id")
              .asInt();
      receiver.next("ping");
      Browser browser = visitor().signIn("ada");
      Browser.Page page = browser.get("/acme/shop/settings/hooks");
      for (int i = 0; i < 200 && !page.html().contains("401"); i++) { // it is noted afterwards
        Thread.sleep(20);
        page = browser.get("/acme/shop/settings/hooks");
      }
      assertThat(page.html()).contains("401 Invalid HTTP Response: 401");
      String delivery =
          fixture.get(REPO + "/hooks/" + hook + "/deliveries").json().path(0).path("id").asText();

      browser.post(
          page, "/acme/shop/settings/hooks/" + hook + "/redeliver", Map.of("delivery", delivery));

      assertThat(receiver.next("ping").headers()).containsKey("X-Hub-Signature-256");
      assertThat(visitor().get("/acme/shop/settings/hooks").status()).isEqualTo(404);
      assertThat(visitor().signIn("dev").get("/acme/shop/settings/hooks").status()).isEqualTo(404);
    }
  }
}
