package dev.fairlead.terraform.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.terraform.config.TerraformSettings.Rules;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlOptions;
import dev.fairlead.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `atlantis.yaml` strictly, under the rules that the server sets. All that is wrong is found
/// at once.
public final class RepositoryConfigReader {
  private static final YamlOptions LIMITS =
      YamlOptions.DEFAULT.withMaxBytes(1 << 20).withMaxDepth(50).withMaxNodes(1_000_000);

  /// The name that people write by mistake.
  private static final String WRONG_FILE = "atlantis.yml";

  private final Rules rules;

  public RepositoryConfigReader(Rules rules) {
    this.rules = rules;
  }

  /// @param config what was understood; meaningless where there are problems
  /// @param problems what is wrong, by position; empty for a good file
  public record Result(RepositoryConfig config, List<Finding> problems) {
    public Result {
      problems = List.copyOf(problems);
    }
  }

  /// Reads the file of a revision; a revision without one has no projects of its own.
  public Result read(RevisionTree tree) {
    if (tree.isFile(RepositoryConfig.FILE)) {
      return read(RepositoryConfig.FILE, tree.text(RepositoryConfig.FILE));
    }
    if (tree.isFile(WRONG_FILE)) {
      return new Result(
          RepositoryConfig.NONE,
          List.of(
              Finding.error(
                  Section.RULE,
                  Position.of(WRONG_FILE),
                  "found "
                      + WRONG_FILE
                      + " as config file; rename it using the .yaml extension: "
                      + RepositoryConfig.FILE)));
    }
    return new Result(RepositoryConfig.NONE, List.of());
  }

  /// @param file what positions call the text
  public Result read(String file, String text) {
    List<Finding> problems = new ArrayList<>();
    RepositoryConfig config = RepositoryConfig.NONE;
    try {
      Optional<YamlNode> document = Yaml.parseFirst(file, text, LIMITS);
      if (document.isEmpty() || Section.isNull(document.get())) {
        problems.add(
            Finding.error(
                Section.RULE,
                Position.of(file),
                "version is required: begin the file with 'version: 3'"));
      } else {
        Optional<Section> root = Section.of("the file", document.get(), problems);
        if (root.isPresent()) {
          config = new Reading(rules, problems).file(root.get());
        }
      }
    } catch (YamlException e) {
      problems.add(Finding.error(Section.RULE, e.position(), e.problem()));
    }
    problems.sort(java.util.Comparator.comparing(Finding::at));
    return new Result(config, problems);
  }

  /// One file being read.
  private record Reading(Rules rules, List<Finding> problems) {

    RepositoryConfig file(Section root) {
      root.only(
          "version",
          "projects",
          "workflows",
          "automerge",
          "parallel_plan",
          "parallel_apply",
          "autodiscover",
          "delete_source_branch_on_merge",
          "repo_locks",
          "abort_on_execution_order_fail",
          "emoji_reaction",
          "allowed_regexp_prefixes",
          "silence_pr_comments",
          "policies");
      int version = version(root);
      Map<String, Workflow> workflows = workflows(root, version);
      List<ProjectConfig> projects = new ArrayList<>();
      for (YamlNode item : root.items("projects")) {
        Section.of("a project", item, problems)
            .flatMap(section -> project(section, workflows))
            .ifPresent(projects::add);
      }
      unique(projects);
      return new RepositoryConfig(
          version,
          projects,
          workflows,
          root.section("autodiscover", "autodiscover").map(this::autodiscover),
          rules.allowedOverrides().contains("repo_locks")
              ? root.section("repo_locks", "repo_locks").flatMap(this::repoLocks)
              : Optional.empty(),
          root.flag("parallel_plan").orElse(false),
          root.flag("parallel_apply").orElse(false),
          root.flag("abort_on_execution_order_fail").orElse(false),
          root.flag("automerge").orElse(false),
          root.texts("allowed_regexp_prefixes").orElse(List.of()),
          rules.allowedOverrides().contains("silence_pr_comments")
              ? silence(root)
              : Optional.empty());
    }

    private int version(Section root) {
      if (!root.has("version") || root.node("version") == null) {
        root.problem(root.position(), "version is required: write 'version: 3'");
        return 3;
      }
      int version = root.number("version").orElse(3);
      if (version != 2 && version != 3) {
        root.problem(root.at("version"), "only versions 2 and 3 are supported, found " + version);
        return 3;
      }
      return version;
    }

    private Map<String, Workflow> workflows(Section root, int version) {
      Map<String, Workflow> found = new LinkedHashMap<>();
      Optional<Section> section = root.section("workflows", "workflows");
      if (section.isEmpty()) {
        return found;
      }
      if (!rules.customWorkflows() && !section.get().entries().isEmpty()) {
        root.problem(
            root.at("workflows"),
            "repo config not allowed to define custom workflows: server-side config needs"
                + " 'allow_custom_workflows: true'");
      }
      var steps = new StepReader(version, problems);
      for (YamlMapping.Entry entry : section.get().entries()) {
        String name = entry.name().orElse("");
        found.put(
            name,
            Section.of("workflow '" + name + "'", entry.value(), problems)
                .map(workflow -> workflow(name, workflow, steps))
                .orElse(new Workflow(name, Map.of())));
      }
      return found;
    }

