/// GitHub Actions' role, from the same files: `.github/workflows/*.yml` and `*.yaml`.
///
/// - [dev.fairlead.actions.workflow] reads workflows, with positions, and says which of them an
///   event starts.
/// - [dev.fairlead.actions.expression] evaluates `${{ }}`.
/// - [dev.fairlead.actions.action] does what the common actions do, without downloading them.
/// - [dev.fairlead.actions.runner] runs a workflow's jobs as local processes, and goes on after a
///   restart.
///
/// ```
/// Discovered found = WorkflowDiscovery.discover(mirror.tree(push.after()));
/// for (Workflow workflow : found.workflows()) {
///   if (workflow.triggeredBy(push) instanceof Routing.Runs) {
///     Run run = runner.start(request, listener);
///     RunSnapshot result = run.await();
///   }
/// }
/// ```
@NullMarked
package dev.fairlead.actions;

import org.jspecify.annotations.NullMarked;
