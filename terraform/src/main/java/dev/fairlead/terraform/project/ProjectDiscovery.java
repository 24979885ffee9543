package dev.fairlead.terraform.project;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.terraform.config.Autodiscover;
import dev.fairlead.terraform.config.PathPattern;
import dev.fairlead.terraform.config.ProjectConfig;
import dev.fairlead.terraform.config.RepoPath;
import dev.fairlead.terraform.config.RepositoryConfig;
import dev.fairlead.terraform.config.Requirements;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.config.WhenModified;
import dev.fairlead.terraform.config.Workflow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The projects of one revision for one base branch, by Atlantis's rules. Pure: the answers depend
/// on the arguments only.
public final class ProjectDiscovery {
  /// Which changed files make their directory a project.
  private static final List<String> AUTOPLAN_FILES =
      List.of(
          "**/*.tf",
          "**/*.tf.json",
          "**/*.tfvars",
          "**/*.tfvars.json",
          "**/*.tofu",
          "**/*.tofu.json",
          "**/terragrunt.hcl",
          "**/.terraform.lock.hcl");

  private final TerraformSettings settings;
  private final RevisionTree tree;
  private final RepositoryConfig config;
  private final List<Project> configured;
  private final ModuleUsers modules;

  /// @param baseBranch projects with another `branch` are left out; null: no branch is looked at
  public ProjectDiscovery(
      TerraformSettings settings,
      RevisionTree tree,
      RepositoryConfig config,
      @Nullable String baseBranch) {
    this.settings = settings;
    this.tree = tree;
    this.config = config;
    this.modules = new ModuleUsers(tree);
    List<Project> projects = new ArrayList<>();
    for (ProjectConfig entry : config.projects()) {
      Pattern branch = entry.branch();
      if (branch != null && baseBranch != null && !branch.matcher(baseBranch).find()) {
        continue;
      }
      if (entry.isGlob()) {
        expand(entry.dir()).forEach(dir -> projects.add(project(entry.in(dir))));
      } else {
        projects.add(project(entry));
      }
    }
    this.configured = List.copyOf(projects);
  }

  /// The projects that the repository's file lists, in its order.
  public List<Project> configured() {
    return configured;
  }

  /// Every project: the configured ones, and where autodiscovery is on every directory with a
  /// backend or provider of its own, as far as that can be told: one that no other directory calls
  /// as a module.
  public List<Project> all() {
    List<Project> all = new ArrayList<>(configured);
    if (discovers()) {
      Set<String> dirs = uncalled();
      dirs.removeIf(dir -> isConfigured(dir) || isIgnored(dir));
      dirs.forEach(dir -> all.add(discovered(dir)));
    }
    return inOrder(all);
  }

  /// The projects that a change concerns, in the order in which they run.
  ///
  /// @param changedPaths from the root of the repository; deleted files included
  public List<Project> changed(Collection<String> changedPaths) {
    Set<Project> found = new LinkedHashSet<>();
    for (Project project : configured) {
      if (tree.isDirectory(RepoPath.inTree(project.dir()))
          && (project.changedBy(changedPaths) || dependsOnChange(project.dir(), changedPaths))) {
        found.add(project);
      }
    }
    if (discovers()) {
      for (String dir : discoveredDirs(changedPaths)) {
        if (!isConfigured(dir) && !isIgnored(dir)) {
          found.add(discovered(dir));
        }
      }
    }
    return inOrder(found);
  }

  /// A project that was selected before; empty for a named one that is configured no more.
  public Optional<Project> resolve(ProjectId id) {
    return configured.stream()
        .filter(project -> project.id().equals(id))
        .findFirst()
        .or(() ->
            id.name() == null ? Optional.of(adHoc(id.dir(), id.workspace())) : Optional.empty());
  }

  /// Whether a project is concerned by a change.
  public boolean concerns(Project project, Collection<String> changedPaths) {
    return project.changedBy(changedPaths) || dependsOnChange(project.dir(), changedPaths);
  }

