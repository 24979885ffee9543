package dev.fairlead.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.chart.ChartEngine;
import dev.fairlead.chart.TemplateCommandLine;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// `fairlead template --batch`: command lines in, one JSON object a line, their results out, one
/// JSON object a line, each written and flushed as soon as it is there; so in any order.
///
/// In: `{"id":…,"dir":"…","args":["NAME","CHART",…]}`: any JSON value by which the result is known,
/// what relative paths are relative to, and what follows `template` on a command line. Out:
/// `{"id":…,"exit":0,"stdout":"…","stderr":"…"}`; a text that is not UTF-8 stands in `stdout_b64`
/// or `stderr_b64` instead. A line that cannot be understood has a result as well, with exit 1 and
/// the reason in `stderr`.
///
/// Cases share what is immutable (parsed charts and templates) and nothing else.
///
/// @param directory where `dir` itself is relative to, and its default
/// @param atOnce how many cases run at the same time
record TemplateBatch(ChartEngine engine, Path directory, int atOnce) {

  /// Far more than any command line; a stream without line ends must not fill the memory.
  private static final int MAX_LINE_BYTES = 64 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  /// One case as it was asked for.
  private record Case(JsonNode id, Path directory, List<String> arguments) {}

  /// What is wrong with a line.
  private static final class BadLine extends Exception {
    private final transient JsonNode id;
    private final String reason;

    BadLine(JsonNode id, String reason) {
      super(reason);
      this.id = id;
      this.reason = reason;
    }
  }

  /// Runs until the end of the input; the cases that were begun are ended first.
  ///
  /// @throws IOException when the input cannot be read or the output not written
  void run(InputStream in, OutputStream out) throws IOException, InterruptedException {
    var results = new Results(out);
    var free = new Semaphore(atOnce);
    try (ExecutorService cases = Executors.newVirtualThreadPerTaskExecutor();
        var lines = new BufferedInputStream(in, 1 << 16)) {
      int number = 0;
      for (Line line = Line.read(lines); line != null; line = Line.read(lines)) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        results.check();
        try {
          Case asked = read(line, number);
          free.acquire();
          cases.submit(() -> {
            try {
              results.write(asked.id(), run(asked));
            } finally {
              free.release();
            }
          });
        } catch (BadLine e) {
          results.write(e.id, failed(e.reason));
        }
      }
    }
    results.check();
  }

  private TemplateCommandLine.Result run(Case asked) {
    try {
      return new TemplateCommandLine(engine, WorkingDirectory.of(asked.directory()))
          .run(asked.arguments());
    } catch (RuntimeException | StackOverflowError e) {
      return failed("this case could not be run: " + e);
    }
  }

  private static TemplateCommandLine.Result failed(String message) {
    return new TemplateCommandLine.Result(1, "", "Error: " + message + "\n");
  }

  private Case read(Line line, int number) throws BadLine {
    String place = "line " + number + " of the batch";
    if (line.tooLong) {
      throw new BadLine(
          NullNode.getInstance(), place + " is longer than the limit of 64 MiB; make it shorter");
    }
    JsonNode json;
    try {
      json = JSON.readTree(line.bytes);
    } catch (IOException e) {
      String reason =
          e instanceof JsonProcessingException syntax ? syntax.getOriginalMessage() : e.toString();
      throw new BadLine(NullNode.getInstance(), place + " is not JSON: " + reason);
    }
    JsonNode id = json.path("id");
    if (id.isMissingNode()) {
      id = NullNode.getInstance();
    }
    JsonNode args = json.path("args");
    if (!args.isArray()) {
      throw new BadLine(
          id,
          place
              + ": expected an object {\"id\":…,\"dir\":\"…\",\"args\":[\"NAME\",\"CHART\"]}, found"
              + " "
              + (json.isObject() ? "no list of arguments under \"args\"" : shown(json)));
    }
    List<String> arguments = new ArrayList<>();
    for (JsonNode argument : args) {
      if (!argument.isTextual()) {
        throw new BadLine(id, place + ": expected strings in \"args\", found " + shown(argument));
      }
      arguments.add(argument.textValue());
    }
    JsonNode dir = json.path("dir");
    if (!dir.isTextual() && !dir.isMissingNode() && !dir.isNull()) {
      throw new BadLine(id, place + ": expected a path in \"dir\", found " + shown(dir));
    }
    try {
      return new Case(id, directory.resolve(dir.asText("")), arguments);
    } catch (InvalidPathException e) {
      throw new BadLine(id, place + ": \"dir\" is no path: " + e.getReason());
    }
  }

  private static String shown(JsonNode json) {
    String text = json.toString();
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  /// A line of the input.
  private static final class Line {
    private final byte[] bytes;
    private final boolean tooLong;

    private Line(byte[] bytes, boolean tooLong) {
      this.bytes = bytes;
      this.tooLong = tooLong;
    }

    /// The next line without its end, or null after the last one.
    static @Nullable Line read(InputStream in) throws IOException {
      var bytes = new ByteArrayOutputStream(256);
      boolean tooLong = false;
      int next = in.read();
      if (next < 0) {
        return null;
      }
      for (; next >= 0 && next != '\n'; next = in.read()) {
        if (bytes.size() < MAX_LINE_BYTES) {
          bytes.write(next);
        } else {
          tooLong = true;
        }
      }
      return new Line(bytes.toByteArray(), tooLong);
    }

    boolean isBlank() {
      for (byte each : bytes) {
        if (each != ' ' && each != '\t' && each != '\r') {
          return false;
        }
      }
      return true;
    }
  }

  /// The output: whole lines, from any thread.
  private static final class Results {
    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable IOException broken;

    Results(OutputStream out) {
      this.out = out;
    }

    void write(JsonNode id, TemplateCommandLine.Result result) {
      ObjectNode json = JSON.createObjectNode();
      json.set("id", id);
      json.put("exit", result.exitCode());
      put(json, "stdout", result.stdoutBytes());
      put(json, "stderr", result.stderrBytes());
      if (!result.hints().isEmpty()) {
        result.hints().forEach(json.putArray("hints")::add);
      }
      byte[] line = (json + "\n").getBytes(StandardCharsets.UTF_8);
      lock.lock();
      try {
        out.write(line);
        out.flush();
      } catch (IOException e) {
        broken = e;
      } finally {
        lock.unlock();
      }
    }

    private static void put(ObjectNode json, String name, byte[] bytes) {
      try {
        json.put(
            name, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
      } catch (CharacterCodingException _) {
        json.put(name + "_b64", bytes);
      }
    }

    /// @throws IOException when the reader of the output has gone
    void check() throws IOException {
      lock.lock();
      try {
        if (broken != null) {
          throw broken;
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
