package dev.fairlead.terraform.run;

/// The parts of a repository's URL.
///
/// @param host without scheme and port; `local` for a path
/// @param owner may hold further `/`
public record RepositoryName(String host, String owner, String name) {

  /// @param url `https://host/owner/name[.git]`, `git@host:owner/name.git`, or a path
  public static RepositoryName of(String url) {
    String text = url.endsWith(".git") ? url.substring(0, url.length() - 4) : url;
    String host;
    String path;
    int scheme = text.indexOf("://");
    if (scheme >= 0) {
      String rest = text.substring(scheme + 3);
      int slash = rest.indexOf('/');
      String authority = slash < 0 ? rest : rest.substring(0, slash);
      host = authority.substring(authority.lastIndexOf('@') + 1).replaceFirst(":.*", "");
      path = slash < 0 ? "" : rest.substring(slash + 1);
    } else {
      int colon = text.indexOf(':');
      host = colon < 0 ? "" : text.substring(text.lastIndexOf('@', colon) + 1, colon);
      path = text.substring(colon + 1);
    }
    path = path.replaceAll("^/+|/+$", "");
    int slash = path.lastIndexOf('/');
    return new RepositoryName(
        host.isEmpty() ? "local" : host,
        slash < 0 ? "" : path.substring(0, slash),
        path.substring(slash + 1));
  }

  /// `owner/name`.
  public String full() {
    return owner.isEmpty() ? name : owner + "/" + name;
  }

  /// A relative path of its own for each repository: parts that would climb are made harmless.
  String directory() {
    return (host + "/" + full()).replaceAll("(^|/)\\.+(?=/|$)", "$1_");
  }
}
