package dev.fairlead.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A variable of one playbook changes: that playbook runs before the sync, and no other.
final class CniUpgrade implements Scenario {
  private static final String VARIABLES = "ansible/roles/cni/defaults/main.yml";
  private static final String STAGE = "playbook 04-cni-install";
  private static final Pattern VERSION =
      Pattern.compile("(?m)^calico_version: v(\\d+)\\.(\\d+)\\.(\\d+)$");

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
    Matcher former = VERSION.matcher(clone.read(VARIABLES));
    Platform.expect(former.find(), VARIABLES + ": no calico_version");
    String wanted = "v%s.%d.0".formatted(former.group(1), Integer.parseInt(former.group(2)) + 1);
    clone.edit(VARIABLES, text -> VERSION.matcher(text).replaceFirst("calico_version: " + wanted));
    String _ = clone.commit("feat(cni): Calico " + wanted);
    ServerView.Delivered delivered = platform.deliver();
    List<String> playbooks =
        delivered.stages().stream().filter(stage -> stage.startsWith("playbook ")).toList();
    Platform.expect(
        playbooks.size() == 1 && playbooks.getFirst().startsWith(STAGE + " "),
        "expected " + STAGE + " and no other, found " + playbooks);
    JsonNode daemonSet = platform.cluster().get("apps", "DaemonSet", "kube-system", "calico-node");
    String version =
        daemonSet.at("/metadata/labels").path("app.kubernetes.io/version").asText("(none)");
    Platform.expect(
        version.equals(wanted), "the cluster has Calico " + version + ", expected " + wanted);
    return new Report(
        List.of(
            "only 04-cni-install ran, before the sync",
            "the cluster carries Calico " + wanted + " (⟡ Simulated, its pods are not verified)"),
        delivered.stages());
  }
}
