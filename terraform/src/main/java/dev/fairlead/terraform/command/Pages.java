package dev.fairlead.terraform.command;

import dev.fairlead.terraform.ledger.ProjectLock;

/// Addresses of pages that comments and statuses link to. Empty texts where there are none.
public interface Pages {
  Pages NONE =
      new Pages() {
        @Override
        public String run(String run, int job) {
          return "";
        }

        @Override
        public String lock(ProjectLock lock) {
          return "";
        }
      };

  /// @param job position in [dev.fairlead.terraform.ledger.Run#jobs]; -1 for the run as a whole
  String run(String run, int job);

  /// Where a lock is shown and can be given up.
  String lock(ProjectLock lock);
}