    private static Workflow workflow(String name, Section section, StepReader steps) {
      section.only("plan", "apply", "policy_check", "import", "state_rm");
      var stages = new EnumMap<Workflow.Stage, List<Step>>(Workflow.Stage.class);
      for (Workflow.Stage stage : Workflow.Stage.values()) {
        section
            .section(stage.key(), "stage '" + stage.key() + "'")
            .ifPresent(body -> {
              body.only("steps");
              if (body.node("steps") != null) {
                stages.put(stage, steps.steps(body));
              }
            });
      }
      return new Workflow(name, stages);
    }

    private Autodiscover autodiscover(Section section) {
      section.only("mode", "ignore_paths");
      Autodiscover.Mode mode =
          section.choice("mode", Autodiscover.Mode.values()).orElse(Autodiscover.Mode.AUTO);
      List<String> paths = new ArrayList<>();
      for (YamlScalar path : section.scalars("ignore_paths").orElse(List.of())) {
        if (path.value().startsWith("/")) {
          section.problem(path, "a pattern of ignore_paths must not begin with '/'");
        }
        try {
          PathPattern.doublestar(path.value());
          paths.add(path.value());
        } catch (IllegalArgumentException e) {
          section.problem(path, "in ignore_paths: " + e.getMessage());
        }
      }
      return new Autodiscover(mode, paths);
    }

    private Optional<RepoLocks> repoLocks(Section section) {
      return section.only("mode").choice("mode", RepoLocks.values());
    }

    private static Optional<List<String>> silence(Section section) {
      Optional<List<YamlScalar>> found = section.scalars("silence_pr_comments");
      found
          .orElse(List.of())
          .forEach(word -> {
            if (!word.value().equals("plan") && !word.value().equals("apply")) {
              section.problem(
                  word,
                  "silence_pr_comments takes 'plan' and 'apply', found '" + word.value() + "'");
            }
          });
      return found.map(words -> words.stream().map(YamlScalar::value).toList());
    }

    private Optional<ProjectConfig> project(Section section, Map<String, Workflow> workflows) {
      section.only(
          "dir",
          "name",
          "workspace",
          "branch",
          "workflow",
          "terraform_version",
          "terraform_distribution",
          "autoplan",
          "plan_requirements",
          "apply_requirements",
          "import_requirements",
          "depends_on",
          "execution_order_group",
          "repo_locks",
          "repo_locking",
          "delete_source_branch_on_merge",
          "policy_check",
          "custom_policy_check",
          "silence_pr_comments");
      String dir = dir(section);
      if (dir == null) {
        return Optional.empty();
      }
      String workspace = section.text("workspace");
      if (workspace == null || workspace.isEmpty()) {
        workspace = ProjectConfig.DEFAULT_WORKSPACE;
      }
      Workspace.problem(workspace)
          .ifPresent(why ->
              section.problem(
                  section.at("workspace"),
                  "'" + section.text("workspace") + "' cannot be a workspace: " + why));
      for (String key :
          List.of(
              "plan_requirements",
              "apply_requirements",
              "import_requirements",
              "workflow",
              "repo_locking",
              "repo_locks",
              "delete_source_branch_on_merge",
              "custom_policy_check",
              "silence_pr_comments")) {
        restricted(section, key);
      }
      Optional<Section> autoplan = section.section("autoplan", "autoplan");
      return Optional.of(
          new ProjectConfig(
              section.position(),
              dir,
              name(section, dir),
              workspace,
              branch(section),
              workflow(section, workflows),
              terraformVersion(section),
              section.choice("terraform_distribution", Distribution.values()),
              autoplan
                  .flatMap(plan -> plan.only("enabled", "when_modified").flag("enabled"))
                  .orElse(true),
              autoplan
                  .flatMap(plan -> whenModified(plan, dir))
                  .orElse(ProjectConfig.DEFAULT_WHEN_MODIFIED),
              requirements(section, "plan_requirements"),
              requirements(section, "apply_requirements"),
              requirements(section, "import_requirements"),
              section.texts("depends_on").orElse(List.of()),
              section.number("execution_order_group").orElse(0),
              locks(section),
              silence(section)));
    }

    private static @Nullable String dir(Section section) {
      String dir = section.text("dir");
      if (dir == null || dir.isEmpty()) {
        section.problem(section.position(), "a project needs a 'dir'");
        return null;
      }
      if (List.of(dir.split("/")).contains("..")) {
        section.problem(section.at("dir"), "dir '" + dir + "' must not contain '..'");
        return null;
      }
      return RepoPath.clean(dir);
    }

