package dev.fairlead.actions.workflow;

import dev.fairlead.actions.workflow.Workflow.CallSecrets;
import dev.fairlead.actions.workflow.Workflow.Concurrency;
import dev.fairlead.actions.workflow.Workflow.Defaults;
import dev.fairlead.actions.workflow.Workflow.Job;
import dev.fairlead.actions.workflow.Workflow.Permissions;
import dev.fairlead.actions.workflow.Workflow.Step;
import dev.fairlead.actions.workflow.Workflow.Strategy;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads one job, and the parts that jobs share with the workflow.
final class JobReader {
  private static final Set<String> SCOPES =
      Set.of(
          "actions",
          "artifact-metadata",
          "attestations",
          "checks",
          "code-quality",
          "contents",
          "copilot-requests",
          "deployments",
          "discussions",
          "drives",
          "id-token",
          "issues",
          "models",
          "packages",
          "pages",
          "pull-requests",
          "repository-projects",
          "security-events",
          "statuses",
          "vulnerability-alerts");

  private final Problems problems;
  private final TemplateReader templates;
  private final StepsReader steps;

  JobReader(Problems problems, TemplateReader templates) {
    this.problems = problems;
    this.templates = templates;
    this.steps = new StepsReader(problems, templates, false);
  }

  Job read(YamlScalar id, YamlMapping mapping) {
    Keys keys = new Keys(mapping, "job '" + id.value() + "'", problems);
    Optional<Template> name = template(keys, "name", Place.JOB);
    List<YamlScalar> needs = keys.texts("needs");
    Optional<Condition> condition =
        keys.take("if").flatMap(node -> templates.condition(node, Place.JOB_IF));
    Optional<Permissions> permissions = permissions(keys);
    Optional<Concurrency> concurrency = concurrency(keys, Place.JOB);
    Optional<Strategy> strategy = strategy(keys);
    Optional<Template> continueOnError = Optional.empty();
    boolean caller = keys.has("uses");
    if (caller) {
      Optional<Uses> callee = keys.text("uses").flatMap(text -> callee(keys, text));
      Template.Mapping with = steps.mapping(keys, "with", Place.CALL_WITH);
      CallSecrets secrets = callSecrets(keys);
      keys.finish();
      return new Job(
          id.value(),
          id.position(),
          name,
          names(needs),
          condition,
          Optional.empty(),
          Optional.empty(),
          permissions,
          none(keys),
          none(keys),
          Defaults.NONE,
          concurrency,
          Optional.empty(),
          Optional.empty(),
          continueOnError,
          strategy,
          Optional.empty(),
          Optional.empty(),
          List.of(),
          callee,
          with,
          secrets);
    }
    Optional<Template> runsOn = template(keys, "runs-on", Place.JOB);
    if (runsOn.isEmpty()) {
      problems.error(
          id.position(),
          "job '" + id.value() + "' needs 'runs-on' (or 'uses', to call a workflow)");
    }
    Optional<Template> environment = environment(keys);
    Template.Mapping env = steps.mapping(keys, "env", Place.JOB_ENV);
    Template.Mapping outputs = steps.mapping(keys, "outputs", Place.JOB_OUTPUT);
    Defaults defaults = defaults(keys, Place.DEFAULTS_RUN);
    Optional<Template> timeout = template(keys, "timeout-minutes", Place.JOB);
    Optional<Template> cancelTimeout = template(keys, "cancel-timeout-minutes", Place.JOB);
    continueOnError = template(keys, "continue-on-error", Place.JOB);
    Optional<Template> container = container(keys, "container");
    Optional<Template> services = container(keys, "services");
    if (keys.take("snapshot").isPresent()) {
      problems.warning(keys.at("snapshot"), "'snapshot' is ignored: jobs run on this machine");
    }
    List<Step> list = keys.take("steps").map(steps::read).orElse(List.of());
    if (!keys.has("steps")) {
      problems.error(id.position(), "job '" + id.value() + "' needs 'steps'");
    }
    keys.finish();
    return new Job(
        id.value(),
        id.position(),
        name,
        names(needs),
        condition,
        runsOn,
        environment,
        permissions,
        env,
        outputs,
        defaults,
        concurrency,
        timeout,
        cancelTimeout,
        continueOnError,
        strategy,
        container,
        services,
        list,
        Optional.empty(),
        none(keys),
        new CallSecrets(false, none(keys)));
  }