  /// The projects that a command names.
  ///
  /// @param target not [Target#ALL], for which [#changed] is there
  public Selection targeted(Target target) {
    String name = target.name();
    if (name != null) {
      return named(name);
    }
    String dir = target.dir() == null ? "." : target.dir();
    String workspace =
        target.workspace() == null ? ProjectConfig.DEFAULT_WORKSPACE : target.workspace();
    if (dir.chars().anyMatch(c -> c == '*' || c == '?' || c == '[')) {
      return globbed(dir, workspace);
    }
    List<Project> there =
        configured.stream()
            .filter(project -> project.dir().equals(dir) && project.workspace().equals(workspace))
            .toList();
    if (there.size() > 1) {
      return new Selection.Wrong(
          "must specify project name: more than one project defined in %s matched dir: %s workspace: %s"
              .formatted(RepositoryConfig.FILE, dir, workspace));
    }
    if (there.size() == 1) {
      return new Selection.Found(there);
    }
    List<String> workspaces =
        configured.stream()
            .filter(project -> project.dir().equals(dir))
            .map(Project::workspace)
            .distinct()
            .toList();
    if (!workspaces.isEmpty()) {
      return new Selection.Wrong(
          "running commands in workspace %s is not allowed because this directory is only configured for the following workspaces: %s"
              .formatted(workspace, String.join(", ", workspaces)));
    }
    if (discovers() && isIgnored(dir)) {
      return new Selection.Silence();
    }
    if (settings.access().silenceNoProjects() && !configured.isEmpty()) {
      return new Selection.Silence();
    }
    if (!tree.isDirectory(RepoPath.inTree(dir))) {
      return new Selection.Wrong(
          "dir %s does not exist in this pull request's head".formatted(dir));
    }
    return new Selection.Found(List.of(adHoc(dir, workspace)));
  }

  private Selection named(String name) {
    if (configured.isEmpty() && config.projects().isEmpty()) {
      return new Selection.Wrong(
          "cannot specify a project name unless an %s file exists to configure projects"
              .formatted(RepositoryConfig.FILE));
    }
    List<Project> exact =
        configured.stream().filter(project -> name.equals(project.id().name())).toList();
    if (!exact.isEmpty()) {
      return new Selection.Found(exact);
    }
    if (settings.rules().regexpCommands()) {
      try {
        Pattern pattern = Pattern.compile("^(?:" + name + ")$");
        List<Project> found =
            configured.stream()
                .filter(
                    project -> project.id().name() != null && pattern.matches(project.id().name()))
                .toList();
        boolean allowed =
            config.allowedRegexpPrefixes().isEmpty()
                || config.allowedRegexpPrefixes().stream().anyMatch(name::startsWith);
        if (found.size() == 1 || (found.size() > 1 && allowed)) {
          return new Selection.Found(inOrder(found));
        }
      } catch (PatternSyntaxException e) {
        return new Selection.Wrong(
            "'%s' is no regular expression: %s".formatted(name, e.getMessage()));
      }
    }
    if (settings.access().silenceNoProjects()) {
      return new Selection.Silence();
    }
    return new Selection.Wrong(
        "no project with name: %s is defined in %s".formatted(name, RepositoryConfig.FILE));
  }

  private Selection globbed(String glob, String workspace) {
    PathPattern pattern = PathPattern.doublestar(glob);
    return new Selection.Found(
        inOrder(
            configured.stream()
                .filter(project ->
                    pattern.matches(project.dir()) && project.workspace().equals(workspace))
                .toList()));
  }

  private static List<Project> inOrder(Collection<Project> projects) {
    return projects.stream().sorted(Comparator.comparingInt(Project::group)).toList();
  }

  private boolean discovers() {
    return switch (autodiscover().mode()) {
      case ENABLED -> true;
      case DISABLED -> false;
      case AUTO -> config.projects().isEmpty();
    };
  }

  /// The server's word goes before the repository's, where it has one.
  private Autodiscover autodiscover() {
    Autodiscover ours = settings.rules().autodiscover();
    Autodiscover theirs = config.autodiscover().orElse(Autodiscover.DEFAULT);
    return new Autodiscover(
        ours.mode() == Autodiscover.Mode.AUTO ? theirs.mode() : ours.mode(),
        ours.ignorePaths().isEmpty() ? theirs.ignorePaths() : ours.ignorePaths());
  }

  private boolean isIgnored(String dir) {
    return autodiscover().ignorePaths().stream()
        .anyMatch(path -> PathPattern.doublestar(path).matches(dir));
  }

  private boolean isConfigured(String dir) {
    return configured.stream().anyMatch(project -> project.dir().equals(dir));
  }

  private static boolean isInModules(String dir) {
    return ("/" + dir + "/").contains("/modules/");
  }

  private Set<String> discoveredDirs(Collection<String> changedPaths) {
    var files = new WhenModified(".", AUTOPLAN_FILES);
    Set<String> dirs = new LinkedHashSet<>();
    for (String path : changedPaths) {
      if (files.matches(path)
          && !path.contains("terraform.tfstate")
          && !path.contains("tflint.hcl")) {
        String dir = projectDir(path);
        if (dir != null && tree.isDirectory(RepoPath.inTree(dir))) {
          dirs.add(dir);
        }
      }
    }
    if (settings.rules().moduleDependents()) {
      dirs.addAll(dependents(changedPaths));
    }
    return dirs;
  }

