package dev.fairlead.terraform.comment;

import dev.fairlead.terraform.comment.Flags.BadFlag;
import dev.fairlead.terraform.comment.Flags.Flag;
import dev.fairlead.terraform.comment.Flags.Found;
import dev.fairlead.terraform.comment.Flags.HelpWanted;
import dev.fairlead.terraform.comment.ParsedComment.Ignored;
import dev.fairlead.terraform.comment.ParsedComment.Parsed;
import dev.fairlead.terraform.comment.ParsedComment.Reply;
import dev.fairlead.terraform.config.PathPattern;
import dev.fairlead.terraform.config.RepoPath;
import dev.fairlead.terraform.config.ShellWords;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.config.Workspace;
import dev.fairlead.terraform.project.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads comments by Atlantis's grammar: `atlantis COMMAND [flags] [-- terraform arguments]` on a
/// single line.
public final class CommentParser {
  private static final String DEFAULT_NAME = "atlantis";

  /// Options that would take terraform out of the project's directory, or load other programs.
  private static final List<String> BLOCKED =
      List.of("-chdir", "--chdir", "-plugin-dir", "--plugin-dir");

  private final String executable;
  private final @Nullable String botUser;
  private final List<CommandKind> allowed;

  public CommentParser(TerraformSettings settings) {
    this.executable = settings.naming().executable();
    this.botUser = settings.naming().botUser();
    this.allowed =
        java.util.Arrays.stream(CommandKind.values())
            .filter(kind -> settings.access().allowedCommands().contains(kind.word()))
            .toList();
  }

  public ParsedComment parse(String body) {
    String comment = strip(body);
    List<String> lines = comment.lines().toList();
    if (lines.stream().skip(1).anyMatch(line -> !line.isBlank()) || lines.isEmpty()) {
      return new Ignored();
    }
    String line = lines.getFirst();
    String first = line.strip().split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
    if (first.isEmpty()) {
      return new Ignored();
    }
    if (first.equals("terraform") || isMisspelt(first)) {
      return new Reply("Did you mean to use `" + executable + "` instead of `" + first + "`?");
    }
    if (!isOurName(first)) {
      return new Ignored();
    }
    List<String> words;
    try {
      words = ShellWords.split(line);
    } catch (IllegalArgumentException e) {
      return new Reply(fenced("Error parsing command: " + e.getMessage()));
    }
    if (words.size() < 2 || List.of("help", "-h", "--help").contains(words.get(1))) {
      return new Reply(help());
    }
    String word = words.get(1).toLowerCase(Locale.ROOT);
    CommandKind kind = CommandKind.of(word).filter(allowed::contains).orElse(null);
    if (kind == null) {
      return new Reply(
          fenced(
              "Error: unknown command \"%s\".\nRun '%s --help' for usage.\nAvailable commands(--allow-commands): %s"
                  .formatted(word, executable, names())));
    }
    return command(kind, words.subList(2, words.size()));
  }

  private static String strip(String body) {
    String text = body.strip();
    int start = 0;
    int end = text.length();
    while (start < end && text.charAt(start) == '`') {
      start++;
    }
    while (end > start && text.charAt(end - 1) == '`') {
      end--;
    }
    // A fence that is opened on a line of its own makes the command its second line.
    return start >= 3 && text.indexOf('\n') >= 0 ? text : text.substring(start, end).strip();
  }

  private boolean isOurName(String first) {
    return first.equals("run")
        || first.equals(executable)
        || (botUser != null && first.equals("@" + botUser.toLowerCase(Locale.ROOT)));
  }

  private boolean isMisspelt(String first) {
    return executable.equals(DEFAULT_NAME)
        && !isOurName(first)
        && distance(first, DEFAULT_NAME) <= 2;
  }

  private ParsedComment command(CommandKind kind, List<String> words) {
    var flags = new Flags(flags(kind));
    Found found;
    try {
      found = flags.parse(words);
    } catch (HelpWanted _) {
      return new Reply(fenced("Usage of " + usageName(kind) + ":\n" + flags.usage()));
    } catch (BadFlag e) {
      return kind == CommandKind.UNLOCK
          ? new Reply(fenced(unlockUsage()))
          : wrong(String.valueOf(e.getMessage()), kind, flags);
    }
    List<String> arguments = new ArrayList<>(found.arguments());
    String problem = arguments(kind, arguments);
    if (problem != null) {
      return kind == CommandKind.UNLOCK
          ? new Reply(fenced(unlockUsage()))
          : wrong(problem, kind, flags);
    }
    for (String extra : found.extra()) {
      for (String blocked : BLOCKED) {
        if (extra.equals(blocked) || extra.startsWith(blocked + "=")) {
          return wrong("the extra argument " + blocked + " is not allowed", kind, flags);
        }
      }
      if (kind == CommandKind.APPLY && extra.matches("--?target(=.*)?")) {
        return wrong(
            "cannot run apply with -target because we are applying an already generated plan."
                + " Instead, run -target with %s plan".formatted(executable),
            kind,
            flags);
      }
    }
    String dir = found.value("dir").orElse(null);
    if (dir != null) {
      String cleaned = RepoPath.clean(dir);
      if (RepoPath.escapes(cleaned) || (isGlob(dir) && List.of(dir.split("/")).contains(".."))) {
        return wrong(
            "using a relative path \"%s\" with -d/--dir is not allowed".formatted(dir),
            kind,
            flags);
      }
      try {
        PathPattern.doublestar(cleaned);
      } catch (IllegalArgumentException e) {
        return wrong("invalid pattern for -d/--dir: " + e.getMessage(), kind, flags);
      }
      dir = cleaned;
    }
    String workspace = found.value("workspace").orElse(null);
    if (workspace != null && Workspace.problem(workspace).isPresent()) {
      return wrong("invalid workspace: \"%s\"".formatted(workspace), kind, flags);
    }
    String project = found.value("project").orElse(null);
    if (project != null && (dir != null || workspace != null)) {
      return wrong(
          "cannot use -p/--project at same time as -d/--dir or -w/--workspace", kind, flags);
    }
    return new Parsed(
        new Command(
            kind,
            new Target(project, dir, workspace),
            found.isSet("verbose"),
            found.extra(),
            arguments));
  }

