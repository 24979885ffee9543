package dev.fairlead.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// One `fairlead template --batch` for all cases, beside a helm process for each.
record Batch(Program helm, Program fairlead, List<Path> charts, int copies) {

  /// Cases a second, from starting the process to its end.
  ///
  /// @param cases how many were rendered
  record Throughput(int cases, double fairlead, double helm) {}

  Throughput measure() throws Exception {
    // As many helms at once as the batch runs cases would be fairer to helm than one after the
    // other, and on few cores it is what somebody would do.
    int atOnce = Runtime.getRuntime().availableProcessors();
    int cases = charts.size() * copies;
    double ours = Rounds.of(1, this::batch).millis(0) / 1000;
    double helms = Rounds.of(1, () -> helms(atOnce)).millis(0) / 1000;
    return new Throughput(cases, cases / ours, charts.size() / helms);
  }

  private void batch() throws IOException, InterruptedException {
    StringBuilder input = new StringBuilder();
    for (int copy = 0; copy < copies; copy++) {
      for (Path chart : charts) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("id", copy + ":" + chart);
        line.putArray("args").add("bench-" + copy).add(chart.toString());
        input.append(line).append('\n');
      }
    }
    Path file = java.nio.file.Files.createTempFile("batch", ".jsonl");
    java.nio.file.Files.writeString(file, input, StandardCharsets.UTF_8);
    try {
      int status =
          new ProcessBuilder(fairlead.path(), "template", "--batch")
              .redirectInput(file.toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("the batch ends with status " + status);
      }
    } finally {
      java.nio.file.Files.delete(file);
    }
  }

  private void helms(int atOnce) throws Exception {
    try (var threads = java.util.concurrent.Executors.newFixedThreadPool(atOnce)) {
      var results =
          charts.stream()
              .map(chart -> threads.submit(() -> helm.template("bench", chart.toString())))
              .toList();
      for (var result : results) {
        result.get();
      }
    }
  }
}
