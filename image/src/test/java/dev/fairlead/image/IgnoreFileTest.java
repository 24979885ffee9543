package dev.fairlead.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The examples of Docker's documentation, and some more.
final class IgnoreFileTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/temp* | somedir/temporary.txt | true",
        "*/temp* | somedir/temp/file | true",
        "*/temp* | a/b/temporary | false",
        "*/*/temp* | a/b/temporary | true",
        "temp? | tempa | true",
        "temp? | temp | false",
        "**/*.go | a/b/c.go | true",
        "**/*.go | c.go | true",
        "*.md;!README.md | README.md | false",
        "*.md;!README*.md;README-secret.md | README-secret.md | true",
        "target;!target/*.jar | target/app.jar | false",
        "target;!target/*.jar | target/classes/A.class | true",
        "/target/ | target/x | true",
        "./target/ | target | true",
        "[ab].txt | b.txt | true",
        "*.tx[!x] | a.txt | false",
        "a.b | axb | false",
        "# comment | x | false",
      })
  void followsDockersRules(String rules, String path, boolean ignored) {
    assertThat(IgnoreFile.parse(rules.replace(";", "\n")).ignores(path)).isEqualTo(ignored);
  }
}
