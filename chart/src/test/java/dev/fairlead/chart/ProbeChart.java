package dev.fairlead.chart;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// The chart that single templates are tried in.
final class ProbeChart {
  private ProbeChart() {}

  static Path resources(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(ProbeChart.class.getResource("/" + name)).toURI());
  }

  /// Writes the chart with `values.yaml` of the conformance corpus.
  static void write(Path chart, String template) throws IOException, URISyntaxException {
    write(chart, template, Files.readString(resources("conformance/values.yaml")));
  }

  static void write(Path chart, String template, String values) throws IOException {
    Files.createDirectories(chart.resolve("templates"));
    Files.createDirectories(chart.resolve("files/sub"));
    Files.writeString(
        chart.resolve("Chart.yaml"),
        """
        apiVersion: v2
        name: probe
        version: 1.2.3
        appVersion: 1.10
        annotations: {a: "1"}
        maintainers: [{name: M, email: m@x}]
        """);
    Files.writeString(chart.resolve("files/one.txt"), "line 1\nline 2\n");
    Files.writeString(chart.resolve("files/two.txt"), "no end");
    Files.writeString(chart.resolve("files/empty.txt"), "");
    Files.writeString(chart.resolve("files/sub/three.bin"), "x: \"y\"\n");
    Files.writeString(chart.resolve("values.yaml"), values);
    Files.writeString(
        chart.resolve("templates/_helpers.tpl"),
        """
        {{- define "probe.helper" -}}helper of {{ .Values.name }}{{ .Values.missing }}{{- end -}}
        {{- define "probe.fails" -}}
        {{ include "probe.inner" . }}
        {{- end -}}
        {{- define "probe.inner" -}}{{ .Values.missing.deep }}{{- end -}}
        {{- define "probe.show" -}}({{ . }}){{- end -}}
        """);
    Files.writeString(chart.resolve("templates/r.yaml"), template);
  }

  /// One line of output per expression: its value as JSON.
  static String ofExpressions(List<String> expressions) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < expressions.size(); i++) {
      text.append("c%d: {{ print (%s) | toJson }}\n".formatted(i, expressions.get(i)));
    }
    return text.toString();
  }

  /// One line of output per text: what it prints, as JSON.
  static String ofTexts(List<String> texts) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      text.append("{{ define \"case%d\" }}".formatted(i)).append(texts.get(i)).append("{{ end }}");
    }
    text.append('\n');
    for (int i = 0; i < texts.size(); i++) {
      text.append("c%d: {{ include \"case%d\" $ | toJson }}\n".formatted(i, i));
    }
    return text.toString();
  }

  /// Puts the expression in front of each result, so that a difference says what it is of.
  static List<String> named(String output, List<String> names) {
    return output
        .lines()
        .map(line -> {
          int colon = line.indexOf(':');
          return line.startsWith("c") && colon > 0 && line.substring(1, colon).matches("[0-9]+")
              ? names.get(Integer.parseInt(line.substring(1, colon))) + " => " + line
              : line;
        })
        .toList();
  }
}