  /// Checks what is no flag, and leaves only what terraform needs; what is wrong with it, or null.
  private static @Nullable String arguments(CommandKind kind, List<String> arguments) {
    return switch (kind) {
      case IMPORT ->
          arguments.size() == 2
              ? null
              : "invalid argument count – " + String.join(" ", arguments) + ": expected ADDRESS ID";
      case STATE_RM -> {
        if (arguments.isEmpty() || !arguments.getFirst().equals("rm")) {
          yield "unknown state command – "
              + String.join(" ", arguments)
              + ": expected rm ADDRESS...";
        }
        arguments.removeFirst();
        yield arguments.isEmpty() ? "invalid argument count – rm: expected rm ADDRESS..." : null;
      }
      case VERSION, PLAN, APPLY, UNLOCK, CANCEL ->
          arguments.isEmpty() ? null : "unknown argument(s) – " + String.join(" ", arguments);
    };
  }

  private static List<Flag> flags(CommandKind kind) {
    String word = kind.word();
    List<Flag> flags = new ArrayList<>();
    switch (kind) {
      case UNLOCK, CANCEL -> {}
      case VERSION, PLAN, APPLY, IMPORT, STATE_RM -> {
        flags.add(
            new Flag(
                "dir",
                'd',
                "string",
                "Which directory to run "
                    + word
                    + " in relative to root of repo, ex. 'child/dir'."));
        flags.add(
            new Flag(
                "workspace", 'w', "string", "The Terraform workspace to run " + word + " in."));
        flags.add(
            new Flag(
                "project",
                'p',
                "string",
                "Which project to run "
                    + word
                    + " for. Refers to the name of the project configured in the repo config file."
                    + " Cannot be used at same time as workspace or dir flags."));
        flags.add(new Flag("verbose", (char) 0, null, "Append the log to the comment."));
        if (kind == CommandKind.APPLY) {
          flags.add(
              new Flag("auto-merge-disabled", (char) 0, null, "Disable automerge after apply."));
          flags.add(
              new Flag(
                  "auto-merge-method",
                  (char) 0,
                  "string",
                  "How to merge after apply: merge, rebase or squash."));
        }
      }
    }
    return flags;
  }

  private static String usageName(CommandKind kind) {
    return switch (kind) {
      case IMPORT -> "import ADDRESS ID";
      case STATE_RM -> "state [rm ADDRESS...]";
      case VERSION, PLAN, APPLY, UNLOCK, CANCEL -> kind.word();
    };
  }

  private static Reply wrong(String reason, CommandKind kind, Flags flags) {
    return new Reply(
        fenced("Error: " + reason + ".\nUsage of " + usageName(kind) + ":\n" + flags.usage()));
  }

  private String unlockUsage() {
    return "Usage of unlock:\n\n "
        + executable
        + " unlock\n\n  Unlocks the entire pull request and deletes all of its plans."
        + " Arguments or flags are not supported.";
  }

  private String names() {
    return allowed.stream().map(CommandKind::word).collect(Collectors.joining(", "));
  }

  private String help() {
    int width = allowed.stream().mapToInt(kind -> kind.word().length()).max().orElse(0);
    String commands =
        allowed.stream()
            .map(kind ->
                "  "
                    + kind.word()
                    + " ".repeat(width - kind.word().length() + 2)
                    + kind.summary()
                    + ".")
            .collect(Collectors.joining("\n"));
    return "```cmake\n"
        + executable
        + "\nTerraform Pull Request Automation\n\nUsage:\n  "
        + executable
        + " <command> [options] -- [terraform options]\n\nExamples:\n"
        + "  # show this help\n  %1$s help\n\n".formatted(executable)
        + "  # run plan in the root directory passing the -target flag to terraform\n"
        + "  %1$s plan -d . -- -target=resource\n\n".formatted(executable)
        + "  # apply all unapplied plans from this pull request\n  %1$s apply\n\n"
            .formatted(executable)
        + "  # apply the plan for the root directory and staging workspace\n"
        + "  %1$s apply -d . -w staging\n\nCommands:\n".formatted(executable)
        + commands
        + "\n  help"
        + " ".repeat(Math.max(1, width - 2))
        + "View help.\n\nFlags:\n  -h, --help   help for "
        + executable
        + "\n\nUse \""
        + executable
        + " [command] --help\" for more information about a command.\n```";
  }

  private static String fenced(String text) {
    return "```\n" + text.stripTrailing() + "\n```";
  }

  private static boolean isGlob(String dir) {
    return dir.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '{');
  }

  /// How many letters have to be changed, added or taken away.
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int above = row[j];
        int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[other.length()];
  }
}
