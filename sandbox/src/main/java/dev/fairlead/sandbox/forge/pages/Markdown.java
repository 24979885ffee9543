package dev.fairlead.sandbox.forge.pages;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;
import org.jspecify.annotations.Nullable;

/// Writes what people and programs said as HTML: CommonMark with tables. Of HTML in the text only a
/// few tags without attributes are kept, `details` among them; the rest is shown as the text it is.
/// Links lead to web and mail addresses only; pictures become links. Safe for any thread.
public final class Markdown {
  private static final Set<String> KEPT =
      Set.of("details", "summary", "br", "sub", "sup", "kbd", "b", "i", "em", "strong", "code");

  private static final Pattern TAG =
      Pattern.compile("<(/?)([A-Za-z]+)\\s*/?>|<!--.*?-->", Pattern.DOTALL);

  private final Parser parser;
  private final HtmlRenderer renderer;

  public Markdown() {
    List<Extension> extensions = List.of(TablesExtension.create());
    parser = Parser.builder().extensions(extensions).build();
    renderer =
        HtmlRenderer.builder()
            .extensions(extensions)
            .escapeHtml(true)
            .sanitizeUrls(true)
            .softbreak("<br>\n") // a comment breaks where its writer broke it
            .nodeRendererFactory(Limited::new)
            .build();
  }

  public SafeHtml html(@Nullable String text) {
    return text == null || text.isBlank()
        ? SafeHtml.NONE
        : new SafeHtml(renderer.render(parser.parse(text)));
  }

  /// Writes the nodes that could do harm.
  private static final class Limited implements NodeRenderer {
    private final HtmlWriter html;
    private final HtmlNodeRendererContext context;

    Limited(HtmlNodeRendererContext context) {
      this.html = context.getWriter();
      this.context = context;
    }

    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
      return Set.of(HtmlBlock.class, HtmlInline.class, Image.class);
    }

    @Override
    public void render(Node node) {
      switch (node) {
        case HtmlBlock block -> {
          html.line();
          limited(block.getLiteral());
          html.line();
        }
        case HtmlInline inline -> limited(inline.getLiteral());
        case Image image -> { // nothing is loaded from elsewhere
          for (Node child = image.getFirstChild(); child != null; child = child.getNext()) {
            context.render(child);
          }
        }
        default -> throw new IllegalArgumentException("not asked for: " + node);
      }
    }

    private void limited(String literal) {
      Matcher tag = TAG.matcher(literal);
      int end = 0;
      while (tag.find()) {
        html.text(literal.substring(end, tag.start()));
        end = tag.end();
        if (tag.group(2) == null) {
          continue; // a comment: programs mark theirs with it
        }
        String name = tag.group(2).toLowerCase(java.util.Locale.ROOT);
        if (KEPT.contains(name)) {
          html.raw("<" + tag.group(1) + name + ">");
        } else {
          html.text(tag.group());
        }
      }
      html.text(literal.substring(end));
    }
  }
}
