package dev.fairlead.actions.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetadataTagsTest {
  private final List<String> warnings = new ArrayList<>();

  private List<String> tags(String ref, List<String> flavor, String... lines) {
    return MetadataTags.compute(
            new MetadataTags.Event(
                ref,
                "860c1904a1ce19322e91ac35af1ab07466440c37",
                "push",
                "main",
                "",
                ref.startsWith("refs/pull/") ? "2" : "",
                Instant.parse("2026-03-04T05:06:07Z")),
            List.of(lines),
            flavor,
            warnings::add)
        .tags();
  }

  @Test
  void followsTheDocumentedExamples() {
    assertThat(tags("refs/heads/main", List.of())).containsExactly("main");
    assertThat(tags("refs/tags/v1.2.3", List.of())).containsExactly("v1.2.3", "latest");
    assertThat(tags("refs/pull/2/merge", List.of())).containsExactly("pr-2");
    String[] semver = {
      "type=ref,event=branch",
      "type=semver,pattern={{version}}",
      "type=semver,pattern={{major}}.{{minor}}",
      "type=sha"
    };
    assertThat(tags("refs/tags/v1.2.3", List.of(), semver))
        .containsExactly("1.2.3", "1.2", "sha-860c190", "latest");
    assertThat(tags("refs/tags/v2.0.8-beta.67", List.of(), semver))
        .containsExactly("2.0.8-beta.67", "sha-860c190");
    assertThat(tags("refs/heads/my/feature", List.of(), semver))
        .containsExactly("my-feature", "sha-860c190");
    assertThat(
            tags(
                "refs/heads/main",
                List.of(),
                "type=edge",
                "type=raw,value=latest,enable={{is_default_branch}}"))
        .containsExactly("edge", "latest");
    assertThat(
            tags(
                "refs/heads/main",
                List.of("latest=true", "suffix=-x"),
                "type=sha,prefix=,format=long"))
        .containsExactly("860c1904a1ce19322e91ac35af1ab07466440c37-x", "latest");
    assertThat(
            tags("refs/tags/p1/v1.5", List.of("latest=false"), "type=match,pattern=v(.*),group=1"))
        .containsExactly("1.5");
    assertThat(tags("refs/heads/main", List.of(), "{{date 'YYYYMMDD'}}-{{sha}}"))
        .containsExactly("20260304-860c190");
    assertThat(
            tags("refs/heads/main", List.of(), "type=raw,value=a,priority=100", "type=raw,value=b"))
        .containsExactly("b", "a");
  }

  @Test
  void warnsOfWhatIsNoVersion() {
    assertThat(tags("refs/tags/rolling", List.of(), "type=semver,pattern={{version}}")).isEmpty();
    assertThat(warnings).singleElement().asString().contains("rolling is not a valid semver");
  }
}
