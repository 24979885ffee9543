package dev.fairlead.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.model.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartsTest {

  @ParameterizedTest
  @CsvSource({
    "https://github.com/acme/infra.git, github.com, acme, infra",
    "https://x@git.example.com:8443/a/b/infra, git.example.com, a/b, infra",
    "git@github.com:acme/infra.git, github.com, acme, infra",
    "/srv/git/infra.git, local, srv/git, infra"
  })
  void repositoriesAreNamedByTheirUrl(String url, String host, String owner, String name) {
    assertThat(RepositoryName.of(url)).isEqualTo(new RepositoryName(host, owner, name));
  }

  @Test
  void aRepositoryCannotClimbOutOfItsDirectory() {
    assertThat(RepositoryName.of("https://h/../../etc").directory()).doesNotContain("..");
  }

  @Test
  void multienvListsAreRead() {
    assertThat(EnvironmentList.parse("A=1,B=\"x, y\",C=\nD='q'"))
        .containsExactlyInAnyOrderEntriesOf(Map.of("A", "1", "B", "x, y", "C", "", "D", "q"));
    assertThatThrownBy(() -> EnvironmentList.parse("oops")).hasMessageContaining("'oops'");
  }

  @Test
  void secretsAreMasked() {
    Masks masks =
        Masks.of(
            List.of(new Secret("s3cr3t-value"), new Secret("ab")),
            Map.of(
                "AWS_SECRET_ACCESS_KEY", "wJalrXUtn", "USE_TOKEN", "true", "HOME", "/root-home"));
    assertThat(masks.apply("true x=s3cr3t-value ab wJalrXUtn /root-home"))
        .isEqualTo("true x=*** ab *** /root-home");
  }
}
