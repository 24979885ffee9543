package dev.fairlead.git;

import dev.fairlead.model.Secret;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.jspecify.annotations.Nullable;

/// How to log in at a remote.
///
/// @param user empty: without a login
public record Credentials(String user, Secret password) {
  public static final Credentials NONE = new Credentials("", new Secret(""));

  /// A forge's access token, sent the way GitHub, GitLab and Gitea all take it.
  public static Credentials token(Secret token) {
    return new Credentials("x-access-token", token);
  }

  @Nullable CredentialsProvider provider() {
    return user.isEmpty() ? null : new UsernamePasswordCredentialsProvider(user, password.reveal());
  }
}
