package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.sandbox.CommandLine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A running forge with one account, a place for clones, and requests to its API.
final class ForgeFixture implements AutoCloseable {
  final ForgeServer forge;
  final Path clone;
  final String token;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper mapper = new ObjectMapper();

  ForgeFixture(Path directory) throws IOException {
    forge =
        ForgeServer.start(
            new ForgeOptions(directory.resolve("forge"), "127.0.0.1", 0, Clock.systemUTC()));
    forge.accounts().ensure("ada", Account.Kind.USER);
    token = forge.accounts().token("ada").reveal();
    for (String login : List.of("dev", "rev")) {
      forge.accounts().ensure(login, Account.Kind.USER, Role.WRITE);
    }
    forge.ensureRepository("acme", "shop", "main");
    clone = directory.resolve("clone");
    Files.createDirectories(clone);
  }

  /// The repository's URL with credentials.
  String url() {
    return forge.cloneUrl("acme", "shop").replace("http://", "http://ada:" + token + "@");
  }

  /// The same with the credentials of another account.
  String urlOf(String login) {
    return forge
        .cloneUrl("acme", "shop")
        .replace("http://", "http://" + login + ":" + forge.accounts().token(login).reveal() + "@");
  }

  /// A commit on a new branch from main, pushed by `dev`.
  String pushBranch(String branch, String file, String content) throws IOException {
    git("checkout", "-q", "-B", branch, "main");
    String commit = commit(file, content, "Change " + file);
    git("push", "-q", "--force", urlOf("dev"), branch);
    return commit;
  }

  /// A pull request of `dev` from a branch to main.
  int openPull(String branch) {
    Answer opened =
        as(
            "dev",
            "POST",
            "/repos/acme/shop/pulls",
            "{\"title\":\"Change\",\"head\":\"%s\",\"base\":\"main\"}".formatted(branch));
    if (opened.status() != 201) {
      throw new AssertionError(opened.json());
    }
    return opened.json().path("number").asInt();
  }

  /// A request of another account.
  Answer as(String login, String method, String path, @Nullable String body) {
    return send(
        HttpRequest.newBuilder(URI.create(forge.apiUrl() + path).normalize())
            .header("Authorization", "token " + forge.accounts().token(login).reveal())
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body)));
  }

  /// Git in the clone.
  String git(String... arguments) {
    var command = new String[arguments.length + 5];
    command[0] = "git";
    command[1] = "-c";
    command[2] = "user.name=Ada";
    command[3] = "-c";
    command[4] = "user.email=ada@example.com";
    System.arraycopy(arguments, 0, command, 5, arguments.length);
    return new CommandLine(clone, Map.of()).run(command);
  }

  /// A first commit, pushed to main.
  void pushFirstCommit() throws IOException {
    git("init", "-q", "-b", "main");
    git("remote", "add", "origin", url());
    commit("README.md", "hello\n", "Begin");
    git("push", "-q", "origin", "main");
  }

  String commit(String file, String content, String message) throws IOException {
    Path path = clone.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    git("add", "-A");
    git("commit", "-q", "-m", message);
    return git("rev-parse", "HEAD").strip();
  }

  record Answer(int status, JsonNode json, HttpResponse<String> response) {}

  Answer get(String path) {
    return send("GET", path, null);
  }

  Answer post(String path, @Nullable String body) {
    return send("POST", path, body);
  }

  Answer send(String method, String path, @Nullable String body) {
    return send(
        HttpRequest.newBuilder(URI.create(forge.apiUrl() + path))
            .header("Authorization", "Bearer " + token)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body)));
  }

  Answer anonymous(String method, String path, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(forge.apiUrl() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      String type = response.headers().firstValue("Content-Type").orElse("");
      return new Answer(
          response.statusCode(),
          type.startsWith("application/json")
              ? mapper.readTree(response.body())
              : mapper.missingNode(),
          response);
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
    forge.close();
  }
}
