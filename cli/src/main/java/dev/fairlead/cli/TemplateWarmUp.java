package dev.fairlead.cli;

import dev.fairlead.chart.ChartEngine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Does what `fairlead template` does with real charts, so that its start-up cache holds what that
/// takes: classes, linked, with profiles of what they run.
public final class TemplateWarmUp {

  private TemplateWarmUp() {}

  /// @param arguments the chart to render; it uses what charts commonly use
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String chart = arguments[0];
    OutputStream nowhere = OutputStream.nullOutputStream();
    List<List<String>> commands =
        List.of(
            List.of("warm-up", chart),
            List.of("warm-up", chart, "--set", "image.tag=1.2.3,extra[0].name=a"),
            List.of("warm-up", chart, "-f", chart + "/values.yaml", "--namespace", "elsewhere"),
            List.of(
                "warm-up", chart, "--set-string", "tag=1", "--set-json", "labels={\"a\":\"b\"}"),
            List.of("warm-up", chart, "-s", "templates/service.yaml", "--include-crds"),
            List.of("warm-up", chart, "--kube-version", "1.31.0", "-a", "monitoring.coreos.com/v1"),
            List.of("warm-up", chart, "--generate-name"),
            List.of("warm-up", chart, "--set", "image.pullPolicy="),
            List.of("warm-up", chart, "--set", "service=none"),
            List.of("warm-up", chart, "--set", "replicaCount=none"),
            List.of("warm-up", chart + "/none"),
            List.of("--help"));
    for (List<String> command : commands) {
      TemplateProgram.run(command, nowhere, nowhere);
    }
    String line = "{\"id\":1,\"dir\":\".\",\"args\":[\"warm-up\",\"" + chart + "\"]}\n";
    new TemplateBatch(new ChartEngine(), Path.of("").toAbsolutePath(), 2)
        .run(new ByteArrayInputStream(line.repeat(3).getBytes(StandardCharsets.UTF_8)), nowhere);
  }
}
