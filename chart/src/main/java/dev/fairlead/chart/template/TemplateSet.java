package dev.fairlead.chart.template;

import dev.fairlead.chart.go.GoFunction;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Named templates that see each other. Immutable: adding a text gives a new set, so that the
/// definitions of a `tpl` text do not leak out of it.
public final class TemplateSet {
  private final @Nullable TemplateSet parent;
  private final Map<String, Tree> trees;

  private TemplateSet(@Nullable TemplateSet parent, Map<String, Tree> trees) {
    this.parent = parent;
    this.trees = trees;
  }

  /// A text parsed once, to be put in any number of sets.
  public static final class Parsed {
    private final String name;
    private final Map<String, Tree> trees;

    private Parsed(String name, Map<String, Tree> trees) {
      this.name = name;
      this.trees = trees;
    }

    Tree main() {
      return java.util.Objects.requireNonNull(trees.get(name));
    }

    /// Whether the text defines templates besides the main one.
    boolean definesOthers() {
      return trees.size() > 1;
    }
  }

  /// Parses a text.
  ///
  /// @param functions what names may be called
  /// @throws dev.fairlead.chart.go.GoError with Go's message
  public static Parsed parse(String name, String text, Map<String, GoFunction> functions) {
    return new Parsed(name, new LinkedHashMap<>(Parser.parse(name, text, functions)));
  }

  /// A set of texts, parsed in this order: of two definitions of one name the later one holds, but
  /// a blank one never replaces one that is not.
  public static TemplateSet of(List<Parsed> texts) {
    TemplateSet set = new TemplateSet(null, new HashMap<>());
    for (Parsed text : texts) {
      set.merge(text);
    }
    return set;
  }

  /// This set with a further text.
  TemplateSet with(Parsed text) {
    TemplateSet set = new TemplateSet(this, new HashMap<>());
    set.merge(text);
    return set;
  }

  private void merge(Parsed text) {
    text.trees.forEach((name, tree) -> {
      if (!(find(name) != null && tree.isBlank())) {
        trees.put(name, tree);
      }
    });
  }

  @Nullable Tree find(String name) {
    for (TemplateSet set = this; set != null; set = set.parent) {
      Tree tree = set.trees.get(name);
      if (tree != null) {
        return tree;
      }
    }
    return null;
  }
}
