package dev.fairlead.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sync.application.Application;
import java.util.Map;

/// Applications for what has none, as somebody would install it to try it out.
final class Standalone {
  /// What `helm template` calls a release without a name.
  static final String NAME = "release-name";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Standalone() {}

  /// @param options further fields of the source
  static Application application(Revision revision, String path, Map<String, ?> options) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", Application.API_VERSION).put("kind", Application.KIND);
    object.putObject("metadata").put("name", NAME);
    ObjectNode spec = object.putObject("spec");
    ObjectNode source = spec.putObject("source");
    source.put("repoURL", revision.request().repositoryUrl());
    source.put("path", path.isEmpty() ? "." : path);
    options.forEach((field, value) -> source.set(field, JSON.valueToTree(value)));
    spec.putObject("destination").put("name", "in-cluster").put("namespace", "default");
    return Application.of(object);
  }
}
