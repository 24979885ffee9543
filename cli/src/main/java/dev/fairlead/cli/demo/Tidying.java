package dev.fairlead.cli.demo;

import org.jspecify.annotations.Nullable;

/// Ends and removes what the demo has started, once, however it ends.
final class Tidying {
  private final Workplace workplace;
  private @Nullable Surroundings surroundings;
  private boolean done;

  Tidying(Workplace workplace) {
    this.workplace = workplace;
  }

  synchronized void started(Surroundings started) {
    surroundings = started;
  }

  synchronized void keep(DemoCommand.Story story) {
    done = true;
    workplace.keep();
    if (surroundings != null) {
      surroundings.addresses().forEach((name, address) -> story.line(name + ": " + address));
      surroundings.letRun();
    }
    story.line("everything is left running; end it with: kill " + workplace.pids());
    story.line("its files are in " + workplace.path());
  }

  synchronized void tidy() {
    if (done) {
      return;
    }
    done = true;
    if (surroundings != null) {
      surroundings.close();
    }
    workplace.remove();
  }
}
