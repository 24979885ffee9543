package dev.fairlead.actions.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.actions.expression.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `docker/metadata-action`: works out tags and labels from the event.
final class DockerMetadata implements BuiltIn {

  @Override
  public Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    inputs.put("context", "workflow");
    inputs.put("images", "");
    inputs.put("tags", "");
    inputs.put("flavor", "");
    inputs.put("labels", "");
    inputs.put("annotations", "");
    inputs.put("sep-tags", "\n");
    inputs.put("sep-labels", "\n");
    inputs.put("sep-annotations", "\n");
    inputs.put("bake-target", "docker-metadata-action");
    inputs.put("github-token", "");
    return inputs;
  }

  @Override
  public void run(ActionContext context) {
    MetadataTags.Result result =
        MetadataTags.compute(
            new MetadataTags.Event(
                context.github("ref"),
                context.github("sha"),
                context.github("event_name"),
                defaultBranch(context),
                context.github("base_ref"),
                pullNumber(context),
                commitTime(context)),
            context.lines("tags"),
            context.lines("flavor"),
            context::warning);
    List<String> images = images(context);
    List<String> tags = new ArrayList<>();
    for (String image : images) {
      for (String name : result.tags()) {
        tags.add(image + ":" + name);
      }
    }
    if (images.isEmpty()) {
      tags.addAll(result.tags());
    }
    Map<String, String> labels = labels(context, result.version());
    context.output("version", result.version());
    context.output("tags", String.join(separator(context, "sep-tags"), tags));
    context.output("tag-names", String.join(separator(context, "sep-tags"), result.tags()));
    context.output("labels", join(labels, separator(context, "sep-labels")));
    Map<String, String> annotations = new LinkedHashMap<>();
    labels.forEach((key, value) -> annotations.put("manifest:" + key, value));
    for (String line : context.lines("annotations")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        annotations.put("manifest:" + line.substring(0, equals), line.substring(equals + 1));
      }
    }
    context.output("annotations", join(annotations, separator(context, "sep-annotations")));
    context.output("json", json(tags, labels, annotations));
    context.environment("DOCKER_METADATA_OUTPUT_VERSION", result.version());
    context.environment("DOCKER_METADATA_OUTPUT_TAGS", String.join("\n", tags));
    context.environment("DOCKER_METADATA_OUTPUT_LABELS", join(labels, "\n"));
    context.environment("DOCKER_METADATA_OUTPUT_JSON", json(tags, labels, annotations));
    context.log("Docker tags:");
    tags.forEach(tag -> context.log("  " + tag));
    context.log("Docker labels:");
    labels.forEach((key, value) -> context.log("  " + key + "=" + value));
  }

  private static String separator(ActionContext context, String name) {
    return context.given(name) ? context.input(name) : "\n";
  }

  private static String defaultBranch(ActionContext context) {
    return path(context, "repository", "default_branch");
  }

  private static String pullNumber(ActionContext context) {
    String ref = context.github("ref");
    return ref.startsWith("refs/pull/")
        ? ref.split("/")[2]
        : path(context, "pull_request", "number");
  }

  private static Instant commitTime(ActionContext context) {
    try {
      return Instant.from(
          java.time.OffsetDateTime.parse(path(context, "head_commit", "timestamp")));
    } catch (java.time.DateTimeException _) {
      return Instant.EPOCH; // The event has no commit: nothing but its date can be given.
    }
  }

  private static String path(ActionContext context, String one, String other) {
    return context.github().find("event").orElse(Value.none()) instanceof Value.Fields event
            && event.find(one).orElse(Value.none()) instanceof Value.Fields fields
        ? fields.find(other).map(Value::text).orElse("")
        : "";
  }

  private static List<String> images(ActionContext context) {
    List<String> images = new ArrayList<>();
    for (String line : context.lines("images")) {
      String name = "";
      boolean enabled = true;
      for (String field : line.split(",")) {
        if (field.startsWith("name=")) {
          name = field.substring(5);
        } else if (field.startsWith("enable=")) {
          enabled = field.endsWith("true");
        } else if (!field.contains("=")) {
          name = field;
        }
      }
      if (enabled && !name.isBlank()) {
        images.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    return images;
  }

  private static Map<String, String> labels(ActionContext context, String version) {
    Map<String, String> labels = new LinkedHashMap<>();
    String repository = context.github("repository");
    String url = context.serverUrl() + "/" + repository;
    labels.put("org.opencontainers.image.title", repository.substring(repository.indexOf('/') + 1));
    labels.put("org.opencontainers.image.description", path(context, "repository", "description"));
    labels.put("org.opencontainers.image.url", url);
    labels.put("org.opencontainers.image.source", url);
    labels.put("org.opencontainers.image.version", version);
    // The commit's time, and not that of the build: the same commit gives the same image.
    labels.put("org.opencontainers.image.created", commitTime(context).toString());
    labels.put("org.opencontainers.image.revision", context.github("sha"));
    labels.put("org.opencontainers.image.licenses", "");
    for (String line : context.lines("labels")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        labels.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return labels;
  }

  private static String join(Map<String, String> pairs, String separator) {
    return String.join(
        separator,
        pairs.entrySet().stream().map(pair -> pair.getKey() + "=" + pair.getValue()).toList());
  }

  private static String json(
      List<String> tags, Map<String, String> labels, Map<String, String> annotations) {
    var mapper = new JsonMapper();
    ObjectNode json = mapper.createObjectNode();
    ArrayNode list = json.putArray("tags");
    tags.forEach(list::add);
    ObjectNode map = json.putObject("labels");
    labels.forEach(map::put);
    ArrayNode notes = json.putArray("annotations");
    annotations.forEach((key, value) -> notes.add(key + "=" + value));
    try {
      return mapper.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
