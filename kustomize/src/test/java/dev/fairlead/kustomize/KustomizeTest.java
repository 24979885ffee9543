package dev.fairlead.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KustomizeTest {

  @ParameterizedTest
  @MethodSource("dev.fairlead.kustomize.Cases#names")
  void printsWhatKubectlPrints(String name, @TempDir Path scratch)
      throws IOException, InterruptedException {
    Path directory = Cases.ROOT.resolve(name);
    Kubectl.Output real = Kubectl.kustomize(directory.resolve("overlay"), scratch);
    assertThat(real.error()).doesNotContain("command failed");
    assertThat(Kustomize.text(Kustomize.build(Cases.tree(directory), "overlay")))
        .isEqualTo(real.out());
  }
}
