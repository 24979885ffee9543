/// Webhooks, pull requests, comments and statuses: the GitHub API.
///
/// [GitHub] asks and changes; [RepositoryEvent], [PullRequestWebhook], [CommentWebhook] and
/// [ReviewWebhook] read what a forge sends, once [WebhookSignature] has proved who sent it.
@NullMarked
package dev.fairlead.forge;

import org.jspecify.annotations.NullMarked;
