package dev.fairlead.actions.runner;

import dev.fairlead.actions.action.BuiltIns;
import dev.fairlead.actions.expression.Value;
import dev.fairlead.actions.workflow.Workflow;
import dev.fairlead.model.Secret;
import dev.fairlead.process.Processes;
import java.time.Clock;
import java.util.Map;

/// What a job is given. Immutable.
///
/// @param key unique in the run
/// @param workflow the workflow that holds the job: the run's, or one that it calls
/// @param inputs of a called workflow, or of a dispatch
/// @param secrets all that the job may see, its token among them
record JobContext(
    RunRequest request,
    RunnerConfiguration configuration,
    RunnerPorts ports,
    Processes processes,
    BuiltIns builtIns,
    Clock clock,
    RunListener listener,
    String key,
    JobPaths paths,
    Workflow workflow,
    Workflow.Job job,
    Value inputs,
    Value needs,
    Value matrix,
    Value strategy,
    Map<String, Secret> secrets,
    Map<String, String> variables,
    Secret token) {}
