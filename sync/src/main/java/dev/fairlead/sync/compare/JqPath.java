package dev.fairlead.sync.compare;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.List;

/// The plain paths among jq expressions (`.spec.replicas`, `.metadata.annotations["a/b"]`), which
/// are most of what `jqPathExpressions` holds. Others are passed over.
final class JqPath {
  private JqPath() {}

  static List<JsonPointer> pointers(String expression) {
    JsonPointer pointer = JsonPointer.empty();
    int i = 0;
    String text = expression.trim();
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '.' && i + 1 < text.length() && text.charAt(i + 1) == '[') {
        i++;
      } else if (c == '.') {
        int start = i + 1;
        int end = start;
        if (start < text.length() && text.charAt(start) == '"') {
          end = text.indexOf('"', start + 1);
          if (end < 0) {
            return List.of();
          }
          pointer = pointer.appendProperty(text.substring(start + 1, end));
          i = end + 1;
          continue;
        }
        while (end < text.length()
            && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
          end++;
        }
        if (end == start) {
          return List.of();
        }
        pointer = pointer.appendProperty(text.substring(start, end));
        i = end;
      } else if (c == '[') {
        int end = text.indexOf(']', i);
        if (end < 0) {
          return List.of();
        }
        String inner = text.substring(i + 1, end);
        if (inner.length() > 1 && inner.startsWith("\"") && inner.endsWith("\"")) {
          pointer = pointer.appendProperty(inner.substring(1, inner.length() - 1));
        } else if (inner.matches("\\d{1,6}")) {
          pointer = pointer.appendIndex(Integer.parseInt(inner));
        } else {
          return List.of();
        }
        i = end + 1;
      } else {
        return List.of();
      }
    }
    return pointer.equals(JsonPointer.empty()) ? List.of() : List.of(pointer);
  }
}
