package dev.fairlead.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckoutTest {
  @TempDir Path directory;
  private Upstream upstream;

  @BeforeEach
  void makeUpstream() {
    upstream = Upstream.in(directory);
  }

  private Mirror fetched() {
    Mirror mirror =
        Mirror.open(directory.resolve("mirror.git"), upstream.bare().toString(), Credentials.NONE);
    mirror.fetch();
    return mirror;
  }

  @Test
  void aDirectoryFollowsCommitsAndKeepsWhatGitDoesNotKnow() throws IOException {
    CommitId first = upstream.push("first", "infra/main.tf", "one\n", "gone/old.tf", "old\n");
    Path target = directory.resolve("work/default");
    try (Mirror mirror = fetched()) {
      mirror.checkOut(first, target);
      assertThat(target.resolve("infra/main.tf")).hasContent("one\n");
      Files.writeString(target.resolve("infra/default.tfplan"), "plan");
      Files.writeString(target.resolve("infra/main.tf"), "spoilt by a step\n");
      mirror.checkOut(first, target);
      assertThat(target.resolve("infra/main.tf")).hasContent("one\n");

      upstream.run("rm", "-q", "-r", "gone");
      Files.createSymbolicLink(upstream.work().resolve("infra/link.tf"), Path.of("main.tf"));
      upstream.run("add", "-A");
      CommitId second = upstream.push("second", "infra/main.tf", "two\n");
      mirror.fetch();
      mirror.checkOut(second, target);
      assertThat(target.resolve("infra/main.tf")).hasContent("two\n");
      assertThat(target.resolve("infra/default.tfplan")).hasContent("plan");
      assertThat(target.resolve("gone")).doesNotExist();
      assertThat(Files.readSymbolicLink(target.resolve("infra/link.tf")))
          .isEqualTo(Path.of("main.tf"));
      assertThat(target.resolve(".git")).doesNotExist();
    }
  }

  @Test
  void anInterruptedCheckoutIsRepeated() throws IOException {
    CommitId first = upstream.push("first", "a.txt", "1\n");
    Path target = directory.resolve("work");
    Files.writeString(directory.resolve(".work.index.lock"), "");
    try (Mirror mirror = fetched()) {
      mirror.checkOut(first, target);
      assertThat(target.resolve("a.txt")).hasContent("1\n");
      assertThatThrownBy(() -> mirror.checkOut(new CommitId("1".repeat(40)), target))
          .isInstanceOf(GitException.class);
      assertThat(target.resolve("a.txt")).hasContent("1\n");
    }
  }
}
