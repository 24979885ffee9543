package dev.fairlead.sandbox.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.sandbox.CommandLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// GitHub's own client against the forge: `octokit/forge.mjs` among the test resources is the
/// story.
final class OctokitTest {
  @TempDir Path directory;

  /// Where `build/tools octokit` installs it.
  private static Path modules() {
    String home = System.getProperty("user.home");
    return Path.of(
            Optional.ofNullable(System.getenv("FAIRLEAD_TOOLS"))
                .orElse(
                    Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse(home + "/.cache")
                        + "/fairlead/tools"))
        .resolve("octokit/node_modules");
  }

  @Test
  void theWholeStoryOfARepositoryGoesThroughGitHubsOwnClient() throws Exception {
    assumeTrue(CommandLine.has("node"), "node is not on the path");
    assumeTrue(
        Files.isDirectory(modules().resolve("@octokit/rest")),
        "@octokit/rest is missing: run build/tools octokit");
    Path work = Files.createDirectories(directory.resolve("work"));
    Files.copy(
        Objects.requireNonNull(OctokitTest.class.getResourceAsStream("/octokit/forge.mjs")),
        work.resolve("forge.mjs"));
    Files.createSymbolicLink(work.resolve("node_modules"), modules());
    try (var forge =
        ForgeServer.start(
            new ForgeOptions(directory.resolve("forge"), "127.0.0.1", 0, Clock.systemUTC()))) {
      forge.accounts().ensure("ada", Account.Kind.USER);
      forge.accounts().ensure("dev", Account.Kind.USER, Role.WRITE);
      forge.accounts().ensure("rev", Account.Kind.USER, Role.WRITE);
      forge.accounts().ensure("guest", Account.Kind.USER, Role.READ);
      forge.accounts().ensure("acme", Account.Kind.ORGANIZATION);
      List<String> tokens =
          List.of("ada", "dev", "rev", "guest").stream()
              .map(login -> forge.accounts().token(login).reveal())
              .toList();

      CommandLine.Result result =
          new CommandLine(work, Map.of())
              .attempt(
                  "node",
                  "forge.mjs",
                  forge.baseUrl().toString(),
                  tokens.get(0),
                  tokens.get(1),
                  tokens.get(2),
                  tokens.get(3));

      assertThat(result.status()).as(result.output()).isZero();
    }
  }
}
