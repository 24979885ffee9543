package dev.fairlead.yaml;

import dev.fairlead.model.Position;
import dev.fairlead.yaml.Scanner.Problem;
import dev.fairlead.yaml.Token.Kind;
import dev.fairlead.yaml.Token.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parser of libyaml as go-yaml v2 has it (`parserc.go`), building nodes.
final class Composer {
  private final String file;
  private final YamlOptions options;
  private final Scanner scanner;
  private final Map<String, YamlNode> anchors = new HashMap<>();
  private final Map<String, Mark> open = new HashMap<>();
  private @Nullable YamlException endless;
  private final IdentityHashMap<YamlNode, Long> sizes = new IdentityHashMap<>();
  private final Map<String, String> tags = new HashMap<>();
  private long nodes;
  private boolean first = true;

  Composer(String file, String text, YamlOptions options) {
    this.file = file;
    this.options = options;
    this.scanner = new Scanner(text);
    scanner.next();
  }

  /// The next document; null behind the last one.
  @Nullable YamlNode document() {
    anchors.clear();
    open.clear();
    Token token = scanner.peek();
    if (!first) {
      while (token.kind() == Kind.DOCUMENT_END) {
        scanner.next();
        token = scanner.peek();
      }
    }
    if (token.kind() == Kind.STREAM_END) {
      return null;
    }
    boolean explicit =
        token.kind() == Kind.VERSION_DIRECTIVE
            || token.kind() == Kind.TAG_DIRECTIVE
            || token.kind() == Kind.DOCUMENT_START;
    YamlNode node;
    if (first && !explicit) {
      directives();
      node = node(true, false, 1);
    } else {
      directives();
      token = scanner.peek();
      if (token.kind() != Kind.DOCUMENT_START) {
        throw problem(token, "did not find expected <document start>");
      }
      scanner.next();
      token = scanner.peek();
      node =
          switch (token.kind()) {
            case VERSION_DIRECTIVE, TAG_DIRECTIVE, DOCUMENT_START, DOCUMENT_END, STREAM_END ->
                empty(token.start());
            default -> node(true, false, 1);
          };
    }
    if (scanner.peek().kind() == Kind.DOCUMENT_END) {
      scanner.next();
    }
    tags.clear();
    first = false;
    if (endless != null) {
      // Only the decoder notices, once the whole document was read.
      throw endless;
    }
    return node;
  }

  private void directives() {
    boolean version = false;
    Token token = scanner.peek();
    while (token.kind() == Kind.VERSION_DIRECTIVE || token.kind() == Kind.TAG_DIRECTIVE) {
      if (token.kind() == Kind.VERSION_DIRECTIVE) {
        if (version) {
          throw problem(token, "found duplicate %YAML directive");
        }
        boolean known =
            token.value().equals("1") && (token.suffix().equals("1") || token.suffix().equals("2"));
        if (!known) {
          throw problem(token, "found incompatible YAML document");
        }
        version = true;
      } else if (tags.putIfAbsent(token.value(), token.suffix()) != null) {
        throw problem(token, "found duplicate %TAG directive");
      }
      scanner.next();
      token = scanner.peek();
    }
    tags.putIfAbsent("!", "!");
    tags.putIfAbsent("!!", "tag:yaml.org,2002:");
  }

  private static Problem problem(Token token, String message) {
    return new Problem(message, null, token.start(), false);
  }

  private static Problem problem(Mark context, Token token, String message) {
    return new Problem(message, context, token.start(), false);
  }

  private Position position(Mark mark) {
    return new Position(file, mark.line() + 1, mark.column() + 1);
  }

  private YamlScalar empty(Mark at) {
    count(at, 1);
    return new YamlScalar(position(at), at.index(), at.index(), "", YamlScalar.Style.PLAIN, "");
  }

  private void count(Mark at, long more) {
    nodes += more;
    if (nodes > options.maxNodes()) {
      throw new YamlException(
          position(at),
          "more than the limit of %d nodes once its aliases are expanded"
              .formatted(options.maxNodes()),
          "yaml: document contains excessive aliasing");
    }
  }

