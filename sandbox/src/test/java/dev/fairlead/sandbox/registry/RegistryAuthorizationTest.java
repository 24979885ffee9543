package dev.fairlead.sandbox.registry;

import static dev.fairlead.sandbox.registry.RegistryFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegistryAuthorizationTest {
  private static final String UPLOADS = "/v2/acme/shop/blobs/uploads/";

  @TempDir Path directory;
  private RegistryFixture registry;

  @BeforeEach
  void start() {
    registry =
        new RegistryFixture(
            directory, (user, password) -> user.equals("ada") && password.equals("s3cret"));
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private String token(String scope, String... headers) {
    String body = registry.send("GET", "/token?scope=" + scope, "", headers).body();
    return "Bearer " + body.replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
  }

  @Test
  void tellsClientsWhereToGetAToken() {
    HttpResponse<String> ping = registry.send("GET", "/v2/", "");

    assertThat(ping.statusCode()).isEqualTo(401);
    assertThat(header(ping, "WWW-Authenticate"))
        .startsWith("Bearer realm=\"https://" + registry.server.authority() + "/token\"");
    assertThat(ping.body()).contains("UNAUTHORIZED");
    assertThat(registry.send("GET", "/v2/", "", "Authorization", basic("ada:s3cret")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void letsWhoeverHasATokenForItPush() {
    String token = token("repository:acme/shop:pull,push", "Authorization", basic("ada:s3cret"));

    assertThat(registry.send("POST", UPLOADS, "", "Authorization", token).statusCode())
        .isEqualTo(202);
    HttpResponse<String> elsewhere =
        registry.send("POST", "/v2/acme/other/blobs/uploads/", "", "Authorization", token);
    assertThat(elsewhere.statusCode()).isEqualTo(401);
    assertThat(header(elsewhere, "WWW-Authenticate"))
        .contains("scope=\"repository:acme/other:pull,push\"");
  }

  @Test
  void letsNobodyElsePush() {
    assertThat(registry.send("POST", UPLOADS, "").statusCode()).isEqualTo(401);
    String anonymous = token("repository:acme/shop:pull,push");
    assertThat(registry.send("POST", UPLOADS, "", "Authorization", anonymous).statusCode())
        .isEqualTo(401);
    assertThat(registry.send("POST", UPLOADS, "", "Authorization", basic("ada:wrong")).statusCode())
        .isEqualTo(401);
    assertThat(registry.send("POST", UPLOADS, "", "Authorization", "Bearer a.b").statusCode())
        .isEqualTo(401);
    assertThat(registry.send("GET", "/token", "", "Authorization", basic("ada:wrong")).statusCode())
        .isEqualTo(401);
  }

  @Test
  void aRefreshTokenTakesThePlaceOfThePassword() {
    String login = "grant_type=password&username=ada&password=s3cret&access_type=offline";
    String form = "application/x-www-form-urlencoded";
    String first = registry.send("POST", "/token", login, "Content-Type", form).body();
    String refresh = first.replaceAll(".*\"refresh_token\":\"([^\"]+)\".*", "$1");

    HttpResponse<String> again =
        registry.send(
            "POST",
            "/token",
            "grant_type=refresh_token&service=fairlead-sandbox&scope=repository:acme/shop:pull,push"
                + "&refresh_token="
                + refresh,
            "Content-Type",
            form);

    assertThat(again.statusCode()).isEqualTo(200);
    String token = again.body().replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
    assertThat(registry.send("POST", UPLOADS, "", "Authorization", "Bearer " + token).statusCode())
        .isEqualTo(202);
    HttpResponse<String> misused =
        registry.send("POST", UPLOADS, "", "Authorization", "Bearer " + refresh);
    assertThat(misused.statusCode()).isEqualTo(401);
    assertThat(header(misused, "WWW-Authenticate")).contains("error=\"invalid_token\"");
    String forged = "grant_type=refresh_token&refresh_token=" + token;
    assertThat(registry.send("POST", "/token", forged, "Content-Type", form).statusCode())
        .isEqualTo(401);
    assertThat(registry.status("GET", "/token?service=somewhere-else")).isEqualTo(400);
  }

  @Test
  void letsAnybodyPull() {
    assertThat(registry.send("GET", "/v2/acme/shop/manifests/1", "").statusCode()).isEqualTo(404);
    String anonymous = token("repository:acme/shop:pull");
    assertThat(
            registry
                .send("GET", "/v2/acme/shop/manifests/1", "", "Authorization", anonymous)
                .statusCode())
        .isEqualTo(404);
  }
}
