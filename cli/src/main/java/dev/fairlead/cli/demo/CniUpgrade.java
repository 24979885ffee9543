package dev.fairlead.cli.demo;

import java.util.List;
import java.util.Set;

/// A variable of one playbook changes: that playbook runs, and no other.
final class CniUpgrade implements Scenario {
  private static final String PLAYBOOK = "04-cni-install";

  @Override
  public int number() {
    return 2;
  }

  @Override
  public String title() {
    return "CNI upgrade";
  }

  @Override
  public Set<Tool> needs() {
    return Set.of(Tool.ANSIBLE, Tool.KUBECTL);
  }

  @Override
  public Report play(Platform platform) throws InterruptedException {
    GitClone clone = platform.developer();
    clone.leaveBranch();
    throw new DemoException("TODO " + PLAYBOOK + List.of());
  }
}
