package dev.fairlead.terraform.run;

import dev.fairlead.model.PullRequest;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.project.Project;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The variables that steps find.
final class StepEnvironment {
  private final TerraformSettings settings;
  private final Layout layout;
  private final Map<String, String> inherited;

  StepEnvironment(TerraformSettings settings, Layout layout, Map<String, String> inherited) {
    this.settings = settings;
    this.layout = layout;
    this.inherited = inherited;
  }

  /// What every program is given.
  Map<String, String> common() {
    Map<String, String> variables = new LinkedHashMap<>(inherited);
    settings
        .programs()
        .environment()
        .forEach((name, secret) -> variables.put(name, secret.reveal()));
    Path cliConfig = settings.programs().cliConfigFile();
    // Even an inherited name may be that of a missing file, which makes every command complain.
    variables.put(
        "TF_CLI_CONFIG_FILE",
        (cliConfig == null ? layout.emptyCliConfig() : cliConfig.toAbsolutePath()).toString());
    variables.put("TF_IN_AUTOMATION", "true");
    variables.putIfAbsent("TF_PLUGIN_CACHE_DIR", layout.pluginCache().toString());
    variables.put("CHECKPOINT_DISABLE", "true");
    variables.put(
        "PATH", variables.getOrDefault("PATH", "/usr/bin:/bin") + ":" + layout.programs());
    return variables;
  }

  Map<String, String> of(JobContext job, Programs.Program program) {
    Map<String, String> variables = common();
    Project project = job.project();
    PullRequest pull = job.pullRequest();
    RepositoryName base = RepositoryName.of(pull.repository());
    String headFull = pull.headRepository();
    int slash = headFull.lastIndexOf('/');
    variables.put("WORKSPACE", project.workspace());
    variables.put("DIR", job.directory().toString());
    variables.put("PLANFILE", job.planFile().toString());
    variables.put("SHOWFILE", job.showFile().toString());
    variables.put(
        "POLICYCHECKFILE", job.showFile().toString().replaceFirst("\\.json$", "-policyout.json"));
    variables.put("PROJECT_NAME", project.id().name() == null ? "" : project.id().name());
    variables.put("REPO_REL_DIR", project.dir());
    variables.put("BASE_REPO_NAME", base.name());
    variables.put("BASE_REPO_OWNER", base.owner());
    variables.put("HEAD_REPO_NAME", headFull.substring(slash + 1));
    variables.put("HEAD_REPO_OWNER", slash < 0 ? "" : headFull.substring(0, slash));
    variables.put("BASE_BRANCH_NAME", pull.baseBranch());
    variables.put("HEAD_BRANCH_NAME", pull.headBranch());
    variables.put("HEAD_COMMIT", pull.head().hex());
    variables.put("PULL_NUM", Integer.toString(pull.number()));
    variables.put("PULL_URL", pull.url());
    variables.put("PULL_AUTHOR", pull.author());
    variables.put("USER_NAME", job.user());
    variables.put("COMMENT_ARGS", commentArgs(job.command().terraformArgs()));
    variables.put("ATLANTIS_TERRAFORM_VERSION", program.version());
    variables.put("ATLANTIS_TERRAFORM_DISTRIBUTION", project.distribution().program());
    variables.put("ATLANTIS_PR_APPROVED", Boolean.toString(job.approved()));
    variables.put("ATLANTIS_PR_MERGEABLE", Boolean.toString(job.mergeable()));
    return variables;
  }

  /// Each argument with a backslash before every character, so that a shell takes it as it is.
  private static String commentArgs(List<String> arguments) {
    return arguments.stream()
        .map(argument ->
            argument
                .codePoints()
                .mapToObj(c -> "\\" + Character.toString(c))
                .collect(Collectors.joining()))
        .collect(Collectors.joining(","));
  }
}
