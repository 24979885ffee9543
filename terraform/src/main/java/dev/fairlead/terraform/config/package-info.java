/// Configuration: a repository's `atlantis.yaml` ([RepositoryConfig]) and the server's side
/// ([TerraformSettings]).
@NullMarked
package dev.fairlead.terraform.config;

import org.jspecify.annotations.NullMarked;
