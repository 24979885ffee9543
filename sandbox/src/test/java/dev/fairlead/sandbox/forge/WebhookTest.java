package dev.fairlead.sandbox.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.sandbox.CommandLine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WebhookTest {
  private static final String ZEROS = "0".repeat(40);

  @TempDir Path directory;
  private ForgeFixture fixture;
  private HookReceiver receiver;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(CommandLine.has("git"), "git is not on the path");
    fixture = new ForgeFixture(directory);
    receiver = new HookReceiver();
    fixture.pushFirstCommit();
    ForgeFixture.Answer created =
        fixture.post(
            "/repos/acme/shop/hooks",
            """
            {"name":"web","active":true,"events":["push","create"],
             "config":{"url":"%s","content_type":"json","secret":"s3cret"}}
            """
                .formatted(receiver.url()));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.json().path("config").path("secret").asText()).isEqualTo("********");
    assertThat(receiver.next().headers()).containsEntry("X-GitHub-Event", "ping");
  }

  @AfterEach
  void stop() {
    if (fixture != null) {
      fixture.close();
      receiver.close();
    }
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  @Test
  void tellsAboutAPushWithASignature() throws Exception {
    String before = fixture.git("rev-parse", "HEAD").strip();
    fixture.commit("charts/a.yaml", "a: 1\n", "Add a\n\nWith a body.");
    fixture.commit("README.md", "bye\n", "Change");
    String after = fixture.git("rev-parse", "HEAD").strip();
    fixture.git("push", "-q", "origin", "main");

    HookReceiver.Received push = receiver.next();

    assertThat(push.headers())
        .containsEntry("X-GitHub-Event", "push")
        .containsEntry("Content-Type", "application/json")
        .containsKey("X-GitHub-Delivery");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    assertThat(push.headers().get("X-Hub-Signature-256"))
        .isEqualTo(
            "sha256="
                + HexFormat.of()
                    .formatHex(mac.doFinal(push.body().getBytes(StandardCharsets.UTF_8))));
    JsonNode payload = push.json();
    assertThat(payload.path("ref").asText()).isEqualTo("refs/heads/main");
    assertThat(payload.path("before").asText()).isEqualTo(before);
    assertThat(payload.path("after").asText()).isEqualTo(after);
    assertThat(payload.path("created").asBoolean()).isFalse();
    assertThat(payload.path("forced").asBoolean()).isFalse();
    assertThat(payload.path("commits")).hasSize(2);
    JsonNode first = payload.path("commits").path(0);
    assertThat(first.path("message").asText()).isEqualTo("Add a\n\nWith a body.");
    assertThat(texts(first.path("added"))).containsExactly("charts/a.yaml");
    assertThat(first.path("distinct").asBoolean()).isTrue();
    assertThat(first.path("author").path("email").asText()).isEqualTo("ada@example.com");
    assertThat(texts(payload.path("commits").path(1).path("modified")))
        .containsExactly("README.md");
    assertThat(payload.path("head_commit").path("id").asText()).isEqualTo(after);
    assertThat(payload.path("pusher").path("name").asText()).isEqualTo("ada");
    assertThat(payload.path("sender").path("login").asText()).isEqualTo("ada");
    assertThat(payload.path("repository").path("full_name").asText()).isEqualTo("acme/shop");
    assertThat(payload.path("repository").path("clone_url").asText())
        .isEqualTo(fixture.forge.cloneUrl("acme", "shop"));
  }

  @Test
  void tellsAboutNewForcedAndRemovedBranches() throws Exception {
    String main = fixture.git("rev-parse", "HEAD").strip();
    fixture.git("push", "-q", "origin", "main:refs/heads/copy");
    JsonNode created = receiver.next("push").json();
    assertThat(created.path("created").asBoolean()).isTrue();
    assertThat(created.path("before").asText()).isEqualTo(ZEROS);
    assertThat(created.path("base_ref").asText()).isEqualTo("refs/heads/main");
    assertThat(created.path("commits")).isEmpty();
    assertThat(created.path("head_commit").path("id").asText()).isEqualTo(main);
    assertThat(receiver.next("create").json().path("ref_type").asText()).isEqualTo("branch");

    fixture.git("checkout", "-q", "-b", "topic");
    String topic = fixture.commit("t.txt", "t\n", "Topic");
    fixture.git("push", "-q", "origin", "topic");
    JsonNode withCommit = receiver.next("push").json();
    assertThat(withCommit.path("commits")).hasSize(1);

    fixture.git("commit", "-q", "--amend", "-m", "Topic, better");
    fixture.git("push", "-q", "--force", "origin", "topic");
    JsonNode forced = receiver.next("push").json();
    assertThat(forced.path("forced").asBoolean()).isTrue();
    assertThat(forced.path("before").asText()).isEqualTo(topic);
    assertThat(forced.path("commits")).hasSize(1);

    fixture.git("push", "-q", "origin", ":topic");
    JsonNode deleted = receiver.next("push").json();
    assertThat(deleted.path("deleted").asBoolean()).isTrue();
    assertThat(deleted.path("after").asText()).isEqualTo(ZEROS);
    assertThat(deleted.path("head_commit").isNull()).isTrue();
    assertThat(deleted.path("commits")).isEmpty();
  }

  @Test
  void tellsAboutTagsWithoutCommits() throws Exception {
    fixture.git("tag", "-a", "v1", "-m", "One");
    fixture.git("push", "-q", "origin", "v1");

    JsonNode push = receiver.next("push").json();

    assertThat(push.path("ref").asText()).isEqualTo("refs/tags/v1");
    assertThat(push.path("after").asText()).isEqualTo(fixture.git("rev-parse", "v1").strip());
    assertThat(push.path("head_commit").path("id").asText())
        .isEqualTo(fixture.git("rev-parse", "v1^{commit}").strip());
    assertThat(push.path("commits")).isEmpty();
  }

  @Test
  void keepsAFailedDeliveryToBeSentAgain() throws Exception {
    receiver.answerWith(500);
    fixture.commit("b.txt", "x\n", "More");
    fixture.git("push", "-q", "origin", "main");
    HookReceiver.Received failed = receiver.next("push");
    String hooks = "/repos/acme/shop/hooks";
    long hook = fixture.get(hooks).json().path(0).path("id").asLong();
    String deliveries = hooks + "/" + hook + "/deliveries";
    JsonNode attempt = fixture.get(deliveries).json().path(0);
    for (long end = System.nanoTime() + 20_000_000_000L;
        attempt.path("status_code").asInt() != 500 && System.nanoTime() < end; ) {
      attempt = fixture.get(deliveries).json().path(0);
    }
    assertThat(attempt.path("status_code").asInt()).isEqualTo(500);

    receiver.answerWith(200);
    long id = attempt.path("id").asLong();
    assertThat(fixture.post(deliveries + "/" + id + "/attempts", null).status()).isEqualTo(202);

    HookReceiver.Received again = receiver.next("push");
    assertThat(again.body()).isEqualTo(failed.body());
    assertThat(again.headers().get("X-GitHub-Delivery"))
        .isEqualTo(failed.headers().get("X-GitHub-Delivery"));
    assertThat(
            fixture
                .get(deliveries + "/" + id)
                .json()
                .path("request")
                .path("payload")
                .path("ref")
                .asText())
        .isEqualTo("refs/heads/main");
  }
}
