package dev.fairlead.actions.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.actions.action.ImageBuildException;
import dev.fairlead.actions.action.ImageBuilds;
import dev.fairlead.git.Commit;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.Secret;
import dev.fairlead.model.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The workflow that most repositories of this kind have: build, image, tag written back.
@Timeout(180)
class BuildWorkflowTest {
  private static final String WORKFLOW =
      """
      name: Build
      on:
        push: {branches: [main], paths: ['src/**']}
      concurrency: {group: "build-${{ github.ref }}", cancel-in-progress: true}
      permissions: {contents: write, packages: write}
      env: {IMAGE: ghcr.io/acme/shop}
      jobs:
        build:
          runs-on: ubuntu-24.04
          steps:
            - uses: actions/checkout@v4
              with: {fetch-depth: 0}
            - uses: actions/setup-java@v4
              with: {distribution: temurin, java-version: '25', cache: maven}
            - name: Test
              run: |
                javac -d out src/Main.java
                java -cp out Main
                java -version
            - uses: docker/setup-qemu-action@v3
            - uses: docker/setup-buildx-action@v3
            - uses: docker/login-action@v3
              with: {registry: ghcr.io, username: "${{ github.actor }}", password: "${{ secrets.GITHUB_TOKEN }}"}
            - id: meta
              uses: docker/metadata-action@v5
              with:
                images: ${{ env.IMAGE }}
                tags: |
                  type=sha,format=long,prefix=,priority=300
                  type=raw,value=latest,enable={{is_default_branch}}
            - id: image
              uses: docker/build-push-action@v6
              with:
                context: .
                push: true
                tags: ${{ steps.meta.outputs.tags }}
                labels: ${{ steps.meta.outputs.labels }}
                build-args: |
                  VERSION=1.2
                  NAME=a b
            - name: Tag
              run: |
                sed -i "s/tag: .*/tag: ${{ steps.meta.outputs.version }} # ${{ steps.image.outputs.digest }}/" values.yaml
                git config user.name 'github-actions[bot]'
                git config user.email bot@example.com
                git add values.yaml
                git commit -q -m "chore: tag"
                git pull -q --rebase origin main
                git push origin HEAD:main
      """;

  @TempDir Path directory;
  private Fixture fixture;
  private final List<ImageBuilds.Request> built = new ArrayList<>();

  @BeforeEach
  void open() {
    fixture =
        new Fixture(directory)
            .images((request, log) -> {
              built.add(request);
              log.accept("building " + request.dockerfile());
              if (!Files.exists(request.context().resolve("out/Main.class"))) {
                throw new ImageBuildException("COPY out/Main.class: no such file");
              }
              return new ImageBuilds.Built("sha256:abc", "sha256:def");
            });
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void buildsAnImageAndWritesItsTagBack() throws InterruptedException {
    RunSnapshot run =
        fixture.run(
            WORKFLOW,
            Map.of(
                "src/Main.java",
                    "class Main { public static void main(String[] a) {"
                        + " System.out.println(\"tested\"); } }",
                "Dockerfile", "FROM scratch\nCOPY out /out\n",
                "values.yaml", "image:\n  tag: old # keep\n"));
    assertThat(run.reason()).isEmpty();
    assertThat(run.state()).isEqualTo(State.SUCCEEDED);
    assertThat(fixture.log("build", 3)).contains("tested").anyMatch(line -> line.contains("25."));
    Mirror mirror = fixture.mirror(Fixture.REPOSITORY).orElseThrow();
    mirror.fetch();
    Commit tip = mirror.commit(mirror.resolve("main"));
    String sha = tip.parents().getFirst().hex();
    assertThat(tip.trailers()).hasSize(1);
    assertThat(tip.trailer("Fairlead-Delivery")).contains("d-1");
    assertThat(mirror.tree(tip.id()).text("values.yaml"))
        .isEqualTo("image:\n  tag: " + sha + " # sha256:abc\n");
    assertThat(built)
        .singleElement()
        .satisfies(request -> {
          assertThat(request.tags())
              .containsExactly("ghcr.io/acme/shop:" + sha, "ghcr.io/acme/shop:latest");
          assertThat(request.push()).isTrue();
          assertThat(request.buildArguments())
              .containsEntry("VERSION", "1.2")
              .containsEntry("NAME", "a b");
          assertThat(request.labels()).containsEntry("org.opencontainers.image.revision", sha);
          assertThat(request.logins())
              .containsEntry(
                  "ghcr.io", new ImageBuilds.Login("ann", new Secret("gh-token-0123456789")));
        });
    assertThat(run.jobs().getFirst().steps())
        .extracting(RunSnapshot.Step::name)
        .endsWith("Tag", "Post Run docker/login-action@v3", "Post Run actions/checkout@v4");
    assertThat(directory.resolve("run/jobs/build/work")).doesNotExist();
  }

  @Test
  void aFailedBuildStopsBeforeTheTagIsWritten() throws InterruptedException {
    RunSnapshot run =
        fixture.run(
            WORKFLOW,
            Map.of(
                "src/Main.java",
                    "class Main { public static void main(String[] a) { System.exit(3); } }",
                "Dockerfile", "FROM scratch\n",
                "values.yaml", "tag: old\n"));
    assertThat(run.state()).isEqualTo(State.FAILED);
    assertThat(run.reason()).isEqualTo("build: step 3 failed: Process completed with exit code 3.");
    assertThat(built).isEmpty();
  }
}
