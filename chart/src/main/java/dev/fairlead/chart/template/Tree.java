package dev.fairlead.chart.template;

/// One named template.
record Tree(String name, Source source, Node.ListNode root) {
  boolean isBlank() {
    return root.isBlank();
  }
}
