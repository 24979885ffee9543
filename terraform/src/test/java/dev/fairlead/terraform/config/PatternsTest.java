package dev.fairlead.terraform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          p | *.tf | p/sub/x.tf | false
          p | *.tf | p/x.tf | true
          p | DEFAULT | p/sub/x.tfvars | true
          p | DEFAULT | p/.terraform.lock.hcl | true
          p | DEFAULT | p/README.md | false
          p | DEFAULT | q/x.tf | false
          p | ../modules/**/*.tf | modules/a/b/x.tf | true
          p | ../modules/**/*.tf | modules/x.tf | true
          p | sub | p/sub/deep/x.json | true
          p | **/*.tf;!old | p/old/x.tf | false
          p | !old;**/*.tf | p/old/x.tf | true
          p | **/*.tf;!**/old | p/a/b/old/x.tf | false
          . | DEFAULT | a/b/x.tf | true
          . | *.tf | x.tf | true
          . | a?.tf | ab.tf | true
          . | a?.tf | a/.tf | false
          . | [ab]*.tf | bcd.tf | true
          . | [!ab]*.tf | bcd.tf | false
          . | x\\*.tf | x*.tf | true
          . | x\\*.tf | xy.tf | false
          a/b | ../../c/*.yaml | c/x.yaml | true
          p |  ' *.tf ' | p/x.tf | true
          p | NOTHING | p/x.tf | false
          """)
  void whenModifiedFollowsTheRulesOfDockerignore(
      String dir, String patterns, String path, boolean expected) {
    List<String> list =
        switch (patterns) {
          case "DEFAULT" -> ProjectConfig.DEFAULT_WHEN_MODIFIED;
          case "NOTHING" -> List.of();
          default -> List.of(patterns.split(";"));
        };
    assertThat(new WhenModified(dir, list).matches(path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          live/* | live/net | true
          live/* | live/net/sub | false
          live/** | live/net/sub | true
          **/test | a/b/test | true
          **/test | test | true
          {live,stage}/* | stage/x | true
          {live,stage}/* | dev/x | false
          a**b | axxb | true
          a**b | a/b | false
          """)
  void doublestarPatternsMatchWholePaths(String pattern, String path, boolean expected) {
    assertThat(PathPattern.doublestar(pattern).matches(path)).isEqualTo(expected);
  }

  @Test
  void aPatternThatNobodyUnderstandsIsNamed() {
    assertThatThrownBy(() -> PathPattern.doublestar("a[b"))
        .hasMessage("'a[b' has a '[' without a ']'");
    assertThatThrownBy(() -> PathPattern.doublestar("a{b"))
        .hasMessage("'a{b' has a '{' without a '}'");
  }

  @ParameterizedTest
  @CsvSource({"./a//b/,a/b", "/,.", "a/..,.", "a/../b,b", "../x,../x", ".,.", "a/./b,a/b"})
  void pathsAreCleaned(String path, String expected) {
    assertThat(RepoPath.clean(path)).isEqualTo(expected);
  }
}
