package dev.fairlead.chart.template;

import dev.fairlead.chart.go.GoComplex;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoFunction;
import dev.fairlead.chart.go.GoInt;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.template.Node.CommandNode;
import dev.fairlead.chart.template.Node.ListNode;
import dev.fairlead.chart.template.Node.Operand;
import dev.fairlead.chart.template.Node.PipeNode;
import dev.fairlead.chart.template.Node.Statement;
import dev.fairlead.chart.template.Node.VariableNode;
import dev.fairlead.chart.template.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Go's template parser (`text/template/parse/parse.go`).
final class Parser {
  private static final int MAX_PAREN_DEPTH = 10_000;

  private final Source source;
  private final Lexer lexer;
  private final Map<String, GoFunction> functions;
  private final Map<String, Tree> trees = new LinkedHashMap<>();
  private final Token[] token = new Token[3];
  private int peekCount;
  private List<String> variables = new ArrayList<>(List.of("$"));
  private int rangeDepth;
  private int parenDepth;

  private Parser(String name, String text, Map<String, GoFunction> functions) {
    this.source = new Source(name, text);
    this.lexer = new Lexer(name, text);
    this.functions = functions;
    java.util.Arrays.fill(token, new Token(Kind.EOF, 0, "", 0));
  }

  /// The templates of a text: the main one under the text's name, and those it defines.
  ///
  /// @throws GoError with Go's message (`template: name:line: problem`)
  static Map<String, Tree> parse(String name, String text, Map<String, GoFunction> functions) {
    Parser parser = new Parser(name, text, functions);
    ListNode root = parser.main();
    parser.add(new Tree(name, parser.source, root));
    return parser.trees;
  }

  private Token next() {
    if (peekCount > 0) {
      peekCount--;
    } else {
      token[0] = lexer.next();
    }
    return token[peekCount];
  }

  private void backup() {
    peekCount++;
  }

  private void backup2(Token first) {
    token[1] = first;
    peekCount = 2;
  }

  private void backup3(Token second, Token first) {
    token[1] = first;
    token[2] = second;
    peekCount = 3;
  }

  private Token peek() {
    if (peekCount > 0) {
      return token[peekCount - 1];
    }
    peekCount = 1;
    token[0] = lexer.next();
    return token[0];
  }

  private Token nextNonSpace() {
    while (true) {
      Token found = next();
      if (found.kind() != Kind.SPACE) {
        return found;
      }
    }
  }

  private Token peekNonSpace() {
    Token found = nextNonSpace();
    backup();
    return found;
  }

  private GoError error(String message) {
    return new GoError("template: " + source.name() + ":" + token[0].line() + ": " + message);
  }

  private Token expect(Kind kind, String context) {
    Token found = nextNonSpace();
    if (found.kind() != kind) {
      throw unexpected(found, context);
    }
    return found;
  }

  private GoError unexpected(Token found, String context) {
    if (found.kind() == Kind.ERROR) {
      String extra = "";
      if (actionLine != 0 && actionLine != found.line()) {
        extra = " in action started at " + source.name() + ":" + actionLine;
        if (found.text().endsWith(" action")) {
          // Go avoids "unclosed action in action".
          extra = extra.substring(" in action".length());
        }
      }
      return error(found + extra);
    }
    return error("unexpected " + found + " in " + context);
  }

  private int actionLine;

  private void add(Tree tree) {
    Tree old = trees.get(tree.name());
    if (old == null || old.isBlank()) {
      trees.put(tree.name(), tree);
    } else if (!tree.isBlank()) {
      throw error("template: multiple definition of template " + GoStrings.quote(tree.name()));
    }
  }

  private ListNode main() {
    int position = peek().position();
    List<Statement> nodes = new ArrayList<>();
    while (peek().kind() != Kind.EOF) {
      if (peek().kind() == Kind.LEFT_DELIMITER) {
        Token delimiter = next();
        if (nextNonSpace().kind() == Kind.DEFINE) {
          definition();
          continue;
        }
        backup2(delimiter);
      }
      Statement node = textOrAction();
      if (node instanceof Node.EndNode || node instanceof Node.ElseNode) {
        throw error("unexpected " + node);
      }
      nodes.add(node);
    }
    return new ListNode(position, nodes);
  }

