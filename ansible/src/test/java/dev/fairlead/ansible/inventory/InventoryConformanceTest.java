package dev.fairlead.ansible.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our reading of inventories and patterns beside that of the installed Ansible, in the same run.
class InventoryConformanceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path root;

  private static Map<String, String> corpus() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (InputStream in = InventoryConformanceTest.class.getResourceAsStream("corpus.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String part : text.split("(?m)^=== ")) {
        int end = part.indexOf('\n');
        if (end > 0) {
          files.put(part.substring(0, end), unescape(part.substring(end + 1)));
        }
      }
    }
    return files;
  }

  /// `\n`, `\r` and `\\` are written as such; real line ends only make the corpus readable.
  private static String unescape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        char next = text.charAt(++i);
        out.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
      } else if (c != '\n') {
        out.append(c);
      }
    }
    return out.toString();
  }

  @Test
  void everyFileOfTheCorpusReadsAsAnsibleReadsIt() throws IOException {
    Map<String, String> files = corpus();
    assertThat(files).hasSizeGreaterThan(60);
    Map<String, JsonNode> answers = Oracle.ask(root, files, List.of());

    SoftAssertions soft = new SoftAssertions();
    files.forEach((name, text) -> {
      JsonNode answer = Objects.requireNonNull(answers.get(name));
      Inventory inventory = Inventory.parse(name, text);
      boolean broken = inventory.findings().stream().anyMatch(f -> f.severity() == Severity.ERROR);
      soft.assertThat(broken)
          .as(name + " is refused: " + inventory.findings())
          .isEqualTo(answer.has("broken"));
      if (!broken && !answer.has("broken")) {
        soft.assertThat(hosts(inventory)).as(name).isEqualTo(numbers(answer.get("hosts")));
        soft.assertThat(groups(inventory)).as(name).isEqualTo(answer.get("groups"));
      }
    });
    soft.assertAll();
  }

  private static JsonNode hosts(Inventory inventory) {
    ObjectNode hosts = JSON.createObjectNode();
    for (String host : inventory.hosts().keySet()) {
      ObjectNode vars = hosts.putObject(host);
      inventory.vars(host).forEach(vars::set);
    }
    return numbers(hosts);
  }

  private static JsonNode groups(Inventory inventory) {
    ObjectNode groups = JSON.createObjectNode();
    for (String group : new TreeMap<>(inventory.groups()).keySet()) {
      var names = groups.putArray(group);
      inventory.members(group).stream().sorted().forEach(names::add);
    }
    return groups;
  }

  /// Through text, so that an `int` equals a `long`.
  private static JsonNode numbers(JsonNode node) {
    try {
      return JSON.readTree(node.toString());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void patternsSelectTheSameHostsInTheSameOrder() throws IOException {
    String inventory =
        """
        n01
        n02
        n03
        [master]
        n01
        [api]
        n02
        n04
        [worker]
        n05
        n06.example.com
        n03
        [monitoring]
        n07
        [cluster:children]
        master
        worker
        [m2:children]
        monitoring
        """;
    List<String> patterns =
        List.of(
            "all",
            "*",
            "ungrouped",
            "master",
            "m*",
            "n0*",
            "n0?",
            "~n0[12]",
            "~m",
            "~.*06",
            "!n02:api",
            "api:!n02",
            "cluster:&worker",
            "&worker:cluster",
            "api,worker",
            "api worker",
            "api:worker:!n05",
            "worker[0]",
            "worker[-1]",
            "worker[0:1]",
            "worker[1:]",
            "worker[5]",
            "worker[-9]",
            "worker[0:0]",
            "worker[1-2]",
            "n0[1-3]",
            "n0[1:3]",
            "localhost",
            "nobody",
            "nobody,n01",
            "!master",
            "&master",
            "n06.example.com",
            "*.example.com",
            "n01;n02",
            "n01:n02",
            "all:!cluster",
            "m?ster",
            "[mn]*",
            "~",
            "n01,,n02",
            " n01 , n02 ",
            "master:worker[0]",
            "cluster:!worker[0]",
            "m*[0]",
            "fe80::1");
    Map<String, JsonNode> answers = Oracle.ask(root, Map.of("i.ini", inventory), patterns);

    Inventory ours = Inventory.parse("i.ini", inventory);
    JsonNode matched = Objects.requireNonNull(answers.get("i.ini")).get("patterns");
    SoftAssertions soft = new SoftAssertions();
    for (String pattern : patterns) {
      JsonNode expected = matched.get(pattern);
      List<String> hosts = HostPattern.of(pattern).match(ours);
      if (expected.isTextual()) {
        soft.assertThat(hosts).as(pattern).isEmpty();
      } else {
        // Below the second level Ansible's own order is that of a Python set.
        if (List.of("all", "*", "~", "!master").contains(pattern)) {
          List<String> theirs = new ArrayList<>();
          expected.forEach(host -> theirs.add(host.asText()));
          soft.assertThat(hosts).as(pattern).containsExactlyInAnyOrderElementsOf(theirs);
          continue;
        }
        soft.assertThat(JSON.valueToTree(hosts).toString())
            .as(pattern)
            .isEqualTo(expected.toString());
      }
    }
    soft.assertAll();
  }

  @Test
  void randomInventoriesAndPatternsAgree() throws IOException {
    long seed = 20261124;
    Random random = new Random(seed);
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < 40; i++) {
      files.put("r" + i + ".ini", inventory(random));
    }
    List<String> patterns =
        random
            .ints(60, 0, Integer.MAX_VALUE)
            .mapToObj(n -> pattern(new Random(n)))
            .distinct()
            .toList();
    Map<String, JsonNode> answers = Oracle.ask(root, files, patterns);

    SoftAssertions soft = new SoftAssertions();
    files.forEach((name, text) -> {
      JsonNode answer = Objects.requireNonNull(answers.get(name));
      Inventory ours = Inventory.parse(name, text);
      soft.assertThat(hosts(ours))
          .as("seed %d %s%n%s", seed, name, text)
          .isEqualTo(numbers(answer.path("hosts")));
      for (String pattern : patterns) {
        JsonNode expected = answer.path("patterns").path(pattern);
        List<String> hosts = HostPattern.of(pattern).match(ours).stream().sorted().toList();
        List<String> theirs = new ArrayList<>();
        expected.forEach(host -> theirs.add(host.asText()));
        soft.assertThat(hosts)
            .as("seed %d, %s, pattern %s%n%s", seed, name, pattern, text)
            .isEqualTo(theirs.stream().sorted().toList());
      }
    });
    soft.assertAll();
  }

  private static String inventory(Random random) {
    StringBuilder text = new StringBuilder();
    for (int group = 0; group < 4; group++) {
      text.append("[g").append(group).append("]\n");
      for (int host = 0; host < random.nextInt(4); host++) {
        text.append("h")
            .append(random.nextInt(8))
            .append(" v")
            .append(random.nextInt(3))
            .append("=")
            .append(random.nextInt(9))
            .append('\n');
      }
      if (random.nextBoolean()) {
        text.append("[g")
            .append(group)
            .append(":vars]\nv")
            .append(random.nextInt(3))
            .append("=g")
            .append(group)
            .append('\n');
      }
    }
    text.append("[p:children]\ng")
        .append(random.nextInt(2))
        .append("\n[q:children]\ng")
        .append(2 + random.nextInt(2))
        .append("\np\n");
    return text.toString();
  }

  private static String pattern(Random random) {
    String[] words = {
      "g0", "g1", "g2", "g3", "p", "q", "h1", "h2", "h*", "g?", "all", "~h[3-5]", "q[0]", "nobody"
    };
    StringBuilder text = new StringBuilder();
    for (int i = 0; i <= random.nextInt(3); i++) {
      text.append(i == 0 ? "" : ",")
          .append(new String[] {"", "", "!", "&"}[random.nextInt(4)])
          .append(words[random.nextInt(words.length)]);
    }
    return text.toString();
  }
}