  private YamlNode node(boolean block, boolean indentless, int depth) {
    Token token = scanner.peek();
    if (token.kind() == Kind.ALIAS) {
      scanner.next();
      YamlNode target = anchors.get(token.value());
      if (target == null) {
        if (!open.containsKey(token.value())) {
          throw new YamlException(
              position(token.start()), "unknown anchor '" + token.value() + "' referenced");
        }
        if (endless == null) {
          endless =
              new YamlException(
                  position(token.start()), "anchor '" + token.value() + "' value contains itself");
        }
        return empty(token.start());
      }
      count(token.start(), sizes.getOrDefault(target, 1L));
      return target;
    }
    if (depth > options.maxDepth()) {
      throw new YamlException(
          position(token.start()),
          "nested deeper than the limit of %d levels".formatted(options.maxDepth()));
    }
    Mark start = token.start();
    String anchor = "";
    String tag = "";
    boolean tagged = false;
    while ((token.kind() == Kind.ANCHOR && anchor.isEmpty())
        || (token.kind() == Kind.TAG && !tagged)) {
      if (token.kind() == Kind.ANCHOR) {
        anchor = token.value();
      } else {
        tag = resolve(token, start);
        tagged = true;
      }
      scanner.next();
      token = scanner.peek();
    }
    long before = nodes;
    if (!anchor.isEmpty()) {
      open.put(anchor, start);
      anchors.remove(anchor);
    }
    YamlNode node = content(token, start, anchor, tag, block, indentless, depth);
    if (!anchor.isEmpty() && start.equals(open.get(anchor))) {
      // Else a node inside took the name.
      open.remove(anchor);
      anchors.put(anchor, node);
    }
    if (!(node instanceof YamlScalar)) {
      sizes.put(node, nodes - before);
    }
    return node;
  }

  private String resolve(Token token, Mark start) {
    if (token.value().isEmpty()) {
      return token.suffix();
    }
    String prefix = tags.get(token.value());
    if (prefix == null) {
      throw problem(start, token, "found undefined tag handle");
    }
    return prefix + token.suffix();
  }

  private YamlNode content(
      Token token,
      Mark start,
      String anchor,
      String tag,
      boolean block,
      boolean indentless,
      int depth) {
    if (indentless && token.kind() == Kind.BLOCK_ENTRY) {
      return indentlessSequence(start, tag, depth);
    }
    switch (token.kind()) {
      case SCALAR -> {
        scanner.next();
        count(start, 1);
        return new YamlScalar(
            position(token.start()),
            token.start().index(),
            token.end().index(),
            tag,
            token.style(),
            token.value());
      }
      case FLOW_SEQUENCE_START -> {
        return flowSequence(tag, depth);
      }
      case FLOW_MAPPING_START -> {
        return flowMapping(tag, depth);
      }
      case BLOCK_SEQUENCE_START -> {
        if (block) {
          return blockSequence(tag, depth);
        }
      }
      case BLOCK_MAPPING_START -> {
        if (block) {
          return blockMapping(tag, depth);
        }
      }
      default -> {
        // Nothing that starts a node.
      }
    }
    if (!anchor.isEmpty() || !tag.isEmpty()) {
      count(start, 1);
      return new YamlScalar(
          position(token.start()),
          token.start().index(),
          token.start().index(),
          tag,
          YamlScalar.Style.PLAIN,
          "");
    }
    throw problem(start, token, "did not find expected node content");
  }

  private YamlSequence blockSequence(String tag, int depth) {
    Token start = scanner.next();
    count(start.start(), 1);
    List<YamlNode> items = new ArrayList<>();
    while (true) {
      Token token = scanner.peek();
      if (token.kind() == Kind.BLOCK_END) {
        scanner.next();
        return sequence(start.start(), token.end(), tag, false, items);
      }
      if (token.kind() != Kind.BLOCK_ENTRY) {
        throw problem(start.start(), token, "did not find expected '-' indicator");
      }
      scanner.next();
      Kind next = scanner.peek().kind();
      items.add(
          next == Kind.BLOCK_ENTRY || next == Kind.BLOCK_END
              ? empty(token.end())
              : node(true, false, depth + 1));
    }
  }

  private YamlSequence indentlessSequence(Mark start, String tag, int depth) {
    count(start, 1);
    List<YamlNode> items = new ArrayList<>();
    Mark begin = scanner.peek().start();
    while (scanner.peek().kind() == Kind.BLOCK_ENTRY) {
      Token token = scanner.next();
      Kind next = scanner.peek().kind();
      items.add(
          next == Kind.BLOCK_ENTRY
                  || next == Kind.KEY
                  || next == Kind.VALUE
                  || next == Kind.BLOCK_END
              ? empty(token.end())
              : node(true, false, depth + 1));
    }
    return sequence(begin, scanner.peek().start(), tag, false, items);
  }

  private YamlSequence sequence(
      Mark start, Mark end, String tag, boolean flow, List<YamlNode> items) {
    return new YamlSequence(position(start), start.index(), end.index(), tag, flow, items);
  }

  private YamlMapping mapping(
      Mark start, Mark end, String tag, boolean flow, List<YamlMapping.Entry> entries) {
    return new YamlMapping(position(start), start.index(), end.index(), tag, flow, entries);
  }

  private void add(
      List<YamlMapping.Entry> entries, Set<String> seen, YamlNode key, YamlNode value) {
    if (key instanceof YamlScalar scalar
        && !seen.add(scalar.value())
        && !scalar.value().equals("<<")
        && options.duplicateKeys() == YamlOptions.DuplicateKeys.ERROR) {
      throw new YamlException(
          key.position(), "key \"%s\" is already set in this mapping".formatted(scalar.value()));
    }
    entries.add(new YamlMapping.Entry(key, value));
  }

