package dev.fairlead.terraform.run;

import dev.fairlead.process.ProcessException;
import dev.fairlead.process.Processes;
import dev.fairlead.terraform.config.RepoPath;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.config.Workflow.Stage;
import dev.fairlead.terraform.ledger.Outputs;
import dev.fairlead.terraform.plan.PlanSummary;
import dev.fairlead.terraform.pull.Revisions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// Runs stages of jobs on this machine. Safe for any thread; one job must not run twice at once.
public final class Workshop {
  private final TerraformSettings settings;
  private final Layout layout;
  private final Processes processes;
  private final Revisions revisions;
  private final Clock clock;
  private final StepEnvironment environment;
  private final Programs programs;
  private final Masks masks;
  private final Lock initLock = new ReentrantLock();

  public Workshop(
      TerraformSettings settings,
      Layout layout,
      Processes processes,
      Map<String, String> inherited,
      Revisions revisions,
      Clock clock) {
    this.settings = settings;
    this.layout = layout;
    this.processes = processes;
    this.revisions = revisions;
    this.clock = clock;
    this.environment = new StepEnvironment(settings, layout, inherited);
    this.programs = new Programs(settings, layout, processes, environment.common());
    this.masks = Masks.of(settings.programs().environment().values(), inherited);
  }

  /// How a job's stage ended.
  public sealed interface End {
    /// @param output what comments show
    /// @param summary of the plan that was made; [PlanSummary#NONE] for other stages
    /// @param planSha256 digest of the plan file; empty where there is none
    /// @param outputs after an apply
    record Good(String output, PlanSummary summary, String planSha256, Outputs outputs)
        implements End {}

    record Bad(String error) implements End {}
  }

  /// Runs a stage, or goes on with it after a restart.
  ///
  /// @throws Abandoned when this program is being stopped
  public End run(JobContext job, Stage stage, CancelSignal cancel) {
    try (var log = new JobLog(layout.log(job.run(), job.position()), masks)) {
      Programs.Program program;
      try {
        program = programs.of(job.project());
      } catch (ProcessException e) {
        Abandoned.check();
        log.line(String.valueOf(e.getMessage()));
        return new End.Bad(log.masked(String.valueOf(e.getMessage())));
      }
      var state =
          new LocalState(
              layout,
              job.pullRequest().repository(),
              job.checkout(),
              job.project().dir(),
              job.project().workspace());
      Path own = layout.processes(job.run()).resolve(Integer.toString(job.position()));
      // Once terraform may run, it may be writing the state at this moment.
      Optional<String> damage = Files.isDirectory(own) ? Optional.empty() : state.problem();
      if (damage.isPresent()) {
        Abandoned.check();
        log.line(damage.get());
        return new End.Bad(damage.get());
      }
      var steps = new StepProcesses(processes, own, log, cancel, clock);
      var runner =
          new StageRunner(
              job,
              steps,
              log,
              settings,
              program,
              state,
              initLock,
              () -> isLockFileTracked(job),
              environment.of(job, program));
      return switch (runner.run(stage)) {
        case StageRunner.StageEnd.Bad(String error) -> new End.Bad(error);
        case StageRunner.StageEnd.Good(String output) -> good(job, stage, runner, output);
      };
    }
  }

  private static End good(JobContext job, Stage stage, StageRunner runner, String output) {
    return switch (stage) {
      case PLAN -> new End.Good(output, runner.summary(), sha256(job.planFile()), Outputs.NONE);
      case APPLY -> new End.Good(output, PlanSummary.NONE, "", runner.outputs());
      case POLICY_CHECK, IMPORT, STATE_RM ->
          new End.Good(output, PlanSummary.NONE, "", Outputs.NONE);
    };
  }

  /// What `terraform version` says for a job's project.
  public End version(JobContext job) {
    try (var log = new JobLog(layout.log(job.run(), job.position()), masks)) {
      try {
        Programs.Program program = programs.of(job.project());
        String text =
            job.project().distribution().program().equals("tofu")
                ? "OpenTofu v" + program.version()
                : "Terraform v" + program.version();
        log.line(text);
        return new End.Good(text, PlanSummary.NONE, "", Outputs.NONE);
      } catch (ProcessException e) {
        Abandoned.check();
        log.line(String.valueOf(e.getMessage()));
        return new End.Bad(String.valueOf(e.getMessage()));
      }
    }
  }

  private boolean isLockFileTracked(JobContext job) {
    return revisions
        .tree(job.pullRequest().repository(), job.pullRequest().head())
        .isFile(RepoPath.join(job.project().dir(), ".terraform.lock.hcl"));
  }

  /// The digest of a file in hexadecimal; empty where there is none.
  public static String sha256(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        return "";
      }
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
