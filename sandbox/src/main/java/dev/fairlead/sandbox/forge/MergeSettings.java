package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// How a repository lets pull requests be merged.
///
/// @param deleteBranch whether a merged head branch is removed
record MergeSettings(boolean merge, boolean squash, boolean rebase, boolean deleteBranch) {
  static final MergeSettings DEFAULT = new MergeSettings(true, true, true, false);

  /// @param otherwise where the JSON says nothing
  static MergeSettings of(JsonNode json, MergeSettings otherwise) {
    return new MergeSettings(
        json.path("allow_merge_commit").asBoolean(otherwise.merge),
        json.path("allow_squash_merge").asBoolean(otherwise.squash),
        json.path("allow_rebase_merge").asBoolean(otherwise.rebase),
        json.path("delete_branch_on_merge").asBoolean(otherwise.deleteBranch));
  }

  ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("allow_merge_commit", merge)
        .put("allow_squash_merge", squash)
        .put("allow_rebase_merge", rebase)
        .put("delete_branch_on_merge", deleteBranch);
  }
}