  private static boolean endsPart(Kind kind) {
    return kind == Kind.KEY || kind == Kind.VALUE || kind == Kind.BLOCK_END;
  }

  private YamlMapping blockMapping(String tag, int depth) {
    Token start = scanner.next();
    count(start.start(), 1);
    List<YamlMapping.Entry> entries = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    while (true) {
      Token token = scanner.peek();
      if (token.kind() == Kind.BLOCK_END) {
        scanner.next();
        return mapping(start.start(), token.end(), tag, false, entries);
      }
      if (token.kind() != Kind.KEY) {
        throw problem(start.start(), token, "did not find expected key");
      }
      scanner.next();
      YamlNode key =
          endsPart(scanner.peek().kind()) ? empty(token.end()) : node(true, true, depth + 1);
      Token colon = scanner.peek();
      YamlNode value;
      if (colon.kind() == Kind.VALUE) {
        scanner.next();
        value = endsPart(scanner.peek().kind()) ? empty(colon.end()) : node(true, true, depth + 1);
      } else {
        value = empty(colon.start());
      }
      add(entries, seen, key, value);
    }
  }

  private YamlSequence flowSequence(String tag, int depth) {
    Token start = scanner.next();
    count(start.start(), 1);
    List<YamlNode> items = new ArrayList<>();
    boolean more = false;
    while (true) {
      Token token = scanner.peek();
      if (token.kind() == Kind.FLOW_SEQUENCE_END) {
        break;
      }
      if (more) {
        if (token.kind() != Kind.FLOW_ENTRY) {
          throw problem(start.start(), token, "did not find expected ',' or ']'");
        }
        scanner.next();
        token = scanner.peek();
      }
      more = true;
      if (token.kind() == Kind.KEY) {
        items.add(singlePair(depth + 1));
      } else if (token.kind() != Kind.FLOW_SEQUENCE_END) {
        items.add(node(false, false, depth + 1));
      }
    }
    Token end = scanner.next();
    return sequence(start.start(), end.end(), tag, true, items);
  }

  /// `[a: b]`: a mapping of one pair.
  private YamlMapping singlePair(int depth) {
    Token start = scanner.next();
    count(start.start(), 1);
    Token token = scanner.peek();
    YamlNode key;
    if (token.kind() == Kind.VALUE
        || token.kind() == Kind.FLOW_ENTRY
        || token.kind() == Kind.FLOW_SEQUENCE_END) {
      // The original takes the token away with the key.
      scanner.next();
      key = empty(token.end());
    } else {
      key = node(false, false, depth + 1);
    }
    Token colon = scanner.peek();
    YamlNode value;
    if (colon.kind() == Kind.VALUE) {
      scanner.next();
      Token next = scanner.peek();
      value =
          next.kind() == Kind.FLOW_ENTRY || next.kind() == Kind.FLOW_SEQUENCE_END
              ? empty(next.start())
              : node(false, false, depth + 1);
    } else {
      value = empty(colon.start());
    }
    return mapping(
        start.start(),
        scanner.peek().start(),
        "",
        true,
        List.of(new YamlMapping.Entry(key, value)));
  }

  private YamlMapping flowMapping(String tag, int depth) {
    Token start = scanner.next();
    count(start.start(), 1);
    List<YamlMapping.Entry> entries = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    boolean more = false;
    while (true) {
      Token token = scanner.peek();
      if (token.kind() == Kind.FLOW_MAPPING_END) {
        break;
      }
      if (more) {
        if (token.kind() != Kind.FLOW_ENTRY) {
          throw problem(start.start(), token, "did not find expected ',' or '}'");
        }
        scanner.next();
        token = scanner.peek();
      }
      more = true;
      if (token.kind() == Kind.KEY) {
        scanner.next();
        Token next = scanner.peek();
        YamlNode key = endsFlow(next.kind()) ? empty(next.start()) : node(false, false, depth + 1);
        Token colon = scanner.peek();
        YamlNode value;
        if (colon.kind() == Kind.VALUE) {
          scanner.next();
          Token after = scanner.peek();
          value =
              after.kind() == Kind.FLOW_ENTRY || after.kind() == Kind.FLOW_MAPPING_END
                  ? empty(after.start())
                  : node(false, false, depth + 1);
        } else {
          value = empty(colon.start());
        }
        add(entries, seen, key, value);
      } else if (token.kind() != Kind.FLOW_MAPPING_END) {
        YamlNode key = node(false, false, depth + 1);
        add(entries, seen, key, empty(scanner.peek().start()));
      }
    }
    Token end = scanner.next();
    return mapping(start.start(), end.end(), tag, true, entries);
  }

  private static boolean endsFlow(Kind kind) {
    return kind == Kind.VALUE || kind == Kind.FLOW_ENTRY || kind == Kind.FLOW_MAPPING_END;
  }
}
