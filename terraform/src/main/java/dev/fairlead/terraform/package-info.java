/// Terraform by pull request: projects, plans, locks and comment commands, in Atlantis's role.
///
/// [PullRequestAutomation] is the door. `config` reads `atlantis.yaml`, `project` finds projects,
/// `comment` reads commands, `plan` reads plans, `report` writes comments, `run` runs terraform,
/// `ledger` keeps what is known, `pull` holds the ports.
@NullMarked
package dev.fairlead.terraform;

import org.jspecify.annotations.NullMarked;
