package dev.fairlead.sandbox.forge;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a browser without scripts does: keeps the cookie, follows redirects, sends forms with the
/// hidden fields of the page they stand on.
final class Browser implements AutoCloseable {
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]*)\"");

  private final HttpClient http = HttpClient.newHttpClient();
  private final ForgeServer forge;
  private String cookie = "";
  private String setCookie = "";

  Browser(ForgeServer forge) {
    this.forge = forge;
  }

  record Page(int status, String path, String html, HttpResponse<String> response) {
    String csrf() {
      Matcher found = CSRF.matcher(html);
      return found.find() ? found.group(1) : "";
    }
  }

  Browser signIn(String login) {
    Page form = get("/login");
    post(form, "/login", Map.of("token", forge.accounts().token(login).reveal(), "return_to", "/"));
    return this;
  }

  /// What the last answer with a cookie said about it.
  String setCookie() {
    return setCookie;
  }

  Page get(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(forge.baseUrl() + path));
    return send(request.GET(), path);
  }

  /// @param from the page with the form
  Page post(Page from, String path, Map<String, String> fields) {
    return post(from.csrf(), path, fields);
  }

  Page post(String csrf, String path, Map<String, String> fields) {
    List<String> pairs = new ArrayList<>();
    pairs.add("csrf=" + encode(csrf));
    fields.forEach((name, value) -> pairs.add(name + "=" + encode(value)));
    return send(
        HttpRequest.newBuilder(URI.create(forge.baseUrl() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    pairs.stream().collect(Collectors.joining("&")))),
        path);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Page send(HttpRequest.Builder request, String path) {
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      for (String given : response.headers().allValues("Set-Cookie")) {
        setCookie = given;
        cookie = given.replaceFirst(";.*", "");
      }
      Optional<String> next = response.headers().firstValue("Location");
      if (response.statusCode() == 303 && next.isPresent()) {
        return get(next.get().replaceFirst("#.*", ""));
      }
      return new Page(response.statusCode(), path, response.body(), response);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
