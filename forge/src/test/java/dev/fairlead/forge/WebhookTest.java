package dev.fairlead.forge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.model.Secret;
import org.junit.jupiter.api.Test;

class WebhookTest {
  private static final String BODY =
      """
      {"ref":"refs/heads/main","before":"%s","after":"%s",
       "repository":{"full_name":"acme/shop","clone_url":"https://github.com/acme/shop.git"}}
      """
          .formatted("0".repeat(40), "a".repeat(40));

  @Test
  void theSignatureOfGitHubsDocumentationIsAccepted() {
    var secret = new Secret("It's a Secret to Everybody");
    byte[] body = "Hello, World!".getBytes(UTF_8);

    assertThat(
            WebhookSignature.proves(
                secret,
                body,
                "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"))
        .isTrue();
  }

  @Test
  void aMissingShortOrForeignSignatureIsRefused() {
    var secret = new Secret("s");
    byte[] body = BODY.getBytes(UTF_8);

    assertThat(WebhookSignature.proves(secret, body, null)).isFalse();
    assertThat(WebhookSignature.proves(secret, body, "")).isFalse();
    assertThat(WebhookSignature.proves(secret, body, "sha256=00")).isFalse();
    assertThat(WebhookSignature.proves(secret, body, WebhookSignature.of(new Secret("t"), body)))
        .isFalse();
  }

  @Test
  void anEventIsReadForTheRepositoryThatItIsAbout() {
    assertThat(RepositoryEvent.parse(BODY.getBytes(UTF_8)))
        .isEqualTo(new RepositoryEvent("https://github.com/acme/shop.git", "acme/shop"));
  }

  @Test
  void anEventWithoutItsFieldsNamesTheFirstThatIsMissing() {
    assertThatThrownBy(() -> RepositoryEvent.parse("{}".getBytes(UTF_8)))
        .isInstanceOf(ForgeException.class)
        .hasMessageContaining("/repository/clone_url");
    assertThatThrownBy(() -> RepositoryEvent.parse("payload=%7B%7D".getBytes(UTF_8)))
        .hasMessageContaining("not JSON");
  }

  @Test
  void repositoriesAreNamedAlikeInEveryFormOfUrl() {
    var shop = new RepositoryName("github.com", "acme", "shop");
    assertThat(RepositoryName.of("https://github.com/acme/shop")).contains(shop);
    assertThat(RepositoryName.of("https://github.com/acme/shop.git/")).contains(shop);
    assertThat(RepositoryName.of("https://x:y@github.com/acme/shop.git")).contains(shop);
    assertThat(RepositoryName.of("git@github.com:acme/shop.git")).contains(shop);
    assertThat(RepositoryName.of("ssh://git@github.com/acme/shop.git")).contains(shop);
    assertThat(RepositoryName.of("https://github.com/acme")).isEmpty();
  }
}