  private void definition() {
    String context = "define clause";
    Token name = nextNonSpace();
    if (name.kind() != Kind.STRING && name.kind() != Kind.RAW_STRING) {
      throw unexpected(name, context);
    }
    String title = unquote(name.text());
    expect(Kind.RIGHT_DELIMITER, context);
    List<String> outer = variables;
    variables = new ArrayList<>(List.of("$"));
    int outerRange = rangeDepth;
    rangeDepth = 0;
    ItemList body = itemList();
    if (!(body.end() instanceof Node.EndNode)) {
      throw error("unexpected " + body.end() + " in " + context);
    }
    variables = outer;
    rangeDepth = outerRange;
    add(new Tree(title, source, body.list()));
  }

  private record ItemList(ListNode list, Statement end) {}

  private ItemList itemList() {
    int position = peekNonSpace().position();
    List<Statement> nodes = new ArrayList<>();
    while (peekNonSpace().kind() != Kind.EOF) {
      Statement node = textOrAction();
      if (node instanceof Node.EndNode || node instanceof Node.ElseNode) {
        return new ItemList(new ListNode(position, nodes), node);
      }
      nodes.add(node);
    }
    throw error("unexpected EOF");
  }

  private Statement textOrAction() {
    Token found = nextNonSpace();
    return switch (found.kind()) {
      case TEXT -> new Node.TextNode(found.position(), found.text());
      case LEFT_DELIMITER -> {
        actionLine = found.line();
        Statement node = action();
        actionLine = 0;
        yield node;
      }
      default -> throw unexpected(found, "input");
    };
  }

  private Statement action() {
    Token found = nextNonSpace();
    return switch (found.kind()) {
      case BLOCK -> block();
      case BREAK -> jump(found, "break");
      case CONTINUE -> jump(found, "continue");
      case ELSE -> elseControl();
      case END -> new Node.EndNode(expect(Kind.RIGHT_DELIMITER, "end").position());
      case IF -> control("if");
      case RANGE -> control("range");
      case TEMPLATE -> template();
      case WITH -> control("with");
      default -> {
        backup();
        int position = peek().position();
        yield new Node.ActionNode(position, pipeline("command", Kind.RIGHT_DELIMITER));
      }
    };
  }

  private Statement jump(Token at, String word) {
    Token found = nextNonSpace();
    if (found.kind() != Kind.RIGHT_DELIMITER) {
      throw unexpected(found, "{{" + word + "}}");
    }
    if (rangeDepth == 0) {
      throw error("{{" + word + "}} outside {{range}}");
    }
    return word.equals("break")
        ? new Node.BreakNode(at.position())
        : new Node.ContinueNode(at.position());
  }

  private PipeNode pipeline(String context, Kind end) {
    int position = peekNonSpace().position();
    List<VariableNode> declared = new ArrayList<>();
    boolean assign = false;
    boolean more = true;
    while (more) {
      more = false;
      Token variable = peekNonSpace();
      if (variable.kind() != Kind.VARIABLE) {
        break;
      }
      next();
      Token after = peek();
      Token following = peekNonSpace();
      if (following.kind() == Kind.ASSIGN || following.kind() == Kind.DECLARE) {
        assign = following.kind() == Kind.ASSIGN;
        nextNonSpace();
        declared.add(new VariableNode(variable.position(), List.of(variable.text())));
        variables.add(variable.text());
      } else if (following.kind() == Kind.CHAR && following.text().equals(",")) {
        nextNonSpace();
        declared.add(new VariableNode(variable.position(), List.of(variable.text())));
        variables.add(variable.text());
        if (context.equals("range") && declared.size() < 2) {
          Kind kind = peekNonSpace().kind();
          if (kind == Kind.VARIABLE || kind == Kind.RIGHT_DELIMITER || kind == Kind.RIGHT_PAREN) {
            more = true;
            continue;
          }
          throw error("range can only initialize variables");
        }
        throw error("too many declarations in " + context);
      } else if (after.kind() == Kind.SPACE) {
        backup3(variable, after);
      } else {
        backup2(variable);
      }
    }
    List<CommandNode> commands = new ArrayList<>();
    while (true) {
      Token found = nextNonSpace();
      if (found.kind() == end) {
        check(commands, context);
        return new PipeNode(position, assign, declared, commands);
      }
      switch (found.kind()) {
        case BOOL,
            CHAR_CONSTANT,
            COMPLEX,
            DOT,
            FIELD,
            IDENTIFIER,
            NUMBER,
            NIL,
            RAW_STRING,
            STRING,
            VARIABLE,
            LEFT_PAREN -> {
          backup();
          commands.add(command());
        }
        default -> throw unexpected(found, context);
      }
    }
  }

