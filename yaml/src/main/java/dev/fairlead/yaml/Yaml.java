package dev.fairlead.yaml;

import dev.fairlead.model.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads YAML (and JSON, which is YAML) into nodes with positions.
///
/// ```java
/// YamlNode values = Yaml.parseOne("values.yaml", text).orElseThrow();
/// JsonNode json = YamlJson.toJson(values, Schema.YAML_1_1);
/// ```
public final class Yaml {
  private final String file;
  private final YamlOptions options;
  private final Iterator<Event> events;
  private final Offsets offsets;
  private final int length;
  private final boolean lastLineIsOpen;
  private final Map<String, YamlNode> anchors = new HashMap<>();
  private final IdentityHashMap<YamlNode, Long> sizes = new IdentityHashMap<>();
  private long nodes;

  private Yaml(String file, String text, YamlOptions options) {
    this.file = file;
    this.options = options;
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setCodePointLimit(Integer.MAX_VALUE).build();
    this.events = new Parse(settings).parseString(text).iterator();
    this.offsets = new Offsets(text);
    this.length = text.length();
    this.lastLineIsOpen = !text.substring(text.lastIndexOf('\n') + 1).isBlank();
  }

  /// The documents of a text, in order; none for a text of comments only. A document that is there
  /// but empty (`---` followed by nothing) is a plain scalar with an empty value.
  ///
  /// @param file what positions and messages call the text
  /// @throws YamlException where the text is not YAML, has a duplicate key or breaks a limit
  public static List<YamlNode> parse(String file, String text) {
    return parse(file, text, YamlOptions.DEFAULT);
  }

  /// As [#parse(String, String)], with other limits or another opinion on duplicate keys.
  public static List<YamlNode> parse(String file, String text, YamlOptions options) {
    if (text.length() > options.maxBytes()) {
      throw new YamlException(
          Position.of(file),
          "the text is longer than the limit of %d characters".formatted(options.maxBytes()));
    }
    Yaml reader = new Yaml(file, text, options);
    try {
      return reader.documents();
    } catch (MarkedYamlEngineException e) {
      Position at = e.getProblemMark().map(mark -> position(file, mark)).orElse(Position.of(file));
      throw new YamlException(at, "not valid YAML: " + problem(e), e);
    } catch (YamlEngineException e) {
      throw new YamlException(Position.of(file), "not valid YAML: " + e.getMessage(), e);
    }
  }

  /// The only document of a text; empty for a text without one.
  ///
  /// @throws YamlException as [#parse(String, String)], and where there is more than one document
  public static Optional<YamlNode> parseOne(String file, String text) {
    List<YamlNode> documents = parse(file, text);
    if (documents.size() > 1) {
      throw new YamlException(
          documents.get(1).position(), "expected one YAML document, found " + documents.size());
    }
    return documents.stream().findFirst();
  }

  private List<YamlNode> documents() {
    List<YamlNode> documents = new ArrayList<>();
    while (events.hasNext()) {
      if (events.next() instanceof DocumentStartEvent) {
        anchors.clear();
        documents.add(node(events.next(), 1));
      }
    }
    return documents;
  }

  private YamlNode node(Event event, int depth) {
    if (event instanceof AliasEvent alias) {
      YamlNode target = anchors.get(alias.getAlias().getValue());
      if (target == null) {
        throw new YamlException(
            at(event), "unknown anchor '%s' referenced".formatted(alias.getAlias().getValue()));
      }
      count(event, sizes.getOrDefault(target, 1L));
      return target;
    }
    if (depth > options.maxDepth()) {
      throw new YamlException(
          at(event), "nested deeper than the limit of %d levels".formatted(options.maxDepth()));
    }
    long before = nodes;
    count(event, 1);
    YamlNode node =
        switch (event) {
          case ScalarEvent scalar -> scalar(scalar);
          case SequenceStartEvent start -> sequence(start, depth);
          case MappingStartEvent start -> mapping(start, depth);
          default -> throw new YamlException(at(event), "unexpected " + event.getEventId());
        };
    anchor(event).ifPresent(name -> anchors.put(name, node));
    if (!(node instanceof YamlScalar)) {
      sizes.put(node, nodes - before);
    }
    return node;
  }

