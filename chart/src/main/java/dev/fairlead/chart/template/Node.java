package dev.fairlead.chart.template;

import dev.fairlead.chart.go.GoFunction;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A node of a parsed template. `toString` is the text that error messages show.
sealed interface Node {

  /// Offset in the source (UTF-16 units).
  int position();

  /// A node that stands in a list.
  sealed interface Statement extends Node {}

  /// A node that can be an argument.
  sealed interface Operand extends Node {}

  record ListNode(int position, List<Statement> nodes) implements Node {
    public ListNode {
      nodes = List.copyOf(nodes);
    }

    @Override
    public String toString() {
      return nodes.stream().map(Object::toString).collect(Collectors.joining());
    }

    /// Whether it holds nothing but white space.
    boolean isBlank() {
      return nodes.stream()
          .allMatch(node ->
              node instanceof TextNode(int _, String text)
                  && dev.fairlead.chart.go.GoStrings.trimSpace(text).isEmpty());
    }
  }

  record TextNode(int position, String text) implements Statement {
    @Override
    public String toString() {
      return text;
    }
  }

  record ActionNode(int position, PipeNode pipe) implements Statement {
    @Override
    public String toString() {
      return "{{" + pipe + "}}";
    }
  }

  record IfNode(int position, PipeNode pipe, ListNode list, @Nullable ListNode otherwise)
      implements Statement {
    @Override
    public String toString() {
      return branch("if", pipe, list, otherwise);
    }
  }

  record WithNode(int position, PipeNode pipe, ListNode list, @Nullable ListNode otherwise)
      implements Statement {
    @Override
    public String toString() {
      return branch("with", pipe, list, otherwise);
    }
  }

  record RangeNode(int position, PipeNode pipe, ListNode list, @Nullable ListNode otherwise)
      implements Statement {
    @Override
    public String toString() {
      return branch("range", pipe, list, otherwise);
    }
  }

  private static String branch(
      String name, PipeNode pipe, ListNode list, @Nullable ListNode otherwise) {
    String middle = otherwise == null ? "" : "{{else}}" + otherwise;
    return "{{" + name + " " + pipe + "}}" + list + middle + "{{end}}";
  }

  record TemplateNode(int position, String name, @Nullable PipeNode pipe) implements Statement {
    @Override
    public String toString() {
      String quoted = dev.fairlead.chart.go.GoStrings.quote(name);
      return pipe == null
          ? "{{template " + quoted + "}}"
          : "{{template " + quoted + " " + pipe + "}}";
    }
  }

  record BreakNode(int position) implements Statement {
    @Override
    public String toString() {
      return "{{break}}";
    }
  }

  record ContinueNode(int position) implements Statement {
    @Override
    public String toString() {
      return "{{continue}}";
    }
  }

  /// `{{end}}` and `{{else}}`: only the parser sees them.
  record EndNode(int position) implements Statement {
    @Override
    public String toString() {
      return "{{end}}";
    }
  }

  record ElseNode(int position) implements Statement {
    @Override
    public String toString() {
      return "{{else}}";
    }
  }

  record PipeNode(
      int position, boolean assign, List<VariableNode> declared, List<CommandNode> commands)
      implements Operand {
    public PipeNode {
      declared = List.copyOf(declared);
      commands = List.copyOf(commands);
    }

    @Override
    public String toString() {
      StringBuilder out = new StringBuilder();
      if (!declared.isEmpty()) {
        out.append(declared.stream().map(Object::toString).collect(Collectors.joining(", ")));
        out.append(assign ? " = " : " := ");
      }
      out.append(commands.stream().map(Object::toString).collect(Collectors.joining(" | ")));
      return out.toString();
    }
  }

  record CommandNode(int position, List<Operand> arguments) implements Node {
    public CommandNode {
      arguments = List.copyOf(arguments);
    }

    @Override
    public String toString() {
      return arguments.stream()
          .map(
              argument -> argument instanceof PipeNode ? "(" + argument + ")" : argument.toString())
          .collect(Collectors.joining(" "));
    }
  }

  record FieldNode(int position, List<String> names) implements Operand {
    public FieldNode {
      names = List.copyOf(names);
    }

    @Override
    public String toString() {
      return "." + String.join(".", names);
    }
  }

  /// `$x` and the fields behind it; the first name includes the `$`.
  record VariableNode(int position, List<String> names) implements Operand {
    public VariableNode {
      names = List.copyOf(names);
    }

    @Override
    public String toString() {
      return String.join(".", names);
    }
  }

  record ChainNode(int position, Operand node, List<String> fields) implements Operand {
    public ChainNode {
      fields = List.copyOf(fields);
    }

    @Override
    public String toString() {
      String start = node instanceof PipeNode ? "(" + node + ")" : node.toString();
      return start + "." + String.join(".", fields);
    }
  }

  record IdentifierNode(int position, String name, GoFunction function) implements Operand {
    @Override
    public String toString() {
      return name;
    }
  }

  record DotNode(int position) implements Operand {
    @Override
    public String toString() {
      return ".";
    }
  }

  record NilNode(int position) implements Operand {
    @Override
    public String toString() {
      return "nil";
    }
  }

  record BoolNode(int position, Boolean value) implements Operand {
    @Override
    public String toString() {
      return value.toString();
    }
  }

  record StringNode(int position, String quoted, String value) implements Operand {
    @Override
    public String toString() {
      return quoted;
    }
  }

  /// A number can be several things at once: `3` is an integer and a float.
  record NumberNode(
      int position,
      String text,
      @Nullable Long integer,
      @Nullable Long unsigned,
      @Nullable Double real,
      @Nullable Object ideal)
      implements Operand {
    @Override
    public String toString() {
      return text;
    }
  }
}