  private static Template.Mapping none(Keys keys) {
    return new Template.Mapping(keys.at(), Map.of());
  }

  private static List<String> names(List<YamlScalar> scalars) {
    return scalars.stream().map(YamlScalar::value).toList();
  }

  private Optional<Template> template(Keys keys, String key, Place place) {
    return keys.take(key)
        .filter(node -> !Keys.isNull(node))
        .map(node -> templates.read(node, place));
  }

  private Optional<Uses> callee(Keys keys, String text) {
    Optional<Uses> uses =
        text.contains("${{") ? Optional.empty() : Uses.parse(keys.at("uses"), text);
    boolean good =
        uses.isPresent()
            && switch (uses.get()) {
              case Uses.Local local -> workflowFile(local.path());
              case Uses.Remote remote -> workflowFile(remote.path());
              case Uses.Docker _ -> false;
            };
    if (!good) {
      problems.error(
          keys.at("uses"),
          "'"
              + text
              + "' is not a reusable workflow: expected ./.github/workflows/file.yml or"
              + " owner/name/.github/workflows/file.yml@ref");
      return Optional.empty();
    }
    return uses;
  }

  private static boolean workflowFile(String path) {
    return path.matches("\\.github/workflows/[^/]+\\.ya?ml");
  }

  private CallSecrets callSecrets(Keys keys) {
    if (keys.has("secrets")
        && keys.take("secrets").orElseThrow() instanceof YamlScalar scalar
        && scalar.value().equals("inherit")) {
      return new CallSecrets(true, none(keys));
    }
    return new CallSecrets(false, steps.mapping(keys, "secrets", Place.CALL_SECRETS));
  }

  private Optional<Template> environment(Keys keys) {
    Optional<YamlNode> node = keys.take("environment");
    if (node.isPresent() && node.get() instanceof YamlMapping mapping) {
      Keys environment = new Keys(mapping, "'environment'", problems);
      Optional<Template> name = template(environment, "name", Place.JOB);
      template(environment, "url", Place.ENVIRONMENT_URL);
      template(environment, "deployment", Place.JOB);
      environment.finish();
      if (name.isEmpty()) {
        problems.error(mapping.position(), "'environment' needs a 'name'");
      }
      return name;
    }
    return node.filter(each -> !Keys.isNull(each)).map(each -> templates.read(each, Place.JOB));
  }

  private Optional<Template> container(Keys keys, String key) {
    return keys.take(key)
        .filter(node -> !Keys.isNull(node))
        .map(node -> templates.read(node, Place.CREDENTIALS));
  }

  Optional<Concurrency> concurrency(Keys keys, Place place) {
    Optional<YamlNode> node = keys.take("concurrency").filter(each -> !Keys.isNull(each));
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (!(node.get() instanceof YamlMapping mapping)) {
      return Optional.of(
          new Concurrency(
              node.get().position(), templates.read(node.get(), place), Optional.empty(), false));
    }
    Keys inner = new Keys(mapping, "'concurrency'", problems);
    Optional<Template> group = template(inner, "group", place);
    Optional<Template> cancel = template(inner, "cancel-in-progress", place);
    Optional<String> queue = inner.text("queue");
    inner.finish();
    if (group.isEmpty()) {
      problems.error(mapping.position(), "'concurrency' needs a 'group'");
      return Optional.empty();
    }
    if (queue.isPresent() && !Set.of("single", "max").contains(queue.get())) {
      problems.error(inner.at("queue"), "'queue' must be single or max, not '" + queue.get() + "'");
    }
    return Optional.of(
        new Concurrency(
            mapping.position(), group.get(), cancel, queue.filter("max"::equals).isPresent()));
  }

