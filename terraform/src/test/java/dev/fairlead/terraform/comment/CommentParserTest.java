package dev.fairlead.terraform.comment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.project.ProjectId;
import dev.fairlead.terraform.project.Target;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommentParserTest {
  private final CommentParser parser =
      new CommentParser(
          TerraformSettings.DEFAULT.withNaming(
              TerraformSettings.Naming.DEFAULT.withBotUser("Bot")));

  private static Command command(
      CommandKind kind, Target target, List<String> extra, String... arguments) {
    return new Command(kind, target, false, extra, List.of(arguments));
  }

  private static Target target(
      @Nullable String name, @Nullable String dir, @Nullable String workspace) {
    return new Target(name, dir, workspace);
  }

  static Stream<Arguments> commands() {
    return Stream.of(
        Arguments.of("atlantis plan", Command.PLAN),
        Arguments.of("  `atlantis plan`\n\n", Command.PLAN),
        Arguments.of("ATLANTIS PLAN", Command.PLAN),
        Arguments.of("run plan", Command.PLAN),
        Arguments.of("@bot plan", Command.PLAN),
        Arguments.of(
            "atlantis plan -d a/./b/ -w stage",
            command(CommandKind.PLAN, target(null, "a/b", "stage"), List.of())),
        Arguments.of(
            "atlantis plan -da --workspace=x",
            command(CommandKind.PLAN, target(null, "a", "x"), List.of())),
        Arguments.of(
            "atlantis plan -d /", command(CommandKind.PLAN, target(null, ".", null), List.of())),
        Arguments.of(
            "atlantis apply -p net",
            command(CommandKind.APPLY, target("net", null, null), List.of())),
        Arguments.of(
            "atlantis plan -- -var 'a=b c' -target=x",
            command(CommandKind.PLAN, Target.ALL, List.of("-var", "a=b c", "-target=x"))),
        Arguments.of(
            "atlantis import A I -d x -- -var x=y",
            command(CommandKind.IMPORT, target(null, "x", null), List.of("-var", "x=y"), "A", "I")),
        Arguments.of(
            "atlantis state rm 'a[\"b\"]' c",
            command(CommandKind.STATE_RM, Target.ALL, List.of(), "a[\"b\"]", "c")),
        Arguments.of("atlantis unlock", command(CommandKind.UNLOCK, Target.ALL, List.of())));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void commandsAreUnderstood(String comment, Command expected) {
    assertThat(parser.parse(comment)).isEqualTo(new ParsedComment.Parsed(expected));
  }

  @Test
  void argumentsForTerraformComeBeforeWhatTheyAreFor() {
    assertThat(parser.parse("atlantis import A I -- -var x=y"))
        .isInstanceOfSatisfying(
            ParsedComment.Parsed.class,
            parsed ->
                assertThat(parsed.command().terraformArgs())
                    .containsExactly("-var", "x=y", "A", "I"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "looks good",
        "I think atlantis plan is fine",
        "atlantis plan\natlantis apply",
        "```\natlantis plan\n```",
        "@other plan",
        "atlas plan"
      })
  void otherCommentsAreIgnored(String comment) {
    assertThat(parser.parse(comment)).isEqualTo(new ParsedComment.Ignored());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          terraform plan | Did you mean to use `atlantis` instead of `terraform`?
          atlants plan | Did you mean to use `atlantis` instead of `atlants`?
          atlantis | Terraform Pull Request Automation
          atlantis --help | Terraform Pull Request Automation
          atlantis plan 'x | Error parsing command: EOF found when expecting closing quote
          atlantis aply | Error: unknown command "aply".
          atlantis approve_policies | Error: unknown command "approve_policies".
          atlantis plan --help | Usage of plan:
          atlantis plan --force | Error: unknown flag: --force.
          atlantis plan -x | Error: unknown shorthand flag: 'x' in -x.
          atlantis plan -d | Error: flag needs an argument: 'd' in -d.
          atlantis plan now please | Error: unknown argument(s) – now please.
          atlantis plan -d ../x | Error: using a relative path "../x" with -d/--dir is not allowed.
          atlantis plan -w a/b | Error: invalid workspace: "a/b".
          atlantis plan -p a -d b | Error: cannot use -p/--project at same time as -d/--dir or -w/--workspace.
          atlantis plan -- -chdir=/ | Error: the extra argument -chdir is not allowed.
          atlantis apply -- -target=x | Error: cannot run apply with -target
          atlantis import A | Error: invalid argument count – A
          atlantis state mv a b | Error: unknown state command – mv a b
          atlantis unlock -d x | Usage of unlock:
          """)
  void mistakesAreAnswered(String comment, String expected) {
    assertThat(parser.parse(comment))
        .isInstanceOfSatisfying(
            ParsedComment.Reply.class, reply -> assertThat(reply.text()).contains(expected));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "., default, -, atlantis apply -d .",
        "., stage, -, atlantis apply -w stage",
        "a/b, default, -, atlantis apply -d a/b",
        "a/b, stage, -, atlantis apply -d a/b -w stage",
        "a b, default, -, 'atlantis apply -d \"a b\"'",
        "a, stage, net, atlantis apply -p net"
      })
  void commandsAreSuggestedInTheirShortestForm(
      String dir, String workspace, String name, String expected) {
    assertThat(CommandText.apply("atlantis", new ProjectId(dir, workspace, name)))
        .isEqualTo(expected);
  }
}