  /// The directory that is planned because of a file; null where the file is a shared module's.
  private @Nullable String projectDir(String path) {
    String dir = RepoPath.parent(path);
    if (dir.equals("env")) {
      return ".";
    }
    if (dir.endsWith("/env")) {
      return RepoPath.parent(dir);
    }
    if (isInModules(dir)) {
      int at = ("/" + dir + "/").indexOf("/modules/");
      String above = at <= 0 ? "." : dir.substring(0, at - 1);
      return holdsProject(above) ? above : null;
    }
    return dir;
  }

  private boolean holdsProject(String dir) {
    return tree.list(RepoPath.inTree(dir)).stream()
        .anyMatch(
            entry -> entry.kind() == TreeEntry.Kind.FILE && RootModule.isProjectFile(entry.name()));
  }

  /// Directories that call a changed module and are no modules themselves.
  private Set<String> dependents(Collection<String> changedPaths) {
    Set<String> changedDirs = new TreeSet<>();
    for (String path : changedPaths) {
      changedDirs.add(RepoPath.parent(path));
    }
    Set<String> found = uncalled();
    found.removeIf(root -> modules.modulesOf(root).stream().noneMatch(changedDirs::contains));
    return found;
  }

  /// Directories with files of terraform that no other one calls as a module.
  private Set<String> uncalled() {
    Set<String> dirs = new TreeSet<>();
    for (TreeEntry file : tree.walk("")) {
      if (RootModule.isProjectFile(file.name())) {
        dirs.add(RepoPath.parent(file.path()));
      }
    }
    Set<String> called = new TreeSet<>();
    dirs.forEach(dir -> called.addAll(modules.modulesOf(dir)));
    dirs.removeAll(called);
    dirs.removeIf(ProjectDiscovery::isInModules);
    return dirs;
  }

  private boolean dependsOnChange(String dir, Collection<String> changedPaths) {
    if (!settings.rules().moduleDependents()) {
      return false;
    }
    Set<String> used = modules.modulesOf(dir);
    var files = new WhenModified(".", AUTOPLAN_FILES);
    return changedPaths.stream()
        .anyMatch(path -> used.contains(RepoPath.parent(path)) && files.matches(path));
  }

  private List<String> expand(String glob) {
    PathPattern pattern = PathPattern.doublestar(glob);
    Set<String> dirs = new TreeSet<>();
    for (TreeEntry file : tree.walk("")) {
      String dir = RepoPath.parent(file.path());
      if (RootModule.isProjectFile(file.name()) && pattern.matches(dir)) {
        dirs.add(dir);
      }
    }
    return List.copyOf(dirs);
  }

  private Project discovered(String dir) {
    return adHoc(
        dir, RootModule.read(tree, dir).cloudWorkspace().orElse(ProjectConfig.DEFAULT_WORKSPACE));
  }

  private Project adHoc(String dir, String workspace) {
    return new Project(
        new ProjectId(dir, workspace, null),
        ProjectConfig.DEFAULT_WHEN_MODIFIED,
        workflow(settings.rules().workflow()),
        settings.programs().distribution(),
        null,
        settings.rules().requirements(),
        List.of(),
        0,
        config.repoLocks().orElse(settings.rules().repoLocks()),
        true,
        config.silencePrComments().orElse(List.of()),
        settings.disabled(null, dir));
  }

  private Project project(ProjectConfig entry) {
    Requirements server = settings.rules().requirements();
    return new Project(
        new ProjectId(entry.dir(), entry.workspace(), entry.name()),
        entry.whenModified(),
        workflow(Objects.requireNonNullElse(entry.workflow(), settings.rules().workflow())),
        entry.distribution().orElse(settings.programs().distribution()),
        entry.terraformVersion(),
        new Requirements(
            entry.planRequirements().orElse(server.plan()),
            entry.applyRequirements().orElse(server.apply()),
            entry.importRequirements().orElse(server.importing())),
        entry.dependsOn(),
        entry.executionOrderGroup(),
        entry.repoLocks().or(config::repoLocks).orElse(settings.rules().repoLocks()),
        entry.autoplan(),
        entry.silencePrComments().or(config::silencePrComments).orElse(List.of()),
        settings.disabled(entry.name(), entry.dir()));
  }

  private Workflow workflow(String name) {
    Workflow own = config.workflows().get(name);
    if (own != null) {
      return own;
    }
    return settings.rules().workflows().getOrDefault(name, Workflow.DEFAULT);
  }
}
