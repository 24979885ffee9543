package dev.fairlead.server.pages;

import dev.fairlead.model.Finding;
import dev.fairlead.model.ProposedChange;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.Stage;
import dev.fairlead.terraform.ledger.ProjectLock;
import dev.fairlead.terraform.ledger.Run;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One pull request: what will happen if it is merged, and what is wrong, where?
///
/// @param preview the stages that its merge would have; empty where it is not open
/// @param runs Terraform's commands on it, newest first
/// @param locks the projects that it holds
public record ChangePage(
    ProposedChange change, List<Stage> preview, List<Run> runs, List<ProjectLock> locks) {
  public ChangePage {
    preview = List.copyOf(preview);
    runs = List.copyOf(runs);
    locks = List.copyOf(locks);
  }

  public static String path(PullRequest pull) {
    return path(pull.repository(), pull.number());
  }

  /// Its address here. The repository is a parameter: URLs as users write them have any form.
  public static String path(String repository, int number) {
    return "/changes/"
        + number
        + "?repository="
        + URLEncoder.encode(repository, StandardCharsets.UTF_8);
  }

  public String path() {
    return path(change.pullRequest());
  }

  public PullRequest pull() {
    return change.pullRequest();
  }

  public Sign sign() {
    return Sign.of(change);
  }

  /// The tab's title, with the first answer in it.
  public String title() {
    return sign().sign() + " #" + pull().number() + " " + pull().title();
  }

  /// The first answer, in words.
  public String answer() {
    if (!change.problem().isEmpty()) {
      return change.problem();
    }
    if (!pull().head().equals(change.checked())) {
      return "being checked";
    }
    long errors = change.errors();
    if (errors > 0) {
      return errors + (errors == 1 ? " error stops it" : " errors stop it");
    }
    return change.findings().isEmpty()
        ? "nothing is wrong with it"
        : change.findings().size() + " remarks, none stops it";
  }

  public String logPath(Run run, int job) {
    return "/runs/" + run.id() + "/" + job;
  }

  /// A finding's place, linked to the file at the checked commit.
  public String blob(Finding finding) {
    String web = pull().url().replaceFirst("/pull/\\d+$", "");
    String path =
        URLEncoder.encode(finding.at().file(), StandardCharsets.UTF_8)
            .replace("+", "%20")
            .replace("%2F", "/");
    String line = finding.at().line() > 0 ? "#L" + finding.at().line() : "";
    return web + "/blob/" + change.checkedHead().orElse(pull().head()).hex() + "/" + path + line;
  }
}
