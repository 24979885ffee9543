package dev.fairlead.sync.render;

import dev.fairlead.sync.application.Application;
import java.util.Map;
import java.util.TreeMap;

/// The variables that Argo CD offers to sources, and their substitution.
///
/// @param variables name to value
record BuildEnvironment(Map<String, String> variables) {

  static BuildEnvironment of(Application application, SourceRevision source) {
    String hex = source.revision().hex();
    var variables = new TreeMap<String, String>();
    variables.put("ARGOCD_APP_NAME", application.name());
    variables.put("ARGOCD_APP_NAMESPACE", application.destination().namespace());
    variables.put("ARGOCD_APP_PROJECT_NAME", application.project());
    variables.put("ARGOCD_APP_REVISION", hex);
    variables.put("ARGOCD_APP_REVISION_SHORT", hex.substring(0, 7));
    variables.put("ARGOCD_APP_REVISION_SHORT_8", hex.substring(0, 8));
    variables.put("ARGOCD_APP_SOURCE_REPO_URL", source.source().repoUrl());
    variables.put("ARGOCD_APP_SOURCE_PATH", source.source().path());
    variables.put("ARGOCD_APP_SOURCE_TARGET_REVISION", source.source().targetRevision());
    return new BuildEnvironment(variables);
  }

  /// Replaces `$NAME` and `${NAME}`; `$$` is a dollar sign, an unknown name is empty.
  String expand(String text) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    var out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '$' || i + 1 == text.length()) {
        out.append(c);
        i++;
        continue;
      }
      char next = text.charAt(i + 1);
      if (next == '$') {
        out.append('$');
        i += 2;
      } else if (next == '{') {
        int end = text.indexOf('}', i);
        if (end < 0) {
          out.append(text.substring(i));
          break;
        }
        out.append(variables.getOrDefault(text.substring(i + 2, end), ""));
        i = end + 1;
      } else {
        int end = i + 1;
        while (end < text.length()
            && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
          end++;
        }
        if (end == i + 1) {
          out.append('$');
        } else {
          out.append(variables.getOrDefault(text.substring(i + 1, end), ""));
        }
        i = end;
      }
    }
    return out.toString();
  }
}
