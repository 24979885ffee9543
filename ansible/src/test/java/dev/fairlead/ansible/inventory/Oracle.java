package dev.fairlead.ansible.inventory;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.process.ProcessSpec;
import dev.fairlead.process.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The installed Ansible's own reading of inventories and patterns, asked in one process.
final class Oracle {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Oracle() {}

  static Map<String, JsonNode> ask(Path root, Map<String, String> files, List<String> patterns)
      throws IOException {
    Path program = Processes.find("ansible-inventory", System.getenv("PATH"), root).orElse(null);
    assumeTrue(program != null, "ansible-inventory is not installed: this test needs ansible-core");
    String first = Files.readAllLines(Objects.requireNonNull(program)).getFirst();
    String python = first.startsWith("#!/") ? first.substring(2).split(" ")[0] : "/usr/bin/python3";
    var request = JSON.createObjectNode();
    var paths = request.putArray("files");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = root.resolve("corpus").resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
      paths.add(path.toString());
    }
    patterns.forEach(request.putArray("patterns")::add);
    Files.writeString(root.resolve("request.json"), request.toString());
    try (InputStream script = Oracle.class.getResourceAsStream("oracle.py")) {
      Files.write(root.resolve("oracle.py"), Objects.requireNonNull(script).readAllBytes());
    }
    var process =
        new Processes(Clock.systemUTC())
            .start(
                root.resolve("oracle"),
                ProcessSpec.of(
                    root,
                    Map.of(
                        "PATH",
                        "/usr/bin:/bin",
                        "HOME",
                        root.toString(),
                        "LC_ALL",
                        "C.UTF-8",
                        "ANSIBLE_CONFIG",
                        root.resolve("none.cfg").toString()),
                    python,
                    root.resolve("oracle.py").toString(),
                    root.resolve("request.json").toString()));
    if (!process.await().succeeded()) {
      throw new AssertionError(Files.readString(process.stderr()));
    }
    List<String> names = List.copyOf(files.keySet());
    JsonNode answers = JSON.readTree(process.stdout().toFile());
    Map<String, JsonNode> byName = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      byName.put(names.get(i), answers.get(i));
    }
    return byName;
  }
}