  private void check(List<CommandNode> commands, String context) {
    if (commands.isEmpty()) {
      throw error("missing value for " + context);
    }
    for (int i = 1; i < commands.size(); i++) {
      switch (commands.get(i).arguments().getFirst()) {
        case Node.BoolNode _,
            Node.DotNode _,
            Node.NilNode _,
            Node.NumberNode _,
            Node.StringNode _ ->
            throw error("non executable command in pipeline stage " + (i + 1));
        case Node.FieldNode _,
            Node.VariableNode _,
            Node.ChainNode _,
            Node.IdentifierNode _,
            PipeNode _ -> {}
      }
    }
  }

  private Statement control(String context) {
    int mark = variables.size();
    PipeNode pipe = pipeline(context, Kind.RIGHT_DELIMITER);
    if (context.equals("range")) {
      rangeDepth++;
    }
    ItemList body = itemList();
    if (context.equals("range")) {
      rangeDepth--;
    }
    ListNode otherwise = null;
    if (body.end() instanceof Node.ElseNode) {
      Kind kind = peek().kind();
      if (context.equals("if") && kind == Kind.IF) {
        next();
        otherwise = new ListNode(body.end().position(), List.of(control("if")));
      } else if (context.equals("with") && kind == Kind.WITH) {
        next();
        otherwise = new ListNode(body.end().position(), List.of(control("with")));
      } else {
        ItemList rest = itemList();
        otherwise = rest.list();
        if (!(rest.end() instanceof Node.EndNode)) {
          throw error("expected end; found " + rest.end());
        }
      }
    }
    variables = new ArrayList<>(variables.subList(0, mark));
    return switch (context) {
      case "if" -> new Node.IfNode(pipe.position(), pipe, body.list(), otherwise);
      case "with" -> new Node.WithNode(pipe.position(), pipe, body.list(), otherwise);
      default -> new Node.RangeNode(pipe.position(), pipe, body.list(), otherwise);
    };
  }

  private Statement elseControl() {
    Token following = peekNonSpace();
    if (following.kind() == Kind.IF || following.kind() == Kind.WITH) {
      return new Node.ElseNode(following.position());
    }
    return new Node.ElseNode(expect(Kind.RIGHT_DELIMITER, "else").position());
  }

  private Statement block() {
    String context = "block clause";
    Token name = nextNonSpace();
    String title = templateName(name, context);
    PipeNode pipe = pipeline(context, Kind.RIGHT_DELIMITER);
    List<String> outer = variables;
    variables = new ArrayList<>(List.of("$"));
    int outerRange = rangeDepth;
    rangeDepth = 0;
    ItemList body = itemList();
    if (!(body.end() instanceof Node.EndNode)) {
      throw error("unexpected " + body.end() + " in " + context);
    }
    variables = outer;
    rangeDepth = outerRange;
    add(new Tree(title, source, body.list()));
    return new Node.TemplateNode(name.position(), title, pipe);
  }

  private Statement template() {
    String context = "template clause";
    Token name = nextNonSpace();
    String title = templateName(name, context);
    PipeNode pipe = null;
    if (nextNonSpace().kind() != Kind.RIGHT_DELIMITER) {
      backup();
      pipe = pipeline(context, Kind.RIGHT_DELIMITER);
    }
    return new Node.TemplateNode(name.position(), title, pipe);
  }

  private String templateName(Token name, String context) {
    if (name.kind() == Kind.STRING || name.kind() == Kind.RAW_STRING) {
      return unquote(name.text());
    }
    throw unexpected(name, context);
  }

  private CommandNode command() {
    int position = peekNonSpace().position();
    List<Operand> arguments = new ArrayList<>();
    while (true) {
      peekNonSpace();
      Operand operand = operand();
      if (operand != null) {
        arguments.add(operand);
      }
      Token found = next();
      switch (found.kind()) {
        case SPACE -> {
          continue;
        }
        case RIGHT_DELIMITER, RIGHT_PAREN -> backup();
        case PIPE -> {}
        default -> throw unexpected(found, "operand");
      }
      break;
    }
    if (arguments.isEmpty()) {
      throw error("empty command");
    }
    return new CommandNode(position, arguments);
  }

