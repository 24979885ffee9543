package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Plays one recorded vector against a server and says what differs from the real server's answers.
final class VectorRun {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)\\}");
  private static final Pattern REPEAT = Pattern.compile("\\$\\{repeat:(.):(\\d+)\\}");

  private final JsonNode vector;
  private final RawClient client;
  private final CommandTools tools;
  private final Path folder;
  private final Map<String, String> variables = new HashMap<>();
  private Placeholders placeholders = new Placeholders();

  /// @param tools the programs for steps that are commands
  /// @param folder where they run; holds a kubeconfig
  /// @param namespace a fresh name of 12 characters
  VectorRun(JsonNode vector, RawClient client, CommandTools tools, Path folder, String namespace) {
    this.vector = vector;
    this.client = client;
    this.tools = tools;
    this.folder = folder;
    variables.put("ns", namespace);
  }

  /// The differences; none if the vector passes.
  List<String> differences() {
    List<String> differences = new ArrayList<>();
    try {
      if (vector.path("namespace").asBoolean(true)) {
        makeNamespace();
      }
      int i = 0;
      for (JsonNode step : vector.path("setup")) {
        differences.addAll(step(step, "setup[" + i++ + "]"));
      }
      differences.addAll(step(vector, "request"));
    } catch (IOException | InterruptedException | RuntimeException e) {
      differences.add("exception: " + e);
    } finally {
      cleanUp();
    }
    return differences;
  }

  private void makeNamespace() throws IOException {
    ObjectNode request = Json.object().put("method", "POST").put("path", "/api/v1/namespaces");
    ObjectNode body = request.putObject("body").put("apiVersion", "v1").put("kind", "Namespace");
    body.putObject("metadata").put("name", variables.get("ns"));
    RawClient.Reply reply = client.send(request);
    if (reply.status() != 201) {
      throw new IOException("no namespace: " + new String(reply.body(), StandardCharsets.UTF_8));
    }
  }

  private void cleanUp() {
    List<String> paths = new ArrayList<>();
    vector.path("cleanup").forEach(path -> paths.add(substitute(path).asText()));
    if (vector.path("namespace").asBoolean(true)) {
      paths.add("/api/v1/namespaces/" + variables.get("ns"));
    }
    for (String path : paths) {
      try {
        client.send(Json.object().put("method", "DELETE").put("path", path));
      } catch (IOException _) {
        return; // the server is gone, and the test has failed already
      }
    }
  }

  private List<String> step(JsonNode step, String where) throws IOException, InterruptedException {
    long until = System.nanoTime() + (long) (step.path("retry").asDouble() * 1e9);
    while (true) {
      Placeholders before = placeholders.copy();
      List<String> found =
          step.has("kubectl") || step.has("helm")
              ? command(step, where)
              : check(step, perform(step), where);
      if (found.isEmpty() || System.nanoTime() >= until) {
        return found;
      }
      placeholders = before;
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /// What kubectl logs of itself in some runs when its own time is up: its watch has ended, and
  /// whether it asks once more before it stops is a race between two of its threads.
  private static final Pattern CUT_OFF_WATCH =
      Pattern.compile(
          "(?m)^E\\d{4} .*reflector\\.go.*Failed to watch.*context deadline exceeded.*\\R");

  private List<String> command(JsonNode step, String where)
      throws IOException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(step.path("sleepMs").asLong());
    String kind = step.has("kubectl") ? "kubectl" : "helm";
    CommandTools.Ran ran = tools.run(kind, substitute(step.path(kind)), folder);
    JsonNode expected = substitute(step.path("expect"));
    List<String> out = new ArrayList<>();
    if (expected.path("exit").asInt() != ran.exit()) {
      out.add("exit: expected %s, found %d".formatted(expected.path("exit"), ran.exit()));
    }
    boolean unordered = expected.path("unordered").asBoolean();
    lines(expected.path("stdout"), ran.out(), unordered, out);
    lines(expected.path("stderr"), CUT_OFF_WATCH.matcher(ran.err()).replaceAll(""), unordered, out);
    return out.stream().map(each -> where + " " + each).toList();
  }

  private void lines(JsonNode expected, String found, boolean unordered, List<String> out) {
    if (expected.isMissingNode()) {
      return;
    }
    String[] wanted = expected.asText().split("\n", -1);
    String[] actual = CommandTools.squeezed(found).split("\n", -1);
    if (unordered) {
      Arrays.sort(wanted);
      Arrays.sort(actual);
    }
    if (wanted.length != actual.length) {
      out.add("output: expected " + expected + ", found " + found);
      return;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (!placeholders.matches(wanted[i], actual[i])) {
        out.add("line %d: expected %s, found %s".formatted(i + 1, wanted[i], actual[i]));
      }
    }
  }

  /// What came back.
  private record Got(RawClient.Reply reply, JsonNode body, String text, List<List<String>> side) {}

  private Got perform(JsonNode step) throws IOException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(step.path("sleepMs").asLong());
    JsonNode request = sameLength(substitute(step.path("request")));
    if (step.has("watch")) {
      return watch(step, request);
    }
    Got got = decode(client.send(request), List.of());
    for (Map.Entry<String, JsonNode> each : step.path("capture").properties()) {
      variables.put(
          each.getKey(),
          Adjustments.find(got.body(), each.getValue().asText())
              .map(JsonNode::asText)
              .orElse("not-captured"));
    }
    return got;
  }

  private static Got decode(RawClient.Reply reply, List<List<String>> side) {
    String text = new String(reply.body(), StandardCharsets.UTF_8);
    JsonNode body = com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    if (!text.isEmpty()
        && (reply.header("content-type").contains("json") || text.startsWith("{\""))) {
      try {
        body = Json.MAPPER.readTree(text);
      } catch (IOException _) {
        // compared as text
      }
    }
    return new Got(reply, body, text, side);
  }

  private Got watch(JsonNode step, JsonNode request) throws IOException, InterruptedException {
    JsonNode spec = step.path("watch");
    int events = spec.has("events") ? spec.path("events").asInt() : -1;
    double seconds = spec.path("seconds").asDouble(5);
    AtomicInteger seen = new AtomicInteger(-1);
    CountDownLatch started = new CountDownLatch(1);
    List<List<String>> side = new ArrayList<>();
    Thread actor =
        Thread.ofVirtual()
            .start(() -> {
              try {
                if (!started.await((long) seconds, TimeUnit.SECONDS)) {
                  return;
                }
                int i = 0;
                for (JsonNode each : spec.path("during")) {
                  long until = System.nanoTime() + (long) (seconds * 1e9);
                  while (seen.get() < each.path("after").asInt() && System.nanoTime() < until) {
                    TimeUnit.MILLISECONDS.sleep(10);
                  }
                  side.add(check(each, perform(each), "during[" + i++ + "]"));
                }
              } catch (IOException | InterruptedException e) {
                side.add(List.of("during: " + e));
              }
            });
    RawClient.Reply reply =
        spec.path("websocket").asBoolean()
            ? client.webSocket(request, events, seconds, count -> note(seen, started, count))
            : client.watch(request, events, seconds, count -> note(seen, started, count));
    actor.join();
    return decode(reply, side);
  }

  private static void note(AtomicInteger seen, CountDownLatch started, int count) {
    seen.set(count);
    started.countDown();
  }

  // ---------------------------------------------------------------- comparison

  private List<String> check(JsonNode step, Got got, String where) {
    JsonNode expected = substitute(step.path("expect"));
    List<String> out = new ArrayList<>();
    if (expected.path("status").asInt() != got.reply().status()) {
      out.add("status: expected " + expected.path("status") + ", found " + got.reply().status());
    }
    headers(expected, got.reply(), out);
    if (expected.has("body")) {
      out.addAll(bodies(expected.path("body"), adjusted(got.body(), step)));
    }
    if (expected.has("text") && !placeholders.matches(expected.path("text").asText(), got.text())) {
      out.add("text: expected " + expected.path("text") + ", found " + got.text());
    }
    if (expected.has("events")) {
      ArrayNode events = Json.object().arrayNode();
      for (byte[] event : got.reply().events()) {
        try {
          events.add(adjusted(Json.MAPPER.readTree(event), step));
        } catch (IOException e) {
          out.add("event: " + e);
        }
      }
      out.addAll(placeholders.compare(expected.path("events"), events));
      if (expected.has("end") && !expected.path("end").asText().equals(got.reply().end())) {
        out.add("end: expected " + expected.path("end") + ", found " + got.reply().end());
      }
      got.side().forEach(out::addAll);
    }
    return out.stream().map(each -> where + " " + each).toList();
  }

  private JsonNode adjusted(JsonNode body, JsonNode step) {
    JsonNode adjusted = Adjustments.apply(body, step.path("adjust"));
    if (!step.path("managedFieldsOrder").asBoolean()) {
      Adjustments.sortManagedFields(adjusted);
    }
    return adjusted;
  }

  /// Several causes of a Status may come in any order.
  private List<String> bodies(JsonNode expected, JsonNode actual) {
    Placeholders before = placeholders.copy();
    List<String> found = placeholders.compare(expected, actual);
    if (!found.isEmpty() && severalCauses(expected) && severalCauses(actual)) {
      placeholders = before;
      return placeholders.compare(sortedCauses(expected), sortedCauses(actual)).isEmpty()
          ? List.of()
          : found;
    }
    return found;
  }

  private static boolean severalCauses(JsonNode body) {
    return body.path("kind").asText().equals("Status")
        && body.path("details").path("causes").size() > 1;
  }

  private static JsonNode sortedCauses(JsonNode body) {
    ObjectNode copy = body.deepCopy();
    List<JsonNode> causes = new ArrayList<>();
    copy.path("details").path("causes").forEach(causes::add);
    causes.sort(java.util.Comparator.comparing(Adjustments::canonical));
    ArrayNode sorted = ((ObjectNode) copy.path("details")).putArray("causes");
    causes.forEach(sorted::add);
    String[] parts = copy.path("message").asText().split(", |\n|: \\[|\\]$", -1);
    Arrays.sort(parts);
    ArrayNode message = copy.putArray("message");
    for (String part : parts) {
      message.add(part);
    }
    return copy;
  }

  private void headers(JsonNode expected, RawClient.Reply reply, List<String> out) {
    List<String> warnings = reply.headers().getOrDefault("warning", List.of());
    for (Map.Entry<String, JsonNode> each : expected.path("headers").properties()) {
      if (each.getKey().equals("warning")) {
        out.addAll(
            placeholders.compare(each.getValue(), Json.MAPPER.valueToTree(warnings)).stream()
                .map(difference -> "warnings " + difference)
                .toList());
      } else {
        String wanted = normal(each.getValue().asText());
        String found = normal(reply.header(each.getKey()));
        if (!placeholders.matches(wanted, found)) {
          out.add("header " + each.getKey() + ": expected " + wanted + ", found " + found);
        }
      }
    }
    if (expected.has("headers")
        && !expected.path("headers").has("warning")
        && !warnings.isEmpty()) {
      out.add("unexpected warnings " + warnings);
    }
  }

  private static String normal(String header) {
    return header.contains("/")
        ? header.replaceAll(";\\s*", ";").toLowerCase(java.util.Locale.ROOT)
        : header;
  }

  // ---------------------------------------------------------------- variables

  private JsonNode substitute(JsonNode node) {
    if (node.isTextual()) {
      return TextNode.valueOf(substitute(node.asText()));
    }
    if (node.isObject()) {
      ObjectNode copy = Json.object();
      node.properties()
          .forEach(each -> copy.set(substitute(each.getKey()), substitute(each.getValue())));
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = Json.object().arrayNode();
      node.forEach(each -> copy.add(substitute(each)));
      return copy;
    }
    return node;
  }

  private String substitute(String text) {
    if (!text.contains("${")) {
      return text;
    }
    String repeated =
        REPEAT
            .matcher(text)
            .replaceAll(match ->
                Matcher.quoteReplacement(match.group(1).repeat(Integer.parseInt(match.group(2)))));
    return VARIABLE
        .matcher(repeated)
        .replaceAll(match ->
            Matcher.quoteReplacement(variables.getOrDefault(match.group(1), match.group())));
  }

  /// Protobuf bodies carry lengths: the recorded namespace's bytes are replaced by this run's.
  private JsonNode sameLength(JsonNode request) {
    if (!request.has("bodyNamespace")) {
      return request;
    }
    String body =
        new String(
            Base64.getDecoder().decode(request.path("bodyBase64").asText()),
            StandardCharsets.ISO_8859_1);
    String replaced = body.replace(request.path("bodyNamespace").asText(), variables.get("ns"));
    ObjectNode copy = request.deepCopy();
    copy.put(
        "bodyBase64",
        Base64.getEncoder().encodeToString(replaced.getBytes(StandardCharsets.ISO_8859_1)));
    return copy;
  }
}
