package dev.fairlead.chart;

import dev.fairlead.chart.go.GoStrings;
import java.util.List;

/// What a chart rendered to.
///
/// @param documents in the order that `helm template` prints them: CRDs (if asked for), manifests
///   in install order, hooks
/// @param notes the text of the root chart's `NOTES.txt`, empty where there is none
/// @param warnings lines that helm writes to stderr, each without its line feed
/// @param repeatable false where the text depends on time, randomness or a lookup, so that a second
///   rendering may differ
public record Rendered(
    List<Document> documents, String notes, List<String> warnings, boolean repeatable) {

  public Rendered {
    documents = List.copyOf(documents);
    warnings = List.copyOf(warnings);
  }

  /// What a document is.
  public enum Kind {
    CRD,
    MANIFEST,
    HOOK
  }

  /// One document.
  ///
  /// @param path the template, from the chart's name on: `shop/templates/service.yaml`
  /// @param text YAML without the `---` line
  /// @param resourceKind `kind` of the object, empty where it has none or the file is a CRD
  /// @param name `metadata.name`, empty where it has none
  /// @param hooks the values of `helm.sh/hook`, empty for what is no hook
  public record Document(
      Kind kind, String path, String text, String resourceKind, String name, List<String> hooks) {
    public Document {
      hooks = List.copyOf(hooks);
    }

    boolean isTest() {
      return hooks.contains("test") || hooks.contains("test-success");
    }
  }

  /// The bytes of `helm template`.
  public String output() {
    return output(true, false);
  }

  String output(boolean withHooks, boolean skipTests) {
    StringBuilder manifests = new StringBuilder(length());
    StringBuilder hooks = new StringBuilder();
    for (Document document : documents) {
      StringBuilder out = document.kind() == Kind.HOOK ? hooks : manifests;
      boolean wanted =
          document.kind() != Kind.HOOK || (withHooks && !(skipTests && document.isTest()));
      if (wanted) {
        out.append("---\n# Source: ").append(document.path()).append('\n');
        out.append(document.text()).append('\n');
      }
    }
    int end = manifests.length();
    while (end > 0 && GoStrings.isSpace(manifests.charAt(end - 1))) {
      end--;
    }
    manifests.setLength(end);
    return manifests.append('\n').append(hooks).toString();
  }

  /// About that of the output.
  private int length() {
    int length = 0;
    for (Document document : documents) {
      length += document.path().length() + document.text().length() + 20;
    }
    return length;
  }
}