  private @Nullable Operand operand() {
    Operand node = term();
    if (node == null || peek().kind() != Kind.FIELD) {
      return node;
    }
    int position = peek().position();
    List<String> fields = new ArrayList<>();
    while (peek().kind() == Kind.FIELD) {
      fields.add(next().text().substring(1));
    }
    return switch (node) {
      case Node.FieldNode(int _, List<String> names) ->
          new Node.FieldNode(position, joined(names, fields));
      case VariableNode(int _, List<String> names) ->
          new VariableNode(position, joined(names, fields));
      case Node.BoolNode _, Node.StringNode _, Node.NumberNode _, Node.NilNode _, Node.DotNode _ ->
          throw error("unexpected . after term " + GoStrings.quote(node.toString()));
      case Node.ChainNode _, Node.IdentifierNode _, PipeNode _ ->
          new Node.ChainNode(position, node, fields);
    };
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private @Nullable Operand term() {
    Token found = nextNonSpace();
    return switch (found.kind()) {
      case IDENTIFIER -> {
        GoFunction function = functions.get(found.text());
        if (function == null) {
          throw error("function " + GoStrings.quote(found.text()) + " not defined");
        }
        yield new Node.IdentifierNode(found.position(), found.text(), function);
      }
      case DOT -> new Node.DotNode(found.position());
      case NIL -> new Node.NilNode(found.position());
      case VARIABLE -> {
        if (!variables.contains(found.text())) {
          throw error("undefined variable " + GoStrings.quote(found.text()));
        }
        yield new VariableNode(found.position(), List.of(found.text()));
      }
      case FIELD -> new Node.FieldNode(found.position(), List.of(found.text().substring(1)));
      case BOOL -> new Node.BoolNode(found.position(), found.text().equals("true"));
      case CHAR_CONSTANT, COMPLEX, NUMBER -> number(found);
      case LEFT_PAREN -> {
        if (parenDepth >= MAX_PAREN_DEPTH) {
          throw error("max expression depth exceeded");
        }
        parenDepth++;
        PipeNode pipe = pipeline("parenthesized pipeline", Kind.RIGHT_PAREN);
        parenDepth--;
        yield pipe;
      }
      case STRING, RAW_STRING ->
          new Node.StringNode(found.position(), found.text(), unquote(found.text()));
      default -> {
        backup();
        yield null;
      }
    };
  }

  private String unquote(String text) {
    if (text.startsWith("`")) {
      return text.substring(1, text.length() - 1).replace("\r", "");
    }
    String value = GoLiterals.unquote(text);
    if (value == null) {
      throw error("invalid syntax");
    }
    return value;
  }

  private Node.NumberNode number(Token found) {
    String text = found.text();
    int position = found.position();
    if (found.kind() == Kind.CHAR_CONSTANT) {
      Integer c = GoLiterals.unquoteChar(text);
      if (c == null) {
        throw error(
            GoLiterals.startsWithChar(text)
                ? "malformed character constant: " + text
                : "invalid syntax");
      }
      long value = c;
      return new Node.NumberNode(position, text, value, value, (double) value, new GoInt(value));
    }
    if (found.kind() == Kind.COMPLEX || text.endsWith("i")) {
      GoComplex complex = GoLiterals.complex(text);
      if (complex == null) {
        throw error("illegal number syntax: " + GoStrings.quote(text));
      }
      return new Node.NumberNode(position, text, null, null, null, complex);
    }
    BigInteger integer = GoLiterals.integer(text);
    Long signed = null;
    Long unsigned = null;
    Double real = null;
    if (integer != null) {
      if (integer.signum() >= 0 && integer.bitLength() <= 64) {
        unsigned = integer.longValue();
      }
      if (integer.bitLength() <= 63) {
        signed = integer.longValue();
        real = integer.doubleValue();
      } else if (unsigned != null) {
        real = integer.doubleValue();
      }
    } else {
      real = GoLiterals.real(text);
      if (real != null) {
        boolean hex =
            text.length() > 2 && text.charAt(0) == '0' && "xX".indexOf(text.charAt(1)) >= 0;
        boolean floating = text.matches(".*[.eEpP].*") && (!hex || text.matches(".*[pP].*"));
        if (!floating) {
          throw error("integer overflow: " + GoStrings.quote(text));
        }
        if (real == Math.rint(real) && Math.abs(real) < 9.3e18) {
          signed = real.longValue();
          unsigned = signed >= 0 ? signed : null;
        }
      }
    }
    if (signed == null && unsigned == null && real == null) {
      throw error(
          (integer != null ? "integer overflow: " : "illegal number syntax: ")
              + GoStrings.quote(text));
    }
    Object ideal;
    boolean hexInteger =
        text.length() > 2
            && text.charAt(0) == '0'
            && "xX".indexOf(text.charAt(1)) >= 0
            && !text.matches(".*[pP].*");
    if (real != null && !hexInteger && text.matches(".*[.eEpP].*")) {
      ideal = real;
    } else {
      ideal = signed == null ? null : new GoInt(signed);
    }
    return new Node.NumberNode(position, text, signed, unsigned, real, ideal);
  }
}
