package dev.fairlead.sandbox.forge.pages;

/// HTML that may stand in a page as it is: made by [Markdown], which lets nothing through that
/// could run or leave its place.
public record SafeHtml(String html) {
  static final SafeHtml NONE = new SafeHtml("");

  public boolean isEmpty() {
    return html.isEmpty();
  }
}
