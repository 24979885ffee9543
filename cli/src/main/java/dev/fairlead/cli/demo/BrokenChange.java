package dev.fairlead.cli.demo;

import java.util.List;
import java.util.regex.Pattern;

/// A change that could not be rendered is stopped before it is merged.
final class BrokenChange implements Scenario {
  private static final String TEMPLATE = "charts/ecoeco-backend/templates/auth/deployment.yaml";
  private static final String BRANCH = "feat/auth-probe-path";
  private static final String VALUES_PATH = ".Values.api.auth.startupProbe.path";
  private static final Pattern PLACE = Pattern.compile(Pattern.quote(TEMPLATE) + ":\\d+:\\d+");

  @Override
  public int number() {
    return 6;
  }

  @Override
  public String title() {
    return "a broken change is stopped";
  }

  @Override
  public Report play(Platform platform) throws InterruptedException {
    GitClone clone = platform.developer();
    clone.startBranch(BRANCH);
    clone.edit(
        TEMPLATE,
        text -> text.replaceFirst("\\nspec:\\n", "\nspec:\n  # {{ " + VALUES_PATH + " }}\n"));
    String _ = clone.commit("feat(auth): probe another path");
    Proposal proposal = Proposal.open(platform, BRANCH, "Probe another path");
    ForgeView.Status status =
        platform.forge().awaitStatus(Platform.REPOSITORY, proposal.head(), Platform.CHECK);
    Platform.expect(
        status.state().equals("failure"),
        "the status " + Platform.CHECK + " is " + status.state() + ", expected failure");
    String comment =
        platform
            .forge()
            .awaitComment(
                Platform.REPOSITORY,
                proposal.number(),
                0,
                "the finding with its place and the values path",
                body -> PLACE.matcher(body).find() && body.contains(VALUES_PATH))
            .body();
    String place = PLACE.matcher(comment).results().findFirst().orElseThrow().group();
    String refusal = platform.reviewer().refusalToMerge(Platform.REPOSITORY, proposal.number());
    clone.leaveBranch();
    Platform.expect(
        platform.server().find(ServerView.Wanted.pushed(proposal.head())).isEmpty()
            || !clone
                .git("branch", "-r", "--contains", proposal.head())
                .contains("origin/" + Platform.BRANCH),
        "the broken commit has reached " + Platform.BRANCH);
    return new Report(
        List.of(
            "status " + Platform.CHECK + " failure: " + status.description(),
            "the comment names " + place + " and " + VALUES_PATH,
            "the merge is refused: " + refusal),
        List.of());
  }
}