  private void count(Event event, long more) {
    nodes += more;
    if (nodes > options.maxNodes()) {
      throw new YamlException(
          at(event),
          "more than the limit of %d nodes once its aliases are expanded"
              .formatted(options.maxNodes()));
    }
  }

  private YamlScalar scalar(ScalarEvent event) {
    YamlScalar.Style style =
        switch (event.getScalarStyle()) {
          case ScalarStyle.SINGLE_QUOTED -> YamlScalar.Style.SINGLE_QUOTED;
          case ScalarStyle.DOUBLE_QUOTED, ScalarStyle.JSON_SCALAR_STYLE ->
              YamlScalar.Style.DOUBLE_QUOTED;
          case ScalarStyle.LITERAL -> YamlScalar.Style.LITERAL;
          case ScalarStyle.FOLDED -> YamlScalar.Style.FOLDED;
          case ScalarStyle.PLAIN -> YamlScalar.Style.PLAIN;
        };
    return new YamlScalar(
        at(event), start(event), end(event), event.getTag().orElse(""), style, value(event));
  }

  /// A block scalar that ends with the text has a final line break only where the text has one, as
  /// for go-yaml; the parser adds one.
  private String value(ScalarEvent event) {
    String value = event.getValue();
    boolean block =
        event.getScalarStyle() == ScalarStyle.LITERAL
            || event.getScalarStyle() == ScalarStyle.FOLDED;
    return block && lastLineIsOpen && end(event) >= length && value.endsWith("\n")
        ? value.substring(0, value.length() - 1)
        : value;
  }

  private YamlSequence sequence(SequenceStartEvent start, int depth) {
    List<YamlNode> items = new ArrayList<>();
    Event next = events.next();
    while (!(next instanceof CollectionEndEvent)) {
      items.add(node(next, depth + 1));
      next = events.next();
    }
    return new YamlSequence(
        at(start), start(start), end(next), start.getTag().orElse(""), start.isFlow(), items);
  }

  private YamlMapping mapping(MappingStartEvent start, int depth) {
    List<YamlMapping.Entry> entries = new ArrayList<>();
    HashSet<String> seen = new HashSet<>();
    Event next = events.next();
    while (!(next instanceof CollectionEndEvent)) {
      YamlNode key = node(next, depth + 1);
      YamlNode value = node(events.next(), depth + 1);
      if (key instanceof YamlScalar scalar
          && !seen.add(scalar.value())
          && !scalar.value().equals("<<")
          && options.duplicateKeys() == YamlOptions.DuplicateKeys.ERROR) {
        throw new YamlException(
            key.position(), "key \"%s\" is already set in this mapping".formatted(scalar.value()));
      }
      entries.add(new YamlMapping.Entry(key, value));
      next = events.next();
    }
    return new YamlMapping(
        at(start), start(start), end(next), start.getTag().orElse(""), start.isFlow(), entries);
  }

  private static Optional<String> anchor(Event event) {
    return event instanceof org.snakeyaml.engine.v2.events.NodeEvent node
        ? node.getAnchor().map(anchor -> anchor.getValue())
        : Optional.empty();
  }

  private Position at(Event event) {
    return event.getStartMark().map(mark -> position(file, mark)).orElse(Position.of(file));
  }

  private int start(Event event) {
    return event.getStartMark().map(mark -> offsets.of(mark.getIndex())).orElse(0);
  }

  private int end(Event event) {
    return event.getEndMark().map(mark -> offsets.of(mark.getIndex())).orElse(0);
  }

  private static Position position(String file, Mark mark) {
    return new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static String problem(MarkedYamlEngineException e) {
    @Nullable String context = e.getContext();
    return context == null ? e.getProblem() : context + ": " + e.getProblem();
  }

  /// The engine counts code points, Java strings count UTF-16 units.
  private static final class Offsets {
    private final String text;
    private final boolean same;
    private int codePoint;
    private int unit;

    Offsets(String text) {
      this.text = text;
      this.same = text.codePointCount(0, text.length()) == text.length();
    }

    int of(int index) {
      if (same) {
        return index;
      }
      if (index < codePoint) {
        codePoint = 0;
        unit = 0;
      }
      unit = text.offsetByCodePoints(unit, index - codePoint);
      codePoint = index;
      return unit;
    }
  }
}
