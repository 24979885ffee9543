package dev.fairlead.actions.workflow;

import dev.fairlead.actions.workflow.Workflow.Concurrency;
import dev.fairlead.actions.workflow.Workflow.Defaults;
import dev.fairlead.actions.workflow.Workflow.Job;
import dev.fairlead.actions.workflow.Workflow.Permissions;
import dev.fairlead.model.Position;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlOptions;
import dev.fairlead.yaml.YamlScalar;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads workflow files.
public final class WorkflowReader {
  /// GitHub's limits.
  private static final YamlOptions LIMITS =
      YamlOptions.DEFAULT.withMaxBytes(1 << 20).withMaxDepth(50).withMaxNodes(1_000_000);

  private final String file;
  private final Problems problems = new Problems();
  private final TemplateReader templates = new TemplateReader(problems);
  private final JobReader jobs = new JobReader(problems, templates);

  private WorkflowReader(String file) {
    this.file = file;
  }

  /// Reads one file. What is wrong with it is in [Workflow#problems]; a file that is no YAML gives
  /// a workflow without jobs.
  public static Workflow read(String file, String text) {
    return new WorkflowReader(file).read(text);
  }

  private Workflow read(String text) {
    try {
      List<YamlNode> documents = Yaml.parse(file, text, LIMITS);
      if (documents.size() == 1 && documents.getFirst() instanceof YamlMapping mapping) {
        return workflow(mapping);
      }
      problems.error(
          documents.size() > 1 ? documents.get(1).position() : Position.of(file),
          documents.size() > 1
              ? "a workflow file holds one document, found " + documents.size()
              : "a workflow must be a mapping with 'on' and 'jobs'");
    } catch (YamlException e) {
      problems.error(e.position(), e.problem());
    }
    return new Workflow(
        file,
        file,
        Optional.empty(),
        new Triggers(Map.of(), false),
        Optional.empty(),
        new Template.Mapping(Position.of(file), Map.of()),
        Defaults.NONE,
        Optional.empty(),
        Map.of(),
        problems.sorted());
  }

  private Workflow workflow(YamlMapping mapping) {
    Keys keys = new Keys(mapping, "a workflow", problems);
    Optional<String> name = keys.text("name").filter(text -> !text.isBlank());
    Optional<Template> runName =
        keys.take("run-name").map(node -> templates.read(node, Place.RUN_NAME));
    Triggers triggers = new Triggers(Map.of(), false);
    Optional<YamlNode> on = keys.take("on");
    if (on.isPresent()) {
      triggers = new TriggersReader(problems, templates).read(on.get());
    } else {
      problems.error(mapping.position(), "a workflow needs 'on': which events start it");
    }
    Optional<Permissions> permissions = jobs.permissions(keys);
    Template.Mapping env =
        new StepsReader(problems, templates, false).mapping(keys, "env", Place.WORKFLOW_ENV);
    Defaults defaults = jobs.defaults(keys, Place.DEFAULTS_RUN);
    Optional<Concurrency> concurrency = jobs.concurrency(keys, Place.WORKFLOW_CONCURRENCY);
    Map<String, Job> read = keys.mapping("jobs").map(this::jobs).orElse(Map.of());
    if (read.isEmpty()) {
      problems.error(keys.at("jobs"), "a workflow needs at least one job in 'jobs'");
    }
    keys.finish();
    needs(read);
    return new Workflow(
        file,
        name.orElse(file),
        runName,
        triggers,
        permissions,
        env,
        defaults,
        concurrency,
        read,
        problems.sorted());
  }

  private Map<String, Job> jobs(YamlMapping mapping) {
    Map<String, Job> read = new LinkedHashMap<>();
    new Keys(mapping, "'jobs'", problems); // Ids that differ only in case are reported here.
    for (YamlMapping.Entry entry : mapping.entries()) {
      if (!(entry.key() instanceof YamlScalar id)
          || !StepsReader.ID.matcher(id.value()).matches()
          || id.value().startsWith("__")) {
        problems.error(
            entry.key().position(),
            "'"
                + entry.name().orElse("")
                + "' is not a job id: letters, digits, '-' and '_', starting with a letter or '_',"
                + " at most 99");
      } else if (!(entry.value() instanceof YamlMapping job)) {
        problems.error(entry.value().position(), "job '" + id.value() + "' must be a mapping");
      } else {
        read.put(id.value(), jobs.read(id, job));
      }
    }
    return read;
  }

  private void needs(Map<String, Job> read) {
    Map<String, String> ids = new HashMap<>();
    read.keySet().forEach(id -> ids.put(id.toLowerCase(Locale.ROOT), id));
    boolean good = true;
    for (Job job : read.values()) {
      for (String need : job.needs()) {
        if (!ids.containsKey(need.toLowerCase(Locale.ROOT))) {
          problems.error(
              job.at(),
              "job '" + job.id() + "' needs '" + need + "', which is no job of this workflow");
          good = false;
        }
      }
    }
    if (good) {
      cycles(read, ids);
    }
  }

  private void cycles(Map<String, Job> read, Map<String, String> ids) {
    Map<String, Integer> open = new HashMap<>();
    Deque<String> ready = new ArrayDeque<>();
    read.values()
        .forEach(job -> {
          open.put(job.id(), job.needs().size());
          if (job.needs().isEmpty()) {
            ready.add(job.id());
          }
        });
    while (!ready.isEmpty()) {
      String done = ready.remove();
      open.remove(done);
      for (Job job : read.values()) {
        for (String need : job.needs()) {
          if (done.equals(ids.get(need.toLowerCase(Locale.ROOT)))
              && open.merge(job.id(), -1, Integer::sum) == 0) {
            ready.add(job.id());
          }
        }
      }
    }
    if (!open.isEmpty()) {
      Job first =
          read.values().stream()
              .filter(job -> open.containsKey(job.id()))
              .findFirst()
              .orElseThrow();
      problems.error(
          first.at(),
          "the jobs "
              + String.join(", ", new java.util.TreeSet<>(open.keySet()))
              + " wait for each other or for one of them: 'needs' goes round in a circle");
    }
  }
}