  private Optional<Strategy> strategy(Keys keys) {
    Optional<YamlNode> node = keys.take("strategy").filter(each -> !Keys.isNull(each));
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (!(node.get() instanceof YamlMapping mapping)) {
      return Optional.of(
          new Strategy(
              node.get().position(),
              Optional.of(templates.read(node.get(), Place.STRATEGY)),
              Optional.empty(),
              Optional.empty()));
    }
    Keys inner = new Keys(mapping, "'strategy'", problems);
    Optional<Template> matrix = template(inner, "matrix", Place.STRATEGY);
    Optional<Template> failFast = template(inner, "fail-fast", Place.STRATEGY);
    Optional<Template> maxParallel = template(inner, "max-parallel", Place.STRATEGY);
    inner.finish();
    inner.take("matrix").ifPresent(this::checkMatrix);
    return Optional.of(new Strategy(mapping.position(), matrix, failFast, maxParallel));
  }

  private void checkMatrix(YamlNode node) {
    if (!(node instanceof YamlMapping mapping)) {
      if (!(node instanceof YamlScalar scalar) || !scalar.value().contains("${{")) {
        problems.error(node.position(), "'matrix' must be a mapping");
      }
      return;
    }
    for (YamlMapping.Entry entry : mapping.entries()) {
      String name = entry.name().orElse("");
      boolean list =
          entry.value() instanceof YamlSequence
              || (entry.value() instanceof YamlScalar scalar && scalar.value().contains("${{"));
      if (!list) {
        problems.error(entry.value().position(), "'" + name + "' of a matrix must be a list");
      } else if (entry.value() instanceof YamlSequence sequence
          && sequence.items().isEmpty()
          && !name.equals("exclude")
          && !name.equals("include")) {
        problems.error(entry.value().position(), "'" + name + "' of a matrix must not be empty");
      }
    }
  }

  Defaults defaults(Keys keys, Place place) {
    Optional<YamlMapping> mapping = keys.mapping("defaults");
    if (mapping.isEmpty()) {
      return Defaults.NONE;
    }
    Keys outer = new Keys(mapping.get(), "'defaults'", problems);
    Optional<YamlMapping> run = outer.mapping("run");
    outer.finish();
    if (run.isEmpty()) {
      return Defaults.NONE;
    }
    Keys inner = new Keys(run.get(), "'defaults.run'", problems);
    Defaults defaults =
        new Defaults(template(inner, "shell", place), template(inner, "working-directory", place));
    inner.finish();
    return defaults;
  }

  Optional<Permissions> permissions(Keys keys) {
    Optional<YamlNode> node = keys.take("permissions");
    if (node.isEmpty() || Keys.isNull(node.get())) {
      return Optional.empty();
    }
    if (node.get() instanceof YamlScalar scalar) {
      return switch (scalar.value()) {
        case "read-all" -> Optional.of(new Permissions(Map.of(), "read"));
        case "write-all" -> Optional.of(new Permissions(Map.of(), "write"));
        default -> {
          problems.error(
              scalar.position(), "'permissions' must be read-all, write-all or a mapping");
          yield Optional.empty();
        }
      };
    }
    if (!(node.get() instanceof YamlMapping mapping)) {
      problems.error(
          node.get().position(), "'permissions' must be read-all, write-all or a mapping");
      return Optional.empty();
    }
    Map<String, String> scopes = new LinkedHashMap<>();
    for (YamlMapping.Entry entry : mapping.entries()) {
      String scope = entry.name().orElse("");
      if (!SCOPES.contains(scope)) {
        problems.error(
            entry.key().position(),
            "unknown permission '"
                + scope
                + "'; expected one of "
                + String.join(", ", new TreeSet<>(SCOPES)));
      } else if (!(entry.value() instanceof YamlScalar level)
          || !Set.of("read", "write", "none").contains(level.value())) {
        problems.error(entry.value().position(), "a permission is read, write or none");
      } else {
        scopes.put(scope, level.value());
      }
    }
    return Optional.of(new Permissions(scopes, "none"));
  }
}
