package dev.fairlead.terraform.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.terraform.config.RepoPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What can be told of a directory of Terraform files without Terraform.
///
/// @param backend the state's backend: its type, `cloud` for a `cloud` block; empty where none is
///   chosen, so that state would be a file beside the configuration
/// @param backendPath the `path` of a `local` backend, where it is a plain string
/// @param cloudWorkspace the only workspace of a `cloud` block
/// @param moduleDirs directories of local modules that are called, from the root of the repository
/// @param requiredVersions each `required_version`
public record RootModule(
    Optional<String> backend,
    Optional<String> backendPath,
    Optional<String> cloudWorkspace,
    SortedSet<String> moduleDirs,
    List<String> requiredVersions) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// @param dir from the root; `.` for the root itself
  public static RootModule read(RevisionTree tree, String dir) {
    var facts = new Facts(dir);
    for (TreeEntry entry : tree.list(RepoPath.inTree(dir))) {
      if (entry.kind() != TreeEntry.Kind.FILE) {
        continue;
      }
      String name = entry.name().toLowerCase(Locale.ROOT);
      if (name.endsWith(".tf") || name.endsWith(".tofu")) {
        facts.hcl(tree.text(entry.path()));
      } else if (name.endsWith(".tf.json") || name.endsWith(".tofu.json")) {
        facts.json(tree.text(entry.path()));
      }
    }
    return facts.found();
  }

  /// Whether Terraform would keep the state in a file of this machine at a place that does not
  /// outlive a checkout.
  public boolean keepsStateInCheckout() {
    return backend.isEmpty()
        || (backend.get().equals("local")
            && backendPath.map(path -> !path.startsWith("/")).orElse(true));
  }

  /// Whether a file makes its directory a project.
  public static boolean isProjectFile(String name) {
    return name.endsWith(".tf")
        || name.endsWith(".tf.json")
        || name.endsWith(".tofu")
        || name.endsWith(".tofu.json")
        || name.equals("terragrunt.hcl");
  }

  private static final class Facts {
    private final String dir;
    private Optional<String> backend = Optional.empty();
    private Optional<String> backendPath = Optional.empty();
    private Optional<String> cloudWorkspace = Optional.empty();
    private final SortedSet<String> modules = new TreeSet<>();
    private final List<String> versions = new ArrayList<>();

    Facts(String dir) {
      this.dir = dir;
    }

    RootModule found() {
      return new RootModule(backend, backendPath, cloudWorkspace, modules, List.copyOf(versions));
    }

    void hcl(String text) {
      HclBlocks.Block file = HclBlocks.parse(text);
      for (HclBlocks.Block terraform : file.all("terraform")) {
        terraform.string("required_version").ifPresent(versions::add);
        for (HclBlocks.Block block : terraform.all("backend")) {
          if (!block.labels().isEmpty()) {
            backend = Optional.of(block.labels().getFirst());
            backendPath = block.string("path");
          }
        }
        for (HclBlocks.Block cloud : terraform.all("cloud")) {
          backend = Optional.of("cloud");
          cloud.all("workspaces").stream()
              .flatMap(workspaces -> workspaces.string("name").stream())
              .forEach(name -> cloudWorkspace = Optional.of(name));
        }
      }
      for (HclBlocks.Block module : file.all("module")) {
        module.string("source").ifPresent(this::module);
      }
    }

    void json(String text) {
      JsonNode file;
      try {
        file = JSON.readTree(text);
      } catch (JsonProcessingException _) {
        return; // Terraform will say so, with the place.
      }
      for (JsonNode terraform : each(file.path("terraform"))) {
        if (terraform.path("required_version").isTextual()) {
          versions.add(terraform.path("required_version").textValue());
        }
        for (JsonNode block : each(terraform.path("backend"))) {
          block
              .properties()
              .forEach(entry -> {
                backend = Optional.of(entry.getKey());
                for (JsonNode body : each(entry.getValue())) {
                  backendPath = Optional.ofNullable(body.path("path").textValue());
                }
              });
        }
        for (JsonNode cloud : each(terraform.path("cloud"))) {
          backend = Optional.of("cloud");
          for (JsonNode workspaces : each(cloud.path("workspaces"))) {
            cloudWorkspace = Optional.ofNullable(workspaces.path("name").textValue());
          }
        }
      }
      for (JsonNode modules : each(file.path("module"))) {
        modules
            .properties()
            .forEach(entry ->
                each(entry.getValue())
                    .forEach(body -> {
                      if (body.path("source").isTextual()) {
                        module(body.path("source").textValue());
                      }
                    }));
      }
    }

    /// In JSON syntax a block may be an object or a list of them.
    private static List<JsonNode> each(JsonNode node) {
      if (node.isArray()) {
        List<JsonNode> items = new ArrayList<>();
        node.forEach(items::add);
        return items;
      }
      return node.isMissingNode() || node.isNull() ? List.of() : List.of(node);
    }

    private void module(String source) {
      if (source.startsWith("./")
          || source.startsWith("../")
          || source.equals(".")
          || source.equals("..")) {
        String path = RepoPath.clean(dir + "/" + source);
        if (!RepoPath.escapes(path)) {
          modules.add(path);
        }
      }
    }
  }
}
