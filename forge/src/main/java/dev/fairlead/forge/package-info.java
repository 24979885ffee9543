/// Webhooks, pull requests, comments and statuses: the GitHub API.
@NullMarked
package dev.fairlead.forge;

import org.jspecify.annotations.NullMarked;
