package dev.fairlead.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.model.CommitId;
import java.io.IOException;

/// What a forge says when somebody pushed: GitHub's `push` event.
///
/// @param cloneUrl the repository as its forge names it
/// @param fullName `owner/name`
/// @param ref full name of the pushed ref, such as `refs/heads/main`
/// @param before [CommitId#NONE] for a new ref
/// @param after [CommitId#NONE] for a deleted ref
public record PushWebhook(
    String cloneUrl, String fullName, String ref, CommitId before, CommitId after) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// @throws ForgeException where the body is not a push event; it says which field is wrong
  public static PushWebhook parse(byte[] body) {
    JsonNode event;
    try {
      event = JSON.readTree(body);
    } catch (IOException e) {
      throw new ForgeException("the webhook's body is not JSON", e);
    }
    return new PushWebhook(
        text(event, "/repository/clone_url"),
        text(event, "/repository/full_name"),
        text(event, "/ref"),
        commit(event, "/before"),
        commit(event, "/after"));
  }

  private static String text(JsonNode event, String pointer) {
    JsonNode value = event.at(pointer);
    if (!value.isTextual()) {
      throw new ForgeException(
          "the push event has no text at "
              + pointer
              + "; set the webhook's content type to application/json and its event to push");
    }
    return value.textValue();
  }

  private static CommitId commit(JsonNode event, String pointer) {
    String hex = text(event, pointer);
    if (!CommitId.isFull(hex)) {
      throw new ForgeException("the push event has no full commit id at " + pointer + ": " + hex);
    }
    return new CommitId(hex);
  }
}
