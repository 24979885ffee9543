package dev.fairlead.actions.runner;

import dev.fairlead.model.CommitId;
import java.nio.file.Path;

/// A program of our own that runs a workflow, for a test that kills it.
final class DoomedRunner {

  private DoomedRunner() {}

  public static void main(String[] args) throws InterruptedException {
    try (Fixture fixture = new Fixture(Path.of(args[0]))) {
      fixture.secret("PASSWORD", "s3cret-value");
      fixture
          .runner()
          .start(fixture.request(new CommitId(args[1]), "ci.yml"), RunListener.SILENT)
          .await();
    }
  }
}
