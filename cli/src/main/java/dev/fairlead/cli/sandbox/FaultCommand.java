package dev.fairlead.cli.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fairlead sandbox fault`: makes things go wrong in a running sandbox. Each method is a
/// subcommand.
@Command(
    name = "fault",
    description = "Make something go wrong in a running sandbox.",
    mixinStandardHelpOptions = true)
final class FaultCommand implements Runnable {
  private static final String PARTS = "cluster|forge|registry";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "latency",
      description = "Requests wait before they are answered.",
      mixinStandardHelpOptions = true)
  void latency(
      @Mixin DirectoryOption directory,
      @Mixin FaultReach reach,
      @Parameters(paramLabel = PARTS) String part,
      @Parameters(
              paramLabel = "DURATION",
              converter = DurationConverter.class,
              description = "Such as 500ms or 2s.")
          Duration delay)
      throws IOException, InterruptedException {
    add(directory, reach.json(part).put("latency", delay.toString()));
  }

  @Command(
      name = "error",
      description = "Requests are refused with a status, in the words of the server's protocol.",
      mixinStandardHelpOptions = true)
  void error(
      @Mixin DirectoryOption directory,
      @Mixin FaultReach reach,
      @Parameters(paramLabel = PARTS) String part,
      @Parameters(paramLabel = "STATUS", description = "Such as 409, 410, 429, 500.") int status)
      throws IOException, InterruptedException {
    add(directory, reach.json(part).put("status", status));
  }

  @Command(
      name = "lose",
      description = "A server is gone: connections end without an answer.",
      mixinStandardHelpOptions = true)
  void lose(
      @Mixin DirectoryOption directory,
      @Mixin FaultReach reach,
      @Parameters(paramLabel = PARTS) String part)
      throws IOException, InterruptedException {
    add(directory, reach.json(part).put("hangUp", true));
  }

  @Command(
      name = "decline-push",
      description = "The forge declines pushes, as a hook of it would.",
      mixinStandardHelpOptions = true)
  void declinePush(
      @Mixin DirectoryOption directory,
      @Mixin FaultSpan span,
      @Parameters(
              arity = "0..1",
              paramLabel = "OWNER/NAME",
              defaultValue = "",
              description = "The repository; * stands for any characters (default: all).")
          String repository,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              defaultValue = "pre-receive hook declined",
              description = "What Git shows (default: ${DEFAULT-VALUE}).")
          String reason)
      throws IOException, InterruptedException {
    add(directory, span.json("forge").put("path", repository).put("declinePush", reason));
  }

  @Command(
      name = "drop-watches",
      description = "Cut every watch of the cluster off, once.",
      mixinStandardHelpOptions = true)
  void dropWatches(@Mixin DirectoryOption directory) throws IOException, InterruptedException {
    ask(directory, "POST", "/watches/drop", "every watch is cut off");
  }

  @Command(
      name = "kill-pod",
      description = "Kill a Pod's processes, once.",
      mixinStandardHelpOptions = true)
  void killPod(
      @Mixin DirectoryOption directory, @Parameters(paramLabel = "[NAMESPACE/]NAME") String pod)
      throws IOException, InterruptedException {
    int slash = pod.indexOf('/');
    String namespace = slash < 0 ? "default" : pod.substring(0, slash);
    String name = pod.substring(slash + 1);
    ask(
        directory,
        "POST",
        "/pods/" + segment(namespace) + "/" + segment(name) + "/kill",
        "the processes of Pod %s/%s are killed".formatted(namespace, name));
  }

  @Command(
      name = "take-node",
      description = "Take a node away, as a loss of its power would; return-node brings it back.",
      mixinStandardHelpOptions = true)
  void takeNode(@Mixin DirectoryOption directory, @Parameters(paramLabel = "NODE") String node)
      throws IOException, InterruptedException {
    ask(
        directory,
        "POST",
        "/nodes/" + segment(node) + "/take",
        "node " + node + " is away; in some 50 s the cluster says that it is not ready");
  }

  @Command(
      name = "return-node",
      description = "Bring a node back that was taken away.",
      mixinStandardHelpOptions = true)
  void returnNode(@Mixin DirectoryOption directory, @Parameters(paramLabel = "NODE") String node)
      throws IOException, InterruptedException {
    ask(directory, "POST", "/nodes/" + segment(node) + "/return", "node " + node + " is back");
  }

  @Command(
      name = "list",
      description = "List the faults in force, one JSON object a line.",
      mixinStandardHelpOptions = true)
  void list(@Mixin DirectoryOption directory) throws IOException, InterruptedException {
    for (JsonNode fault : RunningSandbox.get(directory.path()).control("GET", "/faults", "")) {
      say(fault.toString());
    }
  }

  @Command(
      name = "clear",
      description = "End a fault, or all of them.",
      mixinStandardHelpOptions = true)
  void clear(
      @Mixin DirectoryOption directory,
      @Parameters(
              arity = "0..1",
              paramLabel = "ID",
              description = "Such as fault-1 (default: all).")
          @Nullable String id)
      throws IOException, InterruptedException {
    if (id == null) {
      ask(directory, "DELETE", "/faults", "no fault is in force");
    } else {
      ask(directory, "DELETE", "/faults/" + segment(id), id + " has ended");
    }
  }

  private void add(DirectoryOption directory, ObjectNode fault)
      throws IOException, InterruptedException {
    JsonNode added =
        RunningSandbox.get(directory.path()).control("POST", "/faults", fault.toString());
    say(added.path("id").asText() + " is in force; `fairlead sandbox fault clear` ends it");
  }

  private void ask(DirectoryOption directory, String method, String path, String done)
      throws IOException, InterruptedException {
    RunningSandbox.get(directory.path()).control(method, path, "");
    say(done);
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
