package dev.fairlead.terraform;

import dev.fairlead.terraform.ledger.RunRecord.Phase;
import dev.fairlead.terraform.ledger.Runs;
import dev.fairlead.terraform.run.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The logs and process directories of runs that are long done.
final class OldRuns {
  private static final Logger LOG = LoggerFactory.getLogger(OldRuns.class);

  private final Layout layout;
  private final Runs runs;

  OldRuns(Layout layout, Runs runs) {
    this.layout = layout;
    this.runs = runs;
  }

  /// Deletes what was last touched before a moment, except of runs that are not done.
  void clear(Instant limit) {
    for (Path folder : List.of(layout.root().resolve("runs"), layout.root().resolve("logs"))) {
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (var children = Files.newDirectoryStream(folder)) {
        for (Path child : children) {
          boolean old = Files.getLastModifiedTime(child).toInstant().isBefore(limit);
          boolean done =
              runs.find(child.getFileName().toString())
                  .map(run -> run.phase() == Phase.DONE)
                  .orElse(true);
          if (old && done) {
            Layout.delete(child);
          }
        }
      } catch (IOException | RuntimeException e) {
        LOG.warn("cannot clear old runs away in {}: {}", folder, e.toString());
      }
    }
  }
}
