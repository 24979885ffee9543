package dev.fairlead.sandbox.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.sandbox.CommandLine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RestApiTest {
  @TempDir Path directory;
  private ForgeFixture fixture;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(CommandLine.has("git"), "git is not on the path");
    fixture = new ForgeFixture(directory);
    fixture.pushFirstCommit();
  }

  @AfterEach
  void stop() {
    if (fixture != null) {
      fixture.close();
    }
  }

  @Test
  void createsARepositoryOnce() throws Exception {
    ForgeFixture.Answer created =
        fixture.post("/orgs/acme/repos", "{\"name\":\"infra\",\"private\":true}");

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.json().path("full_name").asText()).isEqualTo("acme/infra");
    assertThat(fixture.post("/orgs/acme/repos", "{\"name\":\"infra\"}").status()).isEqualTo(422);
    assertThat(fixture.get("/repos/acme/infra").status()).isEqualTo(200);
    assertThat(fixture.anonymous("GET", "/repos/acme/infra", "").status()).isEqualTo(404);
    assertThat(fixture.post("/user/repos", "{\"name\":\"../x\"}").status()).isEqualTo(422);
  }

  @Test
  void servesBranchesAndCommits() throws Exception {
    String first = fixture.git("rev-parse", "HEAD").strip();
    fixture.commit("a/b.txt", "one\ntwo\n", "Two lines");
    fixture.git("push", "-q", "origin", "main", "main:refs/heads/feature/x");
    String second = fixture.git("rev-parse", "HEAD").strip();

    JsonNode branches = fixture.get("/repos/acme/shop/branches").json();
    assertThat(branches.findValuesAsText("name")).containsExactly("feature/x", "main");
    assertThat(
            fixture
                .get("/repos/acme/shop/branches/feature/x")
                .json()
                .path("commit")
                .path("sha")
                .asText())
        .isEqualTo(second);
    JsonNode commits = fixture.get("/repos/acme/shop/commits?sha=feature/x").json();
    assertThat(commits).hasSize(2);
    assertThat(fixture.get("/repos/acme/shop/commits?path=a").json()).hasSize(1);
    ForgeFixture.Answer page = fixture.get("/repos/acme/shop/commits?per_page=1");
    assertThat(page.json()).hasSize(1);
    assertThat(page.response().headers().firstValue("Link").orElse("")).contains("rel=\"next\"");
    JsonNode commit = fixture.get("/repos/acme/shop/commits/" + second).json();
    assertThat(commit.path("files").path(0).path("filename").asText()).isEqualTo("a/b.txt");
    assertThat(commit.path("files").path(0).path("status").asText()).isEqualTo("added");
    assertThat(commit.path("files").path(0).path("patch").asText())
        .isEqualTo("@@ -0,0 +1,2 @@\n+one\n+two");
    assertThat(commit.path("stats").path("additions").asInt()).isEqualTo(2);
    JsonNode comparison = fixture.get("/repos/acme/shop/compare/" + first + "...feature/x").json();
    assertThat(comparison.path("status").asText()).isEqualTo("ahead");
    assertThat(comparison.path("commits").path(0).path("sha").asText()).isEqualTo(second);
    assertThat(fixture.get("/repos/acme/shop/commits/nothing").status()).isEqualTo(422);
    assertThat(fixture.get("/repos/acme/shop/branches/nothing").status()).isEqualTo(404);
  }

  @Test
  void servesAndChangesContents() throws Exception {
    JsonNode file = fixture.get("/repos/acme/shop/contents/README.md").json();
    assertThat(file.path("content").asText()).isEqualTo("aGVsbG8K\n");
    assertThat(file.path("encoding").asText()).isEqualTo("base64");
    assertThat(fixture.get("/repos/acme/shop/contents").json().path(0).path("type").asText())
        .isEqualTo("file");
    assertThat(fixture.get("/repos/acme/shop/contents/none").status()).isEqualTo(404);

    String text = Base64.getEncoder().encodeToString("v: 2\n".getBytes(StandardCharsets.UTF_8));
    ForgeFixture.Answer created =
        fixture.send(
            "PUT",
            "/repos/acme/shop/contents/values/v.yaml",
            "{\"message\":\"Set v\",\"content\":\"" + text + "\"}");
    assertThat(created.status()).isEqualTo(201);
    fixture.git("pull", "-q", "origin", "main");
    assertThat(fixture.clone.resolve("values/v.yaml")).hasContent("v: 2\n");
    String sha = created.json().path("content").path("sha").asText();
    assertThat(
            fixture
                .send(
                    "PUT",
                    "/repos/acme/shop/contents/values/v.yaml",
                    "{\"message\":\"Set v\",\"content\":\"" + text + "\",\"sha\":\"0\"}")
                .status())
        .isEqualTo(409);
    assertThat(
            fixture
                .send(
                    "DELETE",
                    "/repos/acme/shop/contents/values/v.yaml",
                    "{\"message\":\"Drop v\",\"sha\":\"" + sha + "\"}")
                .status())
        .isEqualTo(200);
    fixture.git("pull", "-q", "origin", "main");
    assertThat(fixture.clone.resolve("values")).doesNotExist();
  }

  @Test
  void combinesTheLatestStatusOfEachContext() throws Exception {
    String sha = fixture.git("rev-parse", "HEAD").strip();
    String statuses = "/repos/acme/shop/statuses/" + sha;
    String combined = "/repos/acme/shop/commits/main/status";
    assertThat(fixture.get(combined).json().path("state").asText()).isEqualTo("pending");

    fixture.post(statuses, "{\"state\":\"pending\",\"context\":\"deploy\"}");
    ForgeFixture.Answer posted =
        fixture.post(
            statuses,
            """
            {"state":"success","context":"deploy","description":"done","target_url":"http://x/y"}
            """);
    assertThat(posted.status()).isEqualTo(201);
    assertThat(posted.json().path("creator").path("login").asText()).isEqualTo("ada");
    assertThat(fixture.get(combined).json().path("state").asText()).isEqualTo("success");
    fixture.post(statuses, "{\"state\":\"failure\",\"context\":\"test\"}");

    assertThat(fixture.get(combined).json().path("state").asText()).isEqualTo("failure");
    assertThat(fixture.get("/repos/acme/shop/commits/main/statuses").json()).hasSize(3);
    assertThat(fixture.post(statuses, "{\"state\":\"fine\"}").status()).isEqualTo(422);
    assertThat(fixture.anonymous("POST", statuses, "{\"state\":\"success\"}").status())
        .isEqualTo(401);
  }

  @Test
  void movesRefs() throws Exception {
    String sha = fixture.git("rev-parse", "HEAD").strip();
    ForgeFixture.Answer created =
        fixture.post(
            "/repos/acme/shop/git/refs", "{\"ref\":\"refs/heads/topic\",\"sha\":\"" + sha + "\"}");
    assertThat(created.status()).isEqualTo(201);
    assertThat(
            fixture
                .get("/repos/acme/shop/git/ref/heads/topic")
                .json()
                .path("object")
                .path("sha")
                .asText())
        .isEqualTo(sha);
    assertThat(fixture.send("DELETE", "/repos/acme/shop/git/refs/heads/topic", null).status())
        .isEqualTo(204);
    assertThat(fixture.get("/repos/acme/shop/git/ref/heads/topic").status()).isEqualTo(404);
  }

  @Test
  void answersWhatItDoesNotHaveAsGitHubDoes() throws Exception {
    JsonNode answer = fixture.get("/no/such/path").json();

    assertThat(answer.path("message").asText()).isEqualTo("Not Found");
    assertThat(answer.path("status").asText()).isEqualTo("404");
    assertThat(fixture.post("/repos/acme/shop/hooks", "{nonsense").status()).isEqualTo(400);
  }
}