    private static @Nullable String name(Section section, String dir) {
      String name = section.text("name");
      if (!section.has("name") || name == null) {
        return null;
      }
      if (name.isEmpty()) {
        section.problem(section.at("name"), "a project's name must not be empty");
      } else if (!name.matches("[A-Za-z0-9_.~/-]+")) {
        section.problem(
            section.at("name"),
            "'%s' cannot be a name: letters, digits, '-', '_', '.', '~' and '/' are allowed"
                .formatted(name));
      } else if (dir.matches(".*[*?\\[].*")) {
        section.problem(
            section.at("name"),
            "a project whose dir is a pattern cannot have a name: '" + dir + "' may be many");
      }
      return name;
    }

    private static @Nullable Pattern branch(Section section) {
      String text = section.text("branch");
      if (text == null || text.isEmpty()) {
        return null;
      }
      if (text.length() < 2 || !text.startsWith("/") || !text.endsWith("/")) {
        section.problem(
            section.at("branch"), "branch is a regular expression between slashes: /" + text + "/");
        return null;
      }
      try {
        return Pattern.compile(text.substring(1, text.length() - 1));
      } catch (PatternSyntaxException e) {
        section.problem(section.at("branch"), "no regular expression: " + e.getMessage());
        return null;
      }
    }

    private @Nullable String workflow(Section section, Map<String, Workflow> workflows) {
      String name = section.text("workflow");
      if (name != null
          && !name.equals("default")
          && !workflows.containsKey(name)
          && !rules.workflows().containsKey(name)) {
        section.problem(
            section.at("workflow"),
            "workflow '%s' is not defined, neither here nor in the server's configuration"
                .formatted(name));
      }
      return name;
    }

    private static @Nullable String terraformVersion(Section section) {
      String version = section.text("terraform_version");
      if (version != null && !version.matches("v?[0-9]+\\.[0-9]+\\.[0-9]+([-+][0-9A-Za-z.+-]+)?")) {
        section.problem(
            section.at("terraform_version"), "'" + version + "' is no version such as v1.11.4");
        return null;
      }
      return version == null || !version.startsWith("v") ? version : version.substring(1);
    }

    private static Optional<List<String>> whenModified(Section autoplan, String dir) {
      Optional<List<YamlScalar>> patterns = autoplan.scalars("when_modified");
      patterns
          .orElse(List.of())
          .forEach(pattern -> {
            try {
              var _ = new WhenModified(dir, List.of(pattern.value()));
            } catch (IllegalArgumentException e) {
              autoplan.problem(pattern, "in when_modified: " + e.getMessage());
            }
          });
      return patterns.map(list -> list.stream().map(YamlScalar::value).toList());
    }

    private static Optional<List<Requirement>> requirements(Section section, String key) {
      Optional<List<YamlScalar>> words = section.scalars(key);
      if (words.isEmpty()) {
        return Optional.empty();
      }
      List<Requirement> found = new ArrayList<>();
      for (YamlScalar word : words.get()) {
        Requirement.of(word.value())
            .ifPresentOrElse(
                found::add,
                () ->
                    section.problem(
                        word,
                        "'%s' is no requirement; known are approved, mergeable, undiverged"
                            .formatted(word.value())));
      }
      return Optional.of(List.copyOf(found));
    }

    private Optional<RepoLocks> locks(Section section) {
      Optional<RepoLocks> locks =
          section.section("repo_locks", "repo_locks").flatMap(this::repoLocks);
      return locks.or(() ->
          section.flag("repo_locking").filter(locking -> !locking).map(_ -> RepoLocks.DISABLED));
    }

    private void restricted(Section section, String key) {
      if (section.has(key) && !rules.allowedOverrides().contains(key)) {
        section.problem(
            section.at(key),
            "repo config not allowed to set '%s' key: server-side config needs".formatted(key)
                + " 'allowed_overrides: [%s]'".formatted(key));
      }
    }

    /// Names are unique; of projects with equal directory and workspace all but the first need one.
    private void unique(List<ProjectConfig> projects) {
      Map<String, Position> names = new HashMap<>();
      Set<String> places = new HashSet<>();
      for (ProjectConfig project : projects) {
        String name = project.name();
        boolean taken = !places.add(project.dir() + "\0" + project.workspace());
        if (name == null) {
          if (taken) {
            problems.add(
                Finding.error(
                    Section.RULE,
                    project.at(),
                    "there are two or more projects with dir '%s' and workspace '%s' that are not all named; they must have a 'name' so that they can be told apart"
                        .formatted(project.dir(), project.workspace())));
          }
          continue;
        }
        Position first = names.putIfAbsent(name, project.at());
        if (first != null) {
          problems.add(
              Finding.error(
                  Section.RULE,
                  project.at(),
                  "found two or more projects with name '%s' (the other at line %d); project names must be unique"
                      .formatted(name, first.line())));
        }
      }
    }
  }
}
