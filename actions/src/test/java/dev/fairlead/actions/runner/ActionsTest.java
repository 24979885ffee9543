package dev.fairlead.actions.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.State;
import dev.fairlead.process.Processes;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Actions that are not run steps: artifacts, caches, other repositories' actions, called
/// workflows.
@Timeout(180)
class ActionsTest {
  @TempDir Path directory;
  private Fixture fixture;

  @BeforeEach
  void open() {
    fixture = new Fixture(directory);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void handsArtifactsFromJobToJob() throws InterruptedException {
    RunSnapshot run =
        fixture.run(
            """
            on: push
            jobs:
              make:
                runs-on: ubuntu-latest
                steps:
                  - run: mkdir -p dist/sub; echo a > dist/a.txt; echo b > dist/sub/b.txt; echo l > dist/x.log
                  - uses: actions/upload-artifact@v4
                    with: {name: dist, path: "dist\\n!dist/*.log", if-no-files-found: error}
              take:
                needs: make
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/download-artifact@v4
                    with: {name: dist, path: got}
                  - run: cd got && find . -type f | sort | xargs
                  - uses: actions/download-artifact@v4
                    with: {name: other}
            """,
            Map.of());
    assertThat(fixture.log("take", 2)).contains("./a.txt ./sub/b.txt");
    assertThat(run.reason()).contains("Artifact not found for name: other; this run has dist");
  }

  @Test
  void keepsACacheBetweenRuns() throws InterruptedException {
    String workflow =
        """
        on: push
        jobs:
          a:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4
              - id: cache
                uses: actions/cache@v4
                with:
                  path: |
                    ~/.tool
                    build
                  key: v1-${{ hashFiles('lock') }}
                  restore-keys: v1-
              - run: |
                  echo "hit=[${{ steps.cache.outputs.cache-hit }}] found=$(cat ~/.tool/f build/g 2>/dev/null | xargs)"
                  mkdir -p ~/.tool build; echo home > ~/.tool/f; echo work > build/g
        """;
    fixture.run(workflow, Map.of("lock", "1"));
    assertThat(fixture.log("a", 3)).contains("hit=[] found=");
    second(workflow, "lock", "1", "hit=[true] found=home work");
    third(workflow);
  }

  private void second(String workflow, String file, String text, String expected)
      throws InterruptedException {
    again(workflow, Map.of(file, text, "n", "2"), "run2");
    assertThat(Runner.log(directory.resolve("run2"), "a", 3))
        .extracting(RunListener.Line::text)
        .contains(expected);
  }

  private void third(String workflow) throws InterruptedException {
    again(workflow, Map.of("lock", "2"), "run3");
    assertThat(Runner.log(directory.resolve("run3"), "a", 3))
        .extracting(RunListener.Line::text)
        .contains("hit=[false] found=home work");
  }

  private void again(String workflow, Map<String, String> files, String run)
      throws InterruptedException {
    CommitId commit = fixture.push(Fixture.REPOSITORY, files);
    RunRequest first = fixture.request(commit, "ci.yml");
    RunRequest request =
        new RunRequest(
            directory.resolve(run),
            first.repository(),
            first.workflowFile(),
            commit,
            first.ref(),
            first.eventName(),
            first.event(),
            first.actor(),
            1,
            1,
            1,
            first.trailers());
    assertThat(workflow).isNotEmpty();
    assertThat(fixture.runner().start(request, RunListener.SILENT).await().state())
        .isEqualTo(State.SUCCEEDED);
  }

  @Test
  void runsActionsOfMirroredRepositories() throws InterruptedException {
    Assumptions.assumeTrue(
        Processes.find("node", System.getenv("PATH"), Path.of("/")).isPresent(),
        "node is not on the PATH");
    fixture.push(
        "acme/tools",
        Map.of(
            "action.yml",
            """
            name: Script
            inputs: {who: {default: nobody}, old-name: {deprecationMessage: use who}}
            outputs: {greeting: {description: x}}
            runs: {using: node24, main: main.js, post: post.js}
            """,
            "main.js",
            """
            const fs = require('fs');
            console.log('main for ' + process.env.INPUT_WHO + ' [' + process.env['INPUT_OLD-NAME'] + ']');
            fs.appendFileSync(process.env.GITHUB_OUTPUT, 'greeting=hi ' + process.env.INPUT_WHO + '\\n');
            fs.appendFileSync(process.env.GITHUB_STATE, 'kept=state\\n');
            """,
            "post.js",
            "console.log('post with ' + process.env.STATE_kept);",
            "wrap/action.yml",
            """
            name: Wrap
            runs:
              using: composite
              steps:
                - id: inner
                  uses: acme/tools@main
                  with: {who: "${{ github.actor }}"}
                - run: echo "got ${{ steps.inner.outputs.greeting }}"
                  shell: sh
            """));
    RunSnapshot run =
        fixture.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - uses: acme/tools/wrap@main
            """,
            Map.of());
    assertThat(run.reason()).isEmpty();
    assertThat(fixture.log("a", 1)).contains("main for ann []", "got hi ann");
    assertThat(fixture.log("a", 2)).contains("post with state");
  }

  @Test
  void callsWorkflows() throws InterruptedException {
    RunSnapshot run =
        fixture
            .secret("KEY", "k3y-value")
            .run(
                """
                on: push
                jobs:
                  release:
                    strategy: {matrix: {env: [test, prod]}}
                    uses: ./.github/workflows/deploy.yml
                    with: {env: "${{ matrix.env }}", count: 3}
                    secrets: {token: "${{ secrets.KEY }}"}
                  after:
                    needs: release
                    runs-on: ubuntu-latest
                    steps: [{run: 'echo "out=${{ needs.release.outputs.where }}"'}]
                """,
                Map.of(
                    ".github/workflows/deploy.yml",
                    """
                    on:
                      workflow_call:
                        inputs:
                          env: {type: string, required: true}
                          count: {type: number}
                          dry: {type: boolean}
                        secrets: {token: {required: true}}
                        outputs: {where: {value: "${{ jobs.go.outputs.where }}"}}
                    jobs:
                      go:
                        runs-on: ubuntu-latest
                        outputs: {where: "${{ steps.x.outputs.where }}"}
                        steps:
                          - id: x
                            run: |
                              echo "env=${{ inputs.env }} dry=${{ inputs.dry }} next=${{ inputs.count > 2 }} t=${{ secrets.token != '' }} [${{ secrets.KEY }}]"
                              echo "where=${{ inputs.env }}" >> $GITHUB_OUTPUT
                    """));
    assertThat(run.reason()).isEmpty();
    assertThat(run.jobs())
        .extracting(RunSnapshot.Job::name)
        .containsExactlyInAnyOrder("after", "release (test) / go", "release (prod) / go");
    assertThat(fixture.log("release[1]/go", 1)).contains("env=test dry=false next=true t=true []");
    assertThat(fixture.log("after", 1)).contains("out=prod");
  }

  @Test
  void refusesWhatCannotRunHere() throws InterruptedException {
    RunSnapshot run =
        fixture.run(
            """
            on: push
            jobs:
              a: {runs-on: windows-latest, steps: [{run: echo}]}
              b: {runs-on: ubuntu-latest, container: node:20, steps: [{run: echo}]}
              c: {runs-on: ubuntu-latest, steps: [{uses: 'docker://alpine:3'}]}
              d: {uses: ./.github/workflows/none.yml}
            """,
            Map.of());
    assertThat(run.startupFailure()).isTrue();
    assertThat(run.reason().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(
                        ".github/workflows/ci.yml:3:16: no runner has the label 'windows-latest'"),
            line ->
                assertThat(line)
                    .startsWith(".github/workflows/ci.yml:4:42: 'container' and 'services' need"),
            line ->
                assertThat(line)
                    .startsWith(
                        ".github/workflows/ci.yml:5:40: action 'docker://alpine:3' runs in a"
                            + " container"),
            line ->
                assertThat(line)
                    .startsWith(
                        ".github/workflows/ci.yml:6:7: there is no workflow"
                            + " './.github/workflows/none.yml'"));
  }
}
