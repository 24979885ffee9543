package dev.fairlead.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A change of the infrastructure goes through plan, review and apply before it is merged.
final class InstanceType implements Scenario {
  private static final String VARIABLES = "terraform/variables.tf";
  private static final String BRANCH = "feat/master-instance-type";

  @Override
  public int number() {
    return 1;
  }

  @Override
  public String title() {
    return "instance type";
  }

  @Override
  public Set<Tool> needs() {
    return Set.of(Tool.TERRAFORM);
  }

  @Override
  public Report play(Platform platform) throws InterruptedException {
    GitClone clone = platform.developer();
    clone.startBranch(BRANCH);
    String former = platform.infrastructure().instanceTypeOf("master");
    String wanted = former.equals("t3.xlarge") ? "t3.2xlarge" : "t3.xlarge";
    clone.edit(VARIABLES, text -> withDefault(text, "master_instance_type", wanted));
    String _ = clone.commit("feat(terraform): a larger master");
    Proposal proposal = Proposal.open(platform, BRANCH, "A larger master");
    String _ = proposal.awaitPlan("1 to change", wanted);

    long asked = platform.forge().comment(Platform.REPOSITORY, proposal.number(), "atlantis apply");
    String _ =
        platform
            .forge()
            .awaitComment(
                Platform.REPOSITORY,
                proposal.number(),
                asked,
                "a refusal of the apply without a review",
                body -> body.contains("Apply Failed") && body.contains("approved"))
            .body();
    Platform.expect(
        platform.infrastructure().instanceTypeOf("master").equals(former),
        "the apply without a review changed the state");

    proposal.approve();
    String _ = proposal.apply("Apply complete!");
    String now = platform.infrastructure().instanceTypeOf("master");
    Platform.expect(
        now.equals(wanted), "the state says " + now + " for the master, expected " + wanted);
    Platform.expect(
        platform.server().locks().contains(proposal.number()),
        "the apply released the lock; it is to stay until the merge");
    ServerView.Delivered _ = proposal.merge();
    platform.server().awaitNoLock(proposal.number());
    List<String> seconds = new ArrayList<>(proposal.seconds());
    return new Report(
        List.of(
            "the plan was commented, an apply without a review refused",
            "after the review Terraform's state says " + wanted + " (was " + former + ")",
            "the merge released the lock"),
        seconds);
  }

  /// A variable's default, changed in its block.
  static String withDefault(String text, String variable, String value) {
    int block = text.indexOf("variable \"" + variable + "\"");
    if (block < 0) {
      throw new DemoException(VARIABLES + ": no variable " + variable);
    }
    String quoted = value.matches("\\d+") ? value : '"' + value + '"';
    return text.substring(0, block)
        + text.substring(block).replaceFirst("(default\\s*=\\s*)\\S+", "$1" + quoted);
  }
}
