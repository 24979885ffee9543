package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.forge.pulls.Protection;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A branch protection as requests write it, which is also how it is kept.
final class ProtectionFile {
  private ProtectionFile() {}

  static ObjectNode write(Protection protection) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (protection.checks() != null) {
      ObjectNode checks = node.putObject("required_status_checks");
      checks.put("strict", protection.checks().strict());
      ArrayNode contexts = checks.putArray("contexts");
      protection.checks().contexts().forEach(contexts::add);
    }
    if (protection.reviews() != null) {
      node.putObject("required_pull_request_reviews")
          .put("required_approving_review_count", protection.reviews().approvals())
          .put("dismiss_stale_reviews", protection.reviews().dismissStale())
          .put("require_code_owner_reviews", protection.reviews().codeOwners())
          .put("require_last_push_approval", protection.reviews().lastPushApproval());
    }
    return node.put("enforce_admins", protection.enforceAdmins())
        .put("required_linear_history", protection.linearHistory())
        .put("allow_force_pushes", protection.allowForcePushes())
        .put("allow_deletions", protection.allowDeletions());
  }

  static Protection read(JsonNode node) {
    return new Protection(
        checks(node.path("required_status_checks")),
        reviews(node.path("required_pull_request_reviews")),
        node.path("enforce_admins").asBoolean(),
        node.path("required_linear_history").asBoolean(),
        node.path("allow_force_pushes").asBoolean(),
        node.path("allow_deletions").asBoolean());
  }

  private static Protection.@Nullable Checks checks(JsonNode node) {
    if (!node.isObject()) {
      return null;
    }
    var contexts = new ArrayList<String>();
    node.path("contexts").forEach(context -> contexts.add(context.asText()));
    node.path("checks").forEach(check -> contexts.add(check.path("context").asText()));
    return new Protection.Checks(node.path("strict").asBoolean(), contexts);
  }

  private static Protection.@Nullable Reviews reviews(JsonNode node) {
    return node.isObject()
        ? new Protection.Reviews(
            node.path("required_approving_review_count").asInt(1),
            node.path("dismiss_stale_reviews").asBoolean(),
            node.path("require_code_owner_reviews").asBoolean(),
            node.path("require_last_push_approval").asBoolean())
        : null;
  }
}
