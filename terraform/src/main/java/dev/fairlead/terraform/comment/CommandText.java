package dev.fairlead.terraform.comment;

import dev.fairlead.terraform.config.ProjectConfig;
import dev.fairlead.terraform.project.ProjectId;
import java.util.List;

/// Writes the commands that comments suggest.
public final class CommandText {

  private CommandText() {}

  public static String plan(String executable, ProjectId project, List<String> extraArgs) {
    return executable
        + " plan"
        + flags(project)
        + (extraArgs.isEmpty() ? "" : " -- " + String.join(" ", extraArgs));
  }

  public static String apply(String executable, ProjectId project) {
    return executable + " apply" + flags(project);
  }

  private static String flags(ProjectId project) {
    if (project.name() != null) {
      return " -p " + project.name();
    }
    String dir = project.dir().contains(" ") ? "\"" + project.dir() + "\"" : project.dir();
    boolean usual = project.workspace().equals(ProjectConfig.DEFAULT_WORKSPACE);
    if (project.dir().equals(".")) {
      return usual ? " -d ." : " -w " + project.workspace();
    }
    return " -d " + dir + (usual ? "" : " -w " + project.workspace());
  }
}
