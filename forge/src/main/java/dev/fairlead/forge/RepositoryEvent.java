package dev.fairlead.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/// What every webhook of GitHub's that is about a repository says of it. The rest of a payload is
/// not read: what happened is asked from the forge itself.
///
/// @param cloneUrl the repository as its forge names it
/// @param fullName `owner/name`
public record RepositoryEvent(String cloneUrl, String fullName) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// @throws ForgeException where the body is not about a repository; it says what is wrong
  public static RepositoryEvent parse(byte[] body) {
    JsonNode event;
    try {
      event = JSON.readTree(body);
    } catch (IOException e) {
      throw new ForgeException("the webhook's body is not JSON", e);
    }
    return new RepositoryEvent(
        text(event, "/repository/clone_url"), text(event, "/repository/full_name"));
  }

  private static String text(JsonNode event, String pointer) {
    JsonNode value = event.at(pointer);
    if (!value.isTextual()) {
      throw new ForgeException(
          "the event has no text at "
              + pointer
              + "; set the webhook's content type to application/json, and choose events of a"
              + " repository");
    }
    return value.textValue();
  }
}
