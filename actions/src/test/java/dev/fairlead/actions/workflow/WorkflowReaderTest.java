package dev.fairlead.actions.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.Finding;
import dev.fairlead.model.MemoryTree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkflowReaderTest {

  private static List<String> problems(String text) {
    return WorkflowReader.read("w.yml", text).problems().stream().map(Finding::toString).toList();
  }

  private static String job(String lines) {
    return "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n" + lines.indent(4);
  }

  @Test
  void reportsEveryProblemWithItsPlace() {
    List<String> problems =
        problems(
            """
            on:
              push:
                branchs: [main]
            jobs:
              build:
                runs-on: ubuntu-latest
                step:
                  - run: echo
                steps:
                  - run: echo ${{ secrts.A }}
                    shel: bash
                  - name: neither
                  - uses: checkout@v4
              after:
                needs: [bild]
                runs-on: ubuntu-latest
                steps: [{run: echo, if: "${{ secrets.A != '' }}"}]
            """);
    assertThat(problems)
        .anySatisfy(p ->
            assertThat(p)
                .startsWith(
                    "w.yml:3:5: unknown key 'branchs' in 'on.push' (did you mean 'branches'?)"))
        .anySatisfy(p ->
            assertThat(p)
                .startsWith("w.yml:7:5: unknown key 'step' in job 'build' (did you mean 'steps'?)"))
        .anySatisfy(
            p -> assertThat(p).startsWith("w.yml:10:19: ${{ secrts.A }}: unknown context 'secrts'"))
        .anySatisfy(p ->
            assertThat(p)
                .startsWith("w.yml:11:9: unknown key 'shel' in a step (did you mean 'shell'?)"))
        .anySatisfy(p -> assertThat(p).startsWith("w.yml:12:9: a step needs 'run' or 'uses'"))
        .anySatisfy(p -> assertThat(p).startsWith("w.yml:13:9: 'checkout@v4' is not an action"))
        .anySatisfy(
            p -> assertThat(p).startsWith("w.yml:14:3: job 'after' needs 'bild', which is no job"))
        .anySatisfy(p ->
            assertThat(p)
                .contains("context 'secrets' cannot be used here")
                .contains("put the secret into env"))
        .hasSize(8);
  }

  @Test
  void takesWhatGitHubTakes() {
    assertThat(
            problems(
                """
                name: all
                run-name: by ${{ github.actor }}
                on:
                  push: {branches: [main, 'release/**'], paths: ['a/**']}
                  pull_request: {types: [opened], branches: [main]}
                  workflow_dispatch:
                    inputs: {level: {type: choice, options: [a, b], default: a, required: true}}
                  schedule: [{cron: '0 5 * * *'}]
                permissions: {contents: write, packages: read}
                env: {A: 1, B: true}
                defaults: {run: {shell: bash, working-directory: sub}}
                concurrency: {group: "g-${{ github.ref }}", cancel-in-progress: true}
                jobs:
                  call:
                    uses: ./.github/workflows/other.yml
                    with: {x: 1}
                    secrets: inherit
                  build:
                    name: Build ${{ matrix.os }}
                    needs: call
                    if: ${{ !cancelled() && needs.call.result == 'success' }}
                    runs-on: ${{ matrix.os }}
                    environment: {name: prod, url: https://example.com}
                    timeout-minutes: 10
                    continue-on-error: ${{ matrix.experimental }}
                    strategy:
                      fail-fast: false
                      max-parallel: 2
                      matrix:
                        os: [ubuntu-24.04]
                        include: [{os: ubuntu-24.04, experimental: false}]
                    outputs: {v: "${{ steps.x.outputs.v }}"}
                    steps:
                      - &checkout
                        uses: actions/checkout@8e5e7e5ab8b370d6c329ec480221332ada57f0ab
                      - id: x
                        name: hash
                        if: github.event_name == 'push' && hashFiles('**/pom.xml') != ''
                        run: echo "${{ hashFiles('a') }}"
                        env: {T: "${{ secrets.T }}"}
                      - *checkout
                """))
        .isEmpty();
  }

  @Test
  void findsCirclesAndDuplicates() {
    assertThat(
            problems(
                """
                on: push
                jobs:
                  a: {needs: b, runs-on: x, steps: [{run: echo}]}
                  b: {needs: a, runs-on: x, steps: [{run: echo}]}
                """))
        .singleElement()
        .asString()
        .startsWith("w.yml:3:3: the jobs a, b wait for each other");
    assertThat(problems(job("steps: [{id: x, run: a}, {id: X, run: b}]")))
        .singleElement()
        .asString()
        .contains("the id 'X' is used by an earlier step");
  }

  @Test
  void warnsOfConditionsThatAlwaysHold() {
    Workflow workflow =
        WorkflowReader.read("w.yml", job("steps: [{run: a, if: \"${{ false }} \\n || true\"}]"));
    assertThat(workflow.errors()).isEmpty();
    assertThat(workflow.problems()).singleElement().asString().contains("always holds");
  }

  @Test
  void discoversWorkflowFilesOfTheFolderOnly() {
    var found =
        WorkflowDiscovery.discover(
            MemoryTree.of(
                Map.of(
                    ".github/workflows/a.yml", job("steps: [{run: echo}]"),
                    ".github/workflows/b.yaml", "on: [",
                    ".github/workflows/sub/c.yml", "x",
                    ".github/workflows/readme.md", "x")));
    assertThat(found.workflows())
        .extracting(Workflow::file)
        .containsExactly(".github/workflows/a.yml", ".github/workflows/b.yaml");
    assertThat(found.findings())
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.at().file()).endsWith("b.yaml"));
    assertThat(found.workflows().get(1).errors()).isNotEmpty();
  }
}
