package dev.fairlead.actions.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.git.Commit;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RunnerTest {
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
  void carriesValuesBetweenStepsAndJobs() throws InterruptedException {
    RunSnapshot run =
        fixture
            .variable("COLOUR", "blue")
            .run(
                """
                name: Values
                on: push
                env: {A: workflow, B: workflow}
                jobs:
                  first:
                    runs-on: ubuntu-latest
                    env: {B: job}
                    outputs:
                      word: ${{ steps.make.outputs.word }}
                      sum: ${{ steps.make.outputs.sum }}
                    steps:
                      - id: make
                        run: |
                          echo "word=hello" >> "$GITHUB_OUTPUT"
                          { echo 'sum<<END'; echo one; echo two; echo END; } >> $GITHUB_OUTPUT
                          echo "C=from file" >> $GITHUB_ENV
                          mkdir -p bin; printf '#!/bin/sh\\necho tool ran\\n' > bin/mytool; chmod +x bin/mytool
                          echo "$PWD/bin" >> $GITHUB_PATH
                          echo "# Title" >> $GITHUB_STEP_SUMMARY
                      - name: Read ${{ steps.make.outputs.word }}
                        env: {D: "${{ vars.COLOUR }}-${{ env.A }}"}
                        run: |
                          mytool
                          echo "[$A][$B][$C][$D][$CI][$GITHUB_REPOSITORY][$GITHUB_REF_NAME][$GITHUB_JOB]"
                          test "$PWD" = "$GITHUB_WORKSPACE"
                  second:
                    needs: first
                    runs-on: [self-hosted, linux]
                    steps:
                      - run: echo 'got ${{ needs.first.outputs.word }} ${{ toJSON(needs.first.outputs.sum) }} ${{ needs.first.result }}'
                """,
                Map.of());
    assertThat(run.reason()).isEmpty();
    assertThat(run.state()).isEqualTo(State.SUCCEEDED);
    assertThat(run.name()).isEqualTo("work");
    assertThat(run.jobs()).extracting(RunSnapshot.Job::key).containsExactly("first", "second");
    RunSnapshot.Job first = run.jobs().getFirst();
    assertThat(first.steps())
        .extracting(RunSnapshot.Step::name)
        .containsExactly("Run echo \"word=hello\" >> \"$GITHUB_OUTPUT\"", "Read hello");
    assertThat(first.steps().getFirst().summary()).isEqualTo("# Title\n");
    assertThat(fixture.log("first", 2))
        .contains(
            "tool ran", "[workflow][job][from file][blue-workflow][true][acme/shop][main][first]");
    assertThat(fixture.log("second", 1)).contains("got hello \"one\\ntwo\" success");
  }

  @Test
  void stopsAtTheFirstFailureButRunsWhatAsksForIt() throws InterruptedException {
    RunSnapshot run =
        fixture.run(
            """
            on: push
            jobs:
              build:
                runs-on: ubuntu-latest
                steps:
                  - run: echo one
                  - id: soft
                    continue-on-error: true
                    run: exit 3
                  - run: echo "${{ steps.soft.outcome }} ${{ steps.soft.conclusion }}"
                  - run: exit 4
                  - run: echo never
                  - if: failure()
                    run: echo cleaned ${{ job.status }}
                  - if: ${{ always() }}
                    run: echo always
              after:
                needs: build
                runs-on: ubuntu-latest
                steps: [{run: echo no}]
              report:
                needs: [build, after]
                if: always()
                runs-on: ubuntu-latest
                steps: [{run: 'echo "${{ needs.build.result }} ${{ needs.after.result }}"'}]
            """,
            Map.of());
    assertThat(run.state()).isEqualTo(State.FAILED);
    assertThat(run.reason()).contains("step 4 failed: Process completed with exit code 4.");
    assertThat(run.jobs().get(0).steps())
        .extracting(RunSnapshot.Step::state)
        .containsExactly(
            State.SUCCEEDED,
            State.SUCCEEDED,
            State.SUCCEEDED,
            State.FAILED,
            State.SKIPPED,
            State.SUCCEEDED,
            State.SUCCEEDED);
    assertThat(fixture.log("build", 3)).contains("failure success");
    assertThat(fixture.log("build", 6)).contains("cleaned failure");
    assertThat(run.jobs().get(1).state()).isEqualTo(State.SKIPPED);
    assertThat(fixture.log("report", 1)).contains("failure skipped");
  }

  @Test
  void checksOutCommitsWithTheDeliverysTrailerAndPushes() throws InterruptedException {
    RunSnapshot run =
        fixture.run(
            """
            on: push
            jobs:
              release:
                runs-on: ubuntu-latest
                permissions: {contents: write}
                steps:
                  - uses: actions/checkout@v4
                  - run: |
                      git config user.name bot
                      git config user.email bot@example.com
                      sed -i "s/tag: .*/tag: ${{ github.sha }}/" values.yaml
                      git commit -q -am "tag [skip ci]"
                      git push origin HEAD:main
                      git log -1 --format=%B
                      git remote get-url origin
                      git config --get remote.origin.url
            """,
            Map.of("values.yaml", "# note\ntag: old\n"));
    assertThat(run.reason()).isEmpty();
    assertThat(run.state()).isEqualTo(State.SUCCEEDED);
    Mirror mirror = fixture.mirror(Fixture.REPOSITORY).orElseThrow();
    mirror.fetch();
    Commit commit = mirror.commit(mirror.resolve("main"));
    assertThat(commit.subject()).isEqualTo("tag [skip ci]");
    assertThat(commit.author().name()).isEqualTo("bot");
    assertThat(commit.trailer("Fairlead-Delivery")).contains("d-1");
    assertThat(mirror.tree(commit.id()).text("values.yaml"))
        .isEqualTo("# note\ntag: " + commit.parents().getFirst() + "\n");
    assertThat(fixture.log("release", 2)).contains("https://github.com/acme/shop");
    assertThat(run.jobs().getFirst().steps())
        .extracting(RunSnapshot.Step::name)
        .containsExactly(
            "Run actions/checkout@v4",
            "Run git config user.name bot",
            "Post Run actions/checkout@v4");
  }

  @Test
  void hidesSecretsEverywhere() throws InterruptedException {
    List<String> lines = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
    RunSnapshot run =
        fixture
            .secret("PASSWORD", "s3cret-value")
            .run(
                """
                on: push
                jobs:
                  build:
                    runs-on: ubuntu-latest
                    outputs: {leak: "${{ steps.a.outputs.leak }}", fine: "${{ steps.a.outputs.fine }}"}
                    steps:
                      - id: a
                        env: {P: "${{ secrets.PASSWORD }}"}
                        run: |
                          echo "plain $P"
                          echo "encoded $(printf '%s' "x$P" | base64)"
                          t=made-up; echo "::add-mask::$t-token"
                          echo "$t-token and ${{ github.token }}"
                          echo "leak=$P" >> $GITHUB_OUTPUT
                          echo "fine=ok" >> $GITHUB_OUTPUT
                          echo "::error file=a.txt,line=3,col=2::bad $P"
                          echo "sum $P" >> $GITHUB_STEP_SUMMARY
                          exit 1
                """,
                Map.of(),
                new RunListener() {
                  @Override
                  public void line(Line line) {
                    lines.add(line.text());
                  }
                });
    assertThat(run.toString() + lines + fixture.log("build", 1))
        .doesNotContain("s3cret-value", "made-up-token", "gh-token-0123456789", "czNjcmV0LXZhbHVl");
    assertThat(fixture.log("build", 1)).contains("plain ***", "*** and ***", "##[error]bad ***");
    assertThat(run.jobs().getFirst().outputs()).containsOnlyKeys("fine");
    assertThat(run.jobs().getFirst().annotations())
        .anySatisfy(each -> {
          assertThat(each.message()).isEqualTo("bad ***");
          assertThat(each.file()).isEqualTo("a.txt");
          assertThat(each.line()).isEqualTo(3);
        });
  }

  @Test
  void runsAMatrixAndStopsItsSiblingsAtAFailure() throws InterruptedException {
    RunSnapshot run =
        fixture
            .configure(configuration -> configuration.withConcurrentJobs(4))
            .run(
                """
                on: push
                jobs:
                  list:
                    runs-on: ubuntu-latest
                    outputs: {all: "${{ steps.x.outputs.all }}"}
                    steps: [{id: x, run: 'echo "all=[1, 2, 3]" >> $GITHUB_OUTPUT'}]
                  work:
                    needs: list
                    strategy:
                      matrix:
                        n: ${{ fromJSON(needs.list.outputs.all) }}
                        include: [{n: 2, extra: two}]
                    runs-on: ubuntu-latest
                    steps:
                      - run: |
                          echo "n=${{ matrix.n }} extra=${{ matrix.extra }} ${{ strategy.job-index }}/${{ strategy.job-total }}"
                          if [ ${{ matrix.n }} = 1 ]; then exit 1; fi
                          sleep 100
                """,
                Map.of());
    assertThat(run.jobs())
        .extracting(RunSnapshot.Job::name)
        .containsExactly("list", "work (1)", "work (2)", "work (3)");
    assertThat(run.jobs().get(1).state()).isEqualTo(State.FAILED);
    assertThat(run.jobs().get(2).state()).isEqualTo(State.CANCELLED);
    assertThat(run.jobs().get(3).state()).isEqualTo(State.CANCELLED);
    assertThat(run.state()).isEqualTo(State.FAILED);
  }

  @Test
  void runsLocalCompositeActions() throws InterruptedException {
    RunSnapshot run =
        fixture.run(
            """
            on: push
            jobs:
              build:
                runs-on: ubuntu-latest
                env: {OUTER: outer}
                steps:
                  - uses: actions/checkout@v4
                  - id: greet
                    uses: ./.github/actions/greet
                    env: {STEP: step}
                    with: {who: Ann}
                  - run: echo "${{ steps.greet.outputs.greeting }} $EXPORTED ${{ steps.say.outputs.x }}"
            """,
            Map.of(
                ".github/actions/greet/action.yml",
                """
                name: Greet
                inputs:
                  who: {required: true}
                  punctuation: {default: '!'}
                outputs:
                  greeting: {value: '${{ steps.say.outputs.text }}'}
                runs:
                  using: composite
                  steps:
                    - id: say
                      shell: bash
                      run: |
                        echo "text=Hello ${{ inputs.who }}${{ inputs.punctuation }}" >> $GITHUB_OUTPUT
                        echo "EXPORTED=$OUTER-$STEP-$(basename "$GITHUB_ACTION_PATH")" >> $GITHUB_ENV
                    - if: failure()
                      shell: bash
                      run: exit 9
                """));
    assertThat(run.reason()).isEmpty();
    assertThat(fixture.log("build", 3)).contains("Hello Ann! outer-step-greet ");
  }

  @Test
  void refusesAWorkflowWithAnUnknownActionBeforeAnythingRuns() throws InterruptedException {
    RunSnapshot run =
        fixture.run(
            """
            on: push
            jobs:
              build:
                runs-on: ubuntu-latest
                steps:
                  - run: echo x > ran
                  - uses: nobody/knows-this@v1
            """,
            Map.of());
    assertThat(run.state()).isEqualTo(State.FAILED);
    assertThat(run.startupFailure()).isTrue();
    assertThat(run.reason())
        .startsWith(".github/workflows/ci.yml:7:9: action 'nobody/knows-this@v1' is not available");
    assertThat(run.jobs()).isEmpty();
  }

  @Test
  void endsAStepThatRunsTooLong() throws InterruptedException {
    RunSnapshot run =
        fixture.run(
            """
            on: push
            jobs:
              build:
                runs-on: ubuntu-latest
                steps:
                  - name: slow
                    timeout-minutes: 0.01
                    run: sleep 100
            """,
            Map.of());
    assertThat(run.reason()).contains("The action 'slow' has timed out after 0.01 minutes.");
  }
}
