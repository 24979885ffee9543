package dev.fairlead.actions.workflow;

import java.util.Set;
import java.util.TreeSet;

/// Where in a workflow an expression stands, and which contexts and functions exist there.
enum Place {
  RUN_NAME("github inputs vars", ""),
  WORKFLOW_ENV("github inputs vars secrets", ""),
  WORKFLOW_CONCURRENCY("github inputs vars", ""),
  CALL_INPUT_DEFAULT("github inputs vars", ""),
  CALL_OUTPUT("github inputs vars jobs", ""),
  JOB_IF("github inputs vars needs", "success failure always cancelled"),
  STRATEGY("github inputs vars needs", ""),
  JOB("github inputs vars needs strategy matrix", ""),
  JOB_ENV("github inputs vars needs strategy matrix secrets", ""),
  CALL_WITH("github inputs vars needs strategy matrix", ""),
  CALL_SECRETS("github inputs vars needs strategy matrix secrets", ""),
  DEFAULTS_RUN("github inputs vars needs strategy matrix env", ""),
  CREDENTIALS("github inputs vars needs strategy matrix env secrets", ""),
  JOB_OUTPUT("github inputs vars needs strategy matrix secrets steps job runner env", ""),
  ENVIRONMENT_URL("github inputs vars needs strategy matrix steps job runner env", ""),
  STEP("github inputs vars needs strategy matrix secrets steps job runner env", "hashfiles"),
  STEP_IF(
      "github inputs vars needs strategy matrix steps job runner env",
      "hashfiles success failure always cancelled"),
  COMPOSITE_STEP("github inputs strategy matrix steps job runner env", "hashfiles"),
  COMPOSITE_IF(
      "github inputs strategy matrix steps job runner env",
      "hashfiles success failure always cancelled"),
  ACTION_OUTPUT("github inputs strategy matrix steps job runner env", ""),
  ACTION_INPUT("github strategy matrix job runner", "hashfiles");

  private static final Set<String> KNOWN_CONTEXTS =
      Set.of(
          "github",
          "env",
          "vars",
          "job",
          "jobs",
          "steps",
          "runner",
          "secrets",
          "strategy",
          "matrix",
          "needs",
          "inputs");
  private static final Set<String> EVERYWHERE =
      Set.of("contains", "startswith", "endswith", "format", "join", "tojson", "fromjson", "case");

  private final Set<String> contexts;
  private final Set<String> functions;

  Place(String contexts, String functions) {
    this.contexts = Set.copyOf(java.util.List.of(contexts.split(" ")));
    this.functions =
        functions.isEmpty() ? Set.of() : Set.copyOf(java.util.List.of(functions.split(" ")));
  }

  boolean hasContext(String name) {
    return contexts.contains(name);
  }

  boolean hasFunction(String name) {
    return EVERYWHERE.contains(name) || functions.contains(name);
  }

  /// Why a context cannot be used here, and what to do instead.
  String explain(String context) {
    if (!KNOWN_CONTEXTS.contains(context)) {
      return "unknown context '" + context + "'; known here are " + listed();
    }
    String fix =
        switch (this) {
          case STEP_IF, JOB_IF ->
              context.equals("secrets")
                  ? "; put the secret into env and test env.NAME in a step instead"
                  : context.equals("env") ? "; use vars, or an output of an earlier job" : "";
          case COMPOSITE_STEP, COMPOSITE_IF ->
              context.equals("secrets") || context.equals("vars")
                  ? "; pass it to the action as an input"
                  : "";
          case JOB, STRATEGY, CALL_WITH ->
              context.equals("env") ? "; use vars, or write the value here" : "";
          default -> "";
        };
    return "context '" + context + "' cannot be used here, only " + listed() + fix;
  }

  private String listed() {
    return String.join(", ", new TreeSet<>(contexts));
  }
}
