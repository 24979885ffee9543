package dev.fairlead.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.image.Instruction.Command;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DockerfileTest {

  @Test
  void joinsContinuedLinesAndLeavesOutComments() {
    Dockerfile file =
        Dockerfile.parse(
            "Dockerfile",
            """
            # syntax=docker/dockerfile:1

            # a comment
            FROM eclipse-temurin:25-jre AS Base
            ENV A=1 \\
                # inside

                B="two words" \\
                C=3
            copy a.jar \\
              b.jar /app/
            CMD ["java", "-jar", "/app/a.jar"]
            """);

    Stage stage = file.stages().getFirst();
    assertThat(stage.base()).isEqualTo("eclipse-temurin:25-jre");
    assertThat(stage.name()).isEqualTo("base");
    assertThat(stage.instructions()).hasSize(3);
    assertThat(stage.instructions().getFirst())
        .isInstanceOfSatisfying(
            Instruction.Env.class,
            env ->
                assertThat(env.variables())
                    .containsEntry("A", "1")
                    .containsEntry("B", "\"two words\"")
                    .containsEntry("C", "3"));
    assertThat(stage.instructions().get(1))
        .isInstanceOfSatisfying(
            Instruction.Copy.class,
            copy -> {
              assertThat(copy.sources()).containsExactly("a.jar", "b.jar");
              assertThat(copy.position().line()).isEqualTo(10);
            });
  }

  @Test
  void readsExecAndShellForms() {
    Dockerfile file =
        Dockerfile.parse(
            "Dockerfile",
            """
            FROM scratch
            ENTRYPOINT ["java", "-jar", "app.jar"]
            CMD exec java -jar app.jar
            CMD ['not', 'json']
            """);

    List<Instruction> instructions = file.stages().getFirst().instructions();
    assertThat(((Instruction.Entrypoint) instructions.get(0)).command())
        .isEqualTo(new Command.Exec(List.of("java", "-jar", "app.jar")));
    assertThat(((Instruction.Cmd) instructions.get(1)).command())
        .isEqualTo(new Command.Line("exec java -jar app.jar"));
    assertThat(((Instruction.Cmd) instructions.get(2)).command())
        .isEqualTo(new Command.Line("['not', 'json']"));
  }

  @Test
  void keepsTheEscapeDirective() {
    Dockerfile file = Dockerfile.parse("Dockerfile", "# escape=`\nFROM scratch\nCOPY a `\n  /b/\n");

    assertThat(
            ((Instruction.Copy) file.stages().getFirst().instructions().getFirst()).destination())
        .isEqualTo("/b/");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FROM x\\n\\nRUN make | app/Dockerfile:3:1: RUN is not supported",
        "FROM x\\nCOPY <<EOF /a\\nhello\\nEOF | app/Dockerfile:2:1: COPY of a here-document",
        "COPY a b | app/Dockerfile:1:1: COPY stands before the first FROM",
        "FROM x\\nCOPY a | app/Dockerfile:2:1: COPY needs at least one source",
        "FROM x\\nFETCH a | app/Dockerfile:2:1: unknown instruction: FETCH",
        "FROM x\\nCOPY --parents a b | COPY --parents is not supported",
        "FROM x y z w | FROM must be",
        "FROM x\\nONBUILD COPY a b | ONBUILD is not supported",
        "FROM x\\nSHELL sh -c | SHELL must be a JSON array",
        "FROM x\\nENV A | ENV must have two arguments",
        "FROM x\\nCMD | CMD needs an argument",
        "ARG A=1 | there is no FROM",
      })
  void saysWhereAndWhatIsNotSupported(String text, String message) {
    assertThatThrownBy(() -> Dockerfile.parse("app/Dockerfile", text.strip().replace("\\n", "\n")))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(message.strip());
  }

  @Test
  void theRefusalOfRunNamesTheRemedy() {
    assertThatThrownBy(() -> Dockerfile.parse("Dockerfile", "FROM x\nRUN apt-get update"))
        .hasMessageContaining("a step of the workflow")
        .hasMessageContaining("COPY its result");
  }
}
