package dev.fairlead.check;

import java.util.Locale;

/// Whether two URLs name one repository: spelling of the scheme, user, `.git` and case of the host
/// do not count, as in Argo CD's `git.SameURL`.
final class SameRepository {
  private SameRepository() {}

  static boolean names(String one, String other) {
    return normal(one).equals(normal(other));
  }

  static String normal(String url) {
    String text = url.strip().toLowerCase(Locale.ROOT);
    int scheme = text.indexOf("://");
    boolean scp = scheme < 0 && text.matches("[^/]*:.*");
    text = scheme < 0 ? text : text.substring(scheme + 3);
    int slash = text.indexOf('/');
    int at = text.indexOf('@');
    if (at >= 0 && (slash < 0 || at < slash)) {
      text = text.substring(at + 1);
    }
    if (scp) {
      text = text.replaceFirst(":", "/");
    }
    while (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.endsWith(".git") ? text.substring(0, text.length() - 4) : text;
  }
}
