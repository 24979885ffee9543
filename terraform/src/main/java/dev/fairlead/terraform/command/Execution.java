package dev.fairlead.terraform.command;

import dev.fairlead.model.State;
import dev.fairlead.store.Journal;
import dev.fairlead.terraform.ledger.RunRecord;
import dev.fairlead.terraform.ledger.RunRecord.Phase;
import dev.fairlead.terraform.run.Abandoned;
import dev.fairlead.terraform.run.CancelSignal;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a run from the phase that is written down to its end. Each phase can be begun again:
/// waiting (nothing done yet), running (jobs know how far they are), reporting (what is to be
/// posted is written down). Safe for any thread; one run must not be at work twice.
public final class Execution {
  private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

  private final Desk desk;
  private final Reporter reporter;
  private final Consumer<String> changed;
  private final RunWriter writer;
  private final PlanCommand plan;
  private final ApplyCommand apply;
  private final VersionCommand version;
  private final Cleanup cleanup;
  private final JobGroups jobs;
  private final Semaphore slots;

  /// @param changed told the id of a run after each change
  public Execution(Desk desk, Journal journal, Consumer<String> changed) {
    this.desk = desk;
    this.reporter = new Reporter(desk);
    this.changed = changed;
    this.writer = new RunWriter(desk, journal, reporter, changed);
    var permissions = new Permissions(desk, writer);
    this.plan = new PlanCommand(desk, writer, reporter, permissions);
    this.apply = new ApplyCommand(desk, writer, reporter, permissions);
    this.version = new VersionCommand(desk, writer);
    this.cleanup = new Cleanup(desk, writer);
    this.jobs = new JobGroups(desk, writer, reporter, changed);
    this.slots = new Semaphore(Math.max(1, desk.settings().limits().runs()), true);
  }

  /// @param resumed whether a former process had begun it
  /// @throws Abandoned when this program is being stopped
  public void advance(String id, CancelSignal cancel, boolean resumed) {
    RunRecord run = writer.load(id);
    if (run.phase() == Phase.QUEUED || run.phase() == Phase.RUNNING) {
      acquire();
      try {
        work(run, cancel);
      } finally {
        slots.release();
      }
      run = writer.load(id);
    }
    if (run.phase() == Phase.REPORTING) {
      reporter.deliver(run, resumed);
      desk.ledger().runs().finish(id, desk.now());
      changed.accept(id);
    }
  }

  private void acquire() {
    try {
      slots.acquire();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Abandoned();
    }
  }

  private void work(RunRecord run, CancelSignal cancel) {
    try {
      RunRecord at = writer.load(run.id());
      if (at.phase() == Phase.QUEUED) {
        if (cancel.isCancelled()) {
          writer.report(at, State.CANCELLED, "cancelled before it began", List.of(), List.of());
          return;
        }
        begin(at);
        at = writer.load(run.id());
      }
      if (at.phase() == Phase.RUNNING) {
        jobs.run(at, cancel);
      }
    } catch (Abandoned e) {
      throw e;
    } catch (RuntimeException e) {
      Abandoned.check();
      LOG.error("{} {} on {}", run.command().kind().word(), run.id(), run.pullRequest(), e);
      writer.fail(writer.load(run.id()), String.valueOf(e.getMessage()));
    }
  }

  private void begin(RunRecord run) {
    switch (run.kind()) {
      case CLOSE -> cleanup.close(run);
      case REPLY -> writer.report(run, State.SUCCEEDED, "", List.of(), List.of());
      case AUTOPLAN, COMMAND -> {
        switch (run.command().kind()) {
          case PLAN, IMPORT, STATE_RM -> plan.begin(run);
          case APPLY -> apply.begin(run);
          case VERSION -> version.begin(run);
          case UNLOCK -> cleanup.unlock(run);
          case CANCEL -> writer.report(run, State.SUCCEEDED, "", List.of(), List.of());
        }
      }
    }
  }
}
