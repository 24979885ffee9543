package dev.fairlead.check;

import dev.fairlead.model.MemoryTree;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Small repositories for tests, and what a check says of them.
final class Trees {
  static final String URL = "https://github.com/acme/shop.git";
  static final LocalDate TODAY = LocalDate.of(2026, 5, 4);
  static final String CHART = "apiVersion: v2\nname: shop\nversion: 1.0.0\n";

  private final Map<String, String> files = new TreeMap<>();

  static Trees empty() {
    return new Trees();
  }

  Trees with(String path, String text) {
    Trees more = new Trees();
    more.files.putAll(files);
    more.files.put(path, text);
    return more;
  }

  Trees without(String path) {
    Trees less = new Trees();
    less.files.putAll(files);
    less.files.remove(path);
    return less;
  }

  MemoryTree tree() {
    return MemoryTree.of(files);
  }

  CheckRequest request() {
    return CheckRequest.of(tree(), URL, "main", TODAY);
  }

  Checked check() {
    return new Checks(List.of()).check(request());
  }

  Checked checkAgainst(Trees base) {
    return new Checks(List.of()).check(request().withBase(base.tree()));
  }

  /// The findings as compilers print them.
  List<String> findings() {
    List<String> lines = new ArrayList<>();
    check().findings().forEach(finding -> lines.add(finding.toString()));
    return lines;
  }

  /// An Application of this repository.
  static String application(String name, String path, String... more) {
    return """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata:
      name: %s
      namespace: argocd
    spec:
      project: default
      source:
        repoURL: https://github.com/acme/shop.git
        targetRevision: main
        path: %s
    %s  destination:
        server: https://kubernetes.default.svc
        namespace: shop
      syncPolicy:
        automated: {prune: true}
    """
        .formatted(name, path, more.length == 0 ? "" : String.join("\n", more) + "\n");
  }

  /// A chart with one template, and an Application that renders it with `values-prod.yaml`.
  static Trees chart(String template, String values, String prod) {
    return empty()
        .with("charts/shop/Chart.yaml", CHART)
        .with("charts/shop/values.yaml", values)
        .with("charts/shop/values-prod.yaml", prod)
        .with("charts/shop/templates/a.yaml", template)
        .with(
            "argocd/shop.yaml",
            application(
                "shop", "charts/shop", "    helm:", "      valueFiles: [values-prod.yaml]"));
  }
}
