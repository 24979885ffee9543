package dev.fairlead.actions.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.model.CommitId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggersTest {
  private static final CommitId COMMIT = new CommitId("a".repeat(40));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "releases/** !releases/**-alpha | releases/10-alpha | false",
        "releases/** !releases/**-alpha | releases/10 | true",
        "releases/** !releases/**-alpha releases/1?-alpha | releases/1-alpha | true",
        "**.md | docs/a/b.md | true",
        "*.md | docs/a/b.md | false",
        "*.md | a.md | true",
        "v[0-9]+ | v10 | true",
        "v[0-9]+ | v | false",
        "v[0-9]+ | v1.0 | false",
        "v[12].[0-9]+.[0-9]+ | v1.10.3 | true",
        "v[12].[0-9]+.[0-9]+ | v3.1.1 | false",
        "feature/* | feature/a/b | false",
        "feature/** | feature/a/b | true",
        "* | feature/a | false",
        "** | feature/a | true",
        "docs/** | docs/a | true",
        "docs/** | docsa | false",
        "**/docs/** | a/b/docs/c | true",
        "**/docs/** | docs/c | true",
        "a/**/b | a/b | true",
        "a/**/b | a/x/y/b | true",
        "*.jsx? | a.js | true",
        "*.jsx? | a.jsx | true",
        "a\\*b | a*b | true",
        "a\\*b | axb | false",
        "ab(c) | ab(c) | true",
        "Main | main | false",
      })
  void matchesPatternsAsGitHubDoes(String patterns, String value, boolean expected) {
    List<GlobPattern> list = Arrays.stream(patterns.split(" ")).map(GlobPattern::parse).toList();
    assertThat(GlobPattern.accepts(list, value)).isEqualTo(expected);
  }

  @Test
  void refusesPatternsThatMeanNothing() {
    assertThatThrownBy(() -> GlobPattern.parse("[a-")).hasMessageContaining("'[' without ']'");
    assertThatThrownBy(() -> GlobPattern.parse("+a")).hasMessageContaining("at its start");
    assertThatThrownBy(() -> GlobPattern.parse("[a.b]")).hasMessageContaining("only letters");
  }

  private static Routing route(String on, String ref, String message, String... changed) {
    Workflow workflow =
        WorkflowReader.read(
            "w.yml", on + "\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: echo}]}}\n");
    assertThat(workflow.errors()).isEmpty();
    return workflow.triggeredBy(
        new PushEvent(ref, COMMIT, COMMIT, Optional.of(Set.of(changed)), message));
  }

  private static boolean runs(String on, String ref, String... changed) {
    return route(on, ref, "message", changed) instanceof Routing.Runs;
  }

  @Test
  void combinesFilters() {
    String main = "refs/heads/main";
    assertThat(runs("on: push", main)).isTrue();
    assertThat(runs("on: [pull_request, push]", "refs/tags/v1")).isTrue();
    assertThat(runs("on: pull_request", main)).isFalse();
    assertThat(runs("on: {push: {branches: [main]}}", main)).isTrue();
    assertThat(runs("on: {push: {branches: [main]}}", "refs/tags/v1")).isFalse();
    assertThat(runs("on: {push: {tags: ['v*']}}", main)).isFalse();
    assertThat(runs("on: {push: {tags: ['v*']}}", "refs/tags/v1")).isTrue();
    assertThat(runs("on: {push: {branches-ignore: [main]}}", main)).isFalse();
    String paths = "on: {push: {branches: [main], paths: ['src/**', '!src/docs/**']}}";
    assertThat(runs(paths, main, "src/a")).isTrue();
    assertThat(runs(paths, main, "src/docs/a")).isFalse();
    assertThat(runs(paths, main, "other")).isFalse();
    assertThat(runs(paths, main)).isFalse();
    assertThat(runs("on: {push: {paths: ['src/**']}}", "refs/tags/v1", "other")).isTrue();
    String ignore = "on: {push: {paths-ignore: ['docs/**']}}";
    assertThat(runs(ignore, main, "docs/a.md", "src/B.java")).isTrue();
    assertThat(runs(ignore, main, "docs/a.md")).isFalse();
  }

  @Test
  void saysWhyNot() {
    assertThat(route("on: {push: {branches: [main, '!m*']}}", "refs/heads/main", "m").reason())
        .isEqualTo("branch main is taken out by '!m*'");
    assertThat(route("on: push", "refs/heads/main", "fix [skip ci] now").reason())
        .isEqualTo("the commit message says [skip ci]");
    assertThat(route("on: push", "refs/heads/main", "fix\n\nskip-checks: true").reason())
        .contains("skip-checks");
  }
}
