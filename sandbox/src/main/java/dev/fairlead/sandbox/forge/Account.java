package dev.fairlead.sandbox.forge;

/// Somebody who may come in, or an organisation that owns repositories.
///
/// @param id unique on this forge
/// @param login the name in URLs
/// @param kind what GitHub calls the type
public record Account(long id, String login, Kind kind) {

  public enum Kind {
    USER("User"),
    BOT("Bot"),
    ORGANIZATION("Organization");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /// GitHub's word for it.
    public String text() {
      return text;
    }
  }

  /// The address that GitHub gives to accounts which hide theirs.
  public String email() {
    return id + "+" + login + "@users.noreply.github.com";
  }
}
