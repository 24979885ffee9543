package dev.fairlead.chart.template;

import dev.fairlead.chart.go.Boxed;
import dev.fairlead.chart.go.Budget;
import dev.fairlead.chart.go.GoBytes;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoFormat;
import dev.fairlead.chart.go.GoFunction;
import dev.fairlead.chart.go.GoInt;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoObject;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoType;
import dev.fairlead.chart.go.GoUint;
import dev.fairlead.chart.go.GoValues;
import dev.fairlead.chart.go.Invalid;
import dev.fairlead.chart.go.LimitReached;
import dev.fairlead.chart.template.Node.ChainNode;
import dev.fairlead.chart.template.Node.CommandNode;
import dev.fairlead.chart.template.Node.FieldNode;
import dev.fairlead.chart.template.Node.IdentifierNode;
import dev.fairlead.chart.template.Node.ListNode;
import dev.fairlead.chart.template.Node.Operand;
import dev.fairlead.chart.template.Node.PipeNode;
import dev.fairlead.chart.template.Node.Statement;
import dev.fairlead.chart.template.Node.VariableNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Go's template executor (`text/template/exec.go`) with `missingkey=zero`.
///
/// An evaluated value is [Invalid], a [Boxed] interface value, or a plain value. Which node was
/// visited last is part of every error message, so [#at] is called exactly where Go calls it.
final class Executor {
  private static final int MAX_DEPTH = 100_000;
  private static final int COUNTED_TEXT = 1 << 12;
  private static final int COUNTED_ITEMS = 1 << 10;
  private static final Object MISSING = new Object();

  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  /// A variable, and where its value was read.
  private static final class Variable {
    private final String name;
    private Object value;
    private @Nullable Origin origin;

    Variable(String name, Object value, @Nullable Origin origin) {
      this.name = name;
      this.value = value;
      this.origin = origin;
    }
  }

  private final Execution execution;
  private final Budget budget;
  private final @Nullable Tracer tracer;
  private final TemplateSet set;
  private final Tree tree;
  private final StringBuilder out;
  private final int depth;
  private final List<Variable> variables = new ArrayList<>(4);

  private Node node;
  private @Nullable String nilPath;

  /// Where the value was read that was evaluated last; null where it was made. Two fields, because
  /// every step of every field passes here and an error hardly ever asks.
  private @Nullable Object holder;

  private @Nullable Object key;
  private @Nullable Origin dotOrigin;
  private @Nullable Misread misread;

  Executor(
      Execution execution,
      TemplateSet set,
      Tree tree,
      StringBuilder out,
      @Nullable Object data,
      int depth) {
    this.execution = execution;
    this.budget = execution.budget();
    this.tracer = execution.tracer();
    this.set = set;
    this.tree = tree;
    this.out = out;
    this.depth = depth;
    this.node = tree.root();
    push("$", data == null ? Invalid.VALUE : data);
  }

  void run(@Nullable Object data) {
    try {
      walkList(data == null ? Invalid.VALUE : data, tree.root());
    } catch (LimitReached e) {
      throw e.at(tree.source().location(node.position()));
    }
  }

  // Variables.

  private void push(String name, Object value) {
    variables.add(new Variable(name, value, origin()));
  }

  private int mark() {
    return variables.size();
  }

  private void pop(int mark) {
    for (int i = variables.size() - 1; i >= mark; i--) {
      variables.remove(i);
    }
  }

  private Variable find(String name) {
    for (int i = variables.size() - 1; i >= 0; i--) {
      Variable variable = variables.get(i);
      if (variable.name.equals(name)) {
        return variable;
      }
    }
    throw error("undefined variable: " + name);
  }

  private static void set(Variable variable, Object value, @Nullable Origin origin) {
    variable.value = value;
    variable.origin = origin;
  }

  // Where values were read.

  private @Nullable Origin origin() {
    return holder == null || key == null ? null : new Origin(holder, key);
  }

  private void read(Object from, Object at) {
    holder = from;
    key = at;
  }

  private void read(@Nullable Origin from) {
    holder = from == null ? null : from.holder();
    key = from == null ? null : from.key();
  }

  /// What is made here was read nowhere.
  private void made() {
    holder = null;
    key = null;
  }

  /// The value that was read last is what the coming error is about.
  private void blame(@Nullable Object value, List<String> wanted) {
    misread = Misread.of(origin(), execution::handedOver, wanted, Boxed.unbox(value));
  }

  // Errors.

  private void at(Node visited) {
    node = visited;
  }

  private ExecutionException error(String message) {
    return error(message, null);
  }

  private ExecutionException error(String message, @Nullable GoError inner) {
    Source source = tree.source();
    String location = source.location(node.position());
    String text =
        "template: "
            + location
            + ": executing "
            + GoStrings.quote(tree.name())
            + " at <"
            + node
            + ">: "
            + message;
    int column = Integer.parseInt(location.substring(location.lastIndexOf(':') + 1)) + 1;
    String path =
        nilPath != null
            ? nilPath
            : inner instanceof ExecutionException below ? below.nilPath() : null;
    return new ExecutionException(
        text, message, inner, source.name(), source.line(node.position()), column, path, misread);
  }

  // Statements.

  private Flow walkList(Object dot, ListNode list) {
    at(list);
    List<Statement> statements = list.nodes();
    for (int i = 0; i < statements.size(); i++) {
      Flow flow = walk(dot, statements.get(i));
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  private Flow walk(Object dot, Statement statement) {
    at(statement);
    if (tracer != null) {
      tracer.at(statement);
    }
    switch (statement) {
      case Node.TextNode text -> {
        if (tracer != null) {
          tracer.text(text);
        }
        print(text.text());
      }
      case Node.ActionNode(int _, PipeNode pipe) -> {
        budget.tick();
        Object value = pipeline(dot, pipe);
        if (pipe.declared().isEmpty()) {
          at(statement);
          String text = printable(value);
          if (tracer != null) {
            tracer.value(value, text);
          }
          print(text);
        }
      }
      case Node.IfNode(int _, PipeNode pipe, ListNode list, ListNode otherwise) -> {
        return branch(false, dot, pipe, list, otherwise);
      }
      case Node.WithNode(int _, PipeNode pipe, ListNode list, ListNode otherwise) -> {
        return branch(true, dot, pipe, list, otherwise);
      }
      case Node.RangeNode range -> range(dot, range);
      case Node.TemplateNode template -> template(dot, template);
      case Node.BreakNode _ -> {
        return Flow.BREAK;
      }
      case Node.ContinueNode _ -> {
        return Flow.CONTINUE;
      }
      case Node.EndNode _, Node.ElseNode _ -> throw error("unknown node: " + statement);
    }
    return Flow.NEXT;
  }

  private void print(String text) {
    budget.wrote(text.length());
    out.append(text);
  }

  private static String printable(Object value) {
    if (value instanceof GoObject object) {
      return object.printed();
    }
    return value == Invalid.VALUE ? "<no value>" : GoFormat.print(Boxed.unbox(value));
  }

  private Flow branch(
      boolean with, Object dot, PipeNode pipe, ListNode list, @Nullable ListNode otherwise) {
    int mark = mark();
    Object value = pipeline(dot, pipe);
    Flow flow = Flow.NEXT;
    if (GoValues.isTrue(value)) {
      Origin outer = dotOrigin;
      dotOrigin = with ? origin() : outer;
      flow = walkList(with ? value : dot, list);
      dotOrigin = outer;
    } else if (otherwise != null) {
      flow = walkList(dot, otherwise);
    }
    pop(mark);
    return flow;
  }

  private void range(Object dot, Node.RangeNode range) {
    at(range);
    int outer = mark();
    Object value = Boxed.unbox(pipeline(dot, range.pipe()));
    int mark = mark();
    int declared = range.pipe().declared().size();
    boolean assign = range.pipe().assign();
    boolean ran = false;
    switch (value) {
      case null -> {}
      case GoList list -> {
        for (int i = 0; i < list.size(); i++) {
          ran = true;
          Object item = list.isAny() ? Boxed.of(list.get(i)) : element(list.get(i));
          read(list, i);
          if (tracer != null) {
            tracer.read(list, i);
          }
          if (iteration(range, declared, assign, mark, new GoInt(i), item) == Flow.BREAK) {
            break;
          }
        }
      }
      case GoBytes bytes -> {
        for (int i = 0; i < bytes.bytes().length; i++) {
          ran = true;
          Object item = new GoUint("uint8", bytes.bytes()[i] & 0xff);
          made();
          if (iteration(range, declared, assign, mark, new GoInt(i), item) == Flow.BREAK) {
            break;
          }
        }
      }
      case GoMap map -> {
        for (String name : map.sortedKeys()) {
          ran = true;
          Object item = map.isDict() ? Boxed.of(map.get(name)) : element(map.get(name));
          read(map, name);
          if (tracer != null) {
            tracer.read(map, name);
          }
          if (iteration(range, declared, assign, mark, name, item) == Flow.BREAK) {
            break;
          }
        }
      }
      case Long count -> ran = count(range, declared, assign, mark, count, value);
      case GoInt count -> ran = count(range, declared, assign, mark, count.value(), value);
      case GoUint count -> ran = count(range, declared, assign, mark, count.value(), value);
      default -> {
        blame(value, List.of());
        throw error("range can't iterate over " + GoFormat.print(value));
      }
    }
    if (!ran && range.otherwise() != null) {
      walkList(dot, range.otherwise());
    }
    pop(outer);
  }

  private static Object element(@Nullable Object value) {
    return value == null ? Invalid.VALUE : value;
  }

  private boolean count(
      Node.RangeNode range, int declared, boolean assign, int mark, long count, Object like) {
    if (declared > 1) {
      throw error("can't use " + GoFormat.print(like) + " to iterate over more than one variable");
    }
    boolean ran = false;
    for (long i = 0; i < count; i++) {
      ran = true;
      Object item =
          switch (like) {
            case Long _ -> (Object) i;
            case GoUint(String type, long _) -> new GoUint(type, i);
            default -> new GoInt(i);
          };
      made();
      if (iteration(range, declared, assign, mark, item, item) == Flow.BREAK) {
        break;
      }
    }
    return ran;
  }

  private Flow iteration(
      Node.RangeNode range, int declared, boolean assign, int mark, Object index, Object item) {
    budget.tick();
    List<VariableNode> names = range.pipe().declared();
    Origin outer = dotOrigin;
    Origin origin = origin();
    dotOrigin = origin;
    if (declared > 0) {
      Object first = declared > 1 ? index : item;
      if (assign) {
        set(find(names.getFirst().names().getFirst()), first, declared > 1 ? null : origin);
        if (declared > 1) {
          set(find(names.get(1).names().getFirst()), item, origin);
        }
      } else {
        // The last variable of the pipeline is on top.
        set(variables.get(mark - 1), item, origin);
        if (declared > 1) {
          set(variables.get(mark - 2), index, null);
        }
      }
    }
    Flow flow = walkList(item, range.list());
    dotOrigin = outer;
    pop(mark);
    return flow;
  }

  private void template(Object dot, Node.TemplateNode template) {
    at(template);
    Tree called = set.find(template.name());
    if (called == null) {
      throw error("template " + GoStrings.quote(template.name()) + " not defined");
    }
    if (depth == MAX_DEPTH) {
      throw error("exceeded maximum template depth (" + MAX_DEPTH + ")");
    }
    Object data = template.pipe() == null ? Invalid.VALUE : pipeline(dot, template.pipe());
    Executor inner = new Executor(execution, set, called, out, data, depth + 1);
    if (tracer == null) {
      inner.run(data);
      return;
    }
    tracer.enter(called, false);
    try {
      inner.run(data);
    } finally {
      tracer.leave(null);
    }
  }

  // Expressions.

  private Object pipeline(Object dot, PipeNode pipe) {
    at(pipe);
    Object value = MISSING;
    List<CommandNode> commands = pipe.commands();
    for (int i = 0; i < commands.size(); i++) {
      value = command(dot, commands.get(i), value);
      if (value instanceof Boxed(var inside)) {
        value = inside == null ? Invalid.VALUE : inside;
      }
    }
    List<VariableNode> declared = pipe.declared();
    for (int i = 0; i < declared.size(); i++) {
      String name = declared.get(i).names().getFirst();
      if (pipe.assign()) {
        set(find(name), value, origin());
      } else {
        push(name, value);
      }
    }
    return value;
  }

  private Object command(Object dot, CommandNode command, Object last) {
    List<Operand> arguments = command.arguments();
    Operand first = arguments.getFirst();
    return switch (first) {
      case FieldNode field -> field(dot, field, arguments, last);
      case ChainNode chain -> chain(dot, chain, arguments, last);
      case IdentifierNode function -> function(dot, function, command, arguments, last);
      case PipeNode pipe -> {
        notAFunction(arguments, last);
        yield pipeline(dot, pipe);
      }
      case VariableNode variable -> variable(dot, variable, arguments, last);
      case Node.BoolNode _,
          Node.DotNode _,
          Node.NilNode _,
          Node.NumberNode _,
          Node.StringNode _ -> {
        at(first);
        notAFunction(arguments, last);
        read(first instanceof Node.DotNode ? dotOrigin : null);
        yield literal(dot, first);
      }
    };
  }

  private Object literal(Object dot, Operand operand) {
    return switch (operand) {
      case Node.BoolNode bool -> bool.value();
      case Node.DotNode _ -> dot;
      case Node.NumberNode number -> constant(number);
      case Node.StringNode string -> string.value();
      case Node.NilNode _ -> throw error("nil is not a command");
      default -> throw error("can't evaluate command " + GoStrings.quote(operand.toString()));
    };
  }

  private Object constant(Node.NumberNode number) {
    at(number);
    if (number.ideal() == null) {
      throw error(number.text() + " overflows int");
    }
    return number.ideal();
  }

  private void notAFunction(@Nullable List<Operand> arguments, Object last) {
    if ((arguments != null && arguments.size() > 1) || last != MISSING) {
      throw error(
          "can't give argument to non-function "
              + (arguments == null ? "" : arguments.getFirst().toString()));
    }
  }

  private Object field(
      Object dot, FieldNode field, @Nullable List<Operand> arguments, Object last) {
    at(field);
    read(dotOrigin);
    return fields(dot, dot, field, field.names(), 0, arguments, last);
  }

  private Object chain(
      Object dot, ChainNode chain, @Nullable List<Operand> arguments, Object last) {
    at(chain);
    if (chain.node() instanceof Node.NilNode) {
      throw error("indirection through explicit nil in " + chain);
    }
    Object start = argument(dot, null, chain.node());
    return fields(dot, start, chain, chain.fields(), 0, arguments, last);
  }

  /// What the fields of a node hang on, as it is written.
  private static String prefix(Node node) {
    return switch (node) {
      case VariableNode variable -> variable.names().getFirst();
      case ChainNode(int _, PipeNode pipe, List<String> _) -> "(" + pipe + ")";
      case ChainNode chain -> chain.node().toString();
      default -> "";
    };
  }

  private Object variable(
      Object dot, VariableNode variable, @Nullable List<Operand> arguments, Object last) {
    at(variable);
    Variable found = find(variable.names().getFirst());
    read(found.origin);
    if (variable.names().size() == 1) {
      notAFunction(arguments, last);
      return found.value;
    }
    return fields(dot, found.value, variable, variable.names(), 1, arguments, last);
  }

  private Object fields(
      Object dot,
      Object start,
      Node at,
      List<String> path,
      int from,
      @Nullable List<Operand> arguments,
      Object last) {
    Object receiver = start;
    int end = path.size() - 1;
    for (int i = from; i < end; i++) {
      receiver = fieldOf(dot, path, i, from, at, null, MISSING, receiver);
    }
    return fieldOf(dot, path, end, from, at, arguments, last, receiver);
  }

  private Object fieldOf(
      Object dot,
      List<String> path,
      int index,
      int from,
      Node at,
      @Nullable List<Operand> arguments,
      Object last,
      Object receiver) {
    String name = path.get(index);
    if (receiver == Invalid.VALUE) {
      return Invalid.VALUE;
    }
    Object value = Boxed.unbox(receiver);
    if (value == null) {
      String prefix = prefix(at);
      nilPath = prefix + "." + String.join(".", path.subList(from, index));
      if (index == from) {
        nilPath = prefix.isEmpty() ? "." : prefix;
      }
      blame(null, path.subList(index, path.size()));
      throw error("nil pointer evaluating interface {}." + name);
    }
    GoFunction method = method(value, name);
    if (method != null) {
      if (tracer != null) {
        method = tracer.method(value, method);
      }
      return call(dot, method, at, name, arguments, last);
    }
    boolean hasArguments = (arguments != null && arguments.size() > 1) || last != MISSING;
    switch (value) {
      case GoMap map -> {
        if (hasArguments) {
          throw error(name + " is not a method but has arguments");
        }
        Object found = map.get(name);
        read(map, name);
        if (tracer != null) {
          tracer.read(map, name);
        }
        return switch (map.type()) {
          case INTERFACE, VALUES, CHARTUTIL_VALUES -> Boxed.of(found);
          case STRING -> found == null ? "" : found;
          case FILES -> found == null ? new GoBytes(new byte[0]) : found;
        };
      }
      case GoObject object -> {
        Object found = object.field(name);
        if (!GoObject.NO_FIELD.equals(found)) {
          if (tracer != null) {
            tracer.field(object, name, found);
          }
          made();
          if (hasArguments) {
            throw error(name + " has arguments but cannot be invoked as function");
          }
          return found == null ? Boxed.NIL : found;
        }
      }
      default -> {
        // Nothing else has fields.
      }
    }
    blame(value, path.subList(index, path.size()));
    throw error("can't evaluate field " + name + " in type " + GoValues.type(receiver));
  }

  private static @Nullable GoFunction method(Object value, String name) {
    return switch (value) {
      case GoMap map when map.type() != GoMap.Type.INTERFACE -> Methods.of(map, name);
      case GoObject object -> object.method(name);
      case GoList list when list.type().endsWith(".VersionSet") -> Methods.of(list, name);
      case dev.fairlead.chart.go.GoMoment time -> Methods.of(time, name);
      default -> null;
    };
  }

  private Object function(
      Object dot,
      IdentifierNode function,
      Node command,
      @Nullable List<Operand> arguments,
      Object last) {
    at(function);
    return call(dot, function.function(), command, function.name(), arguments, last);
  }

  private Object call(
      Object dot,
      GoFunction function,
      Node at,
      String name,
      @Nullable List<Operand> words,
      Object last) {
    // The first word is the function.
    int given = words == null ? 0 : words.size() - 1;
    List<GoType> types = function.parameters();
    boolean piped = last != MISSING;
    int count = given + (piped ? 1 : 0);
    int fixed = given;
    if (function.variadic()) {
      fixed = types.size() - 1;
      if (count < fixed) {
        throw error(
            "wrong number of args for " + name + ": want at least " + fixed + " got " + given);
      }
    } else if (count != types.size()) {
      throw error("wrong number of args for " + name + ": want " + types.size() + " got " + count);
    }
    if (function.body() == Control.AND || function.body() == Control.OR) {
      return shortCircuit(dot, function.body() == Control.OR, words, last);
    }
    Origin pipedFrom = piped ? origin() : null;
    ArgumentOrigins from = new ArgumentOrigins();
    @Nullable Object[] evaluated = new @Nullable Object[count];
    for (int i = 0; words != null && i < given; i++) {
      GoType type = types.get(Math.min(i, types.size() - 1));
      evaluated[i] = plain(argument(dot, type, words.get(i + 1)), type);
      from.add(i, evaluated[i], holder, key);
    }
    if (piped) {
      GoType type =
          function.variadic() && count - 1 < fixed ? types.get(count - 1) : types.getLast();
      read(pipedFrom);
      evaluated[count - 1] = plain(validate(last, type), type);
      from.add(count - 1, evaluated[count - 1], holder, key);
    }
    if (tracer != null) {
      tracer.call(function, evaluated);
    }
    try {
      Object result;
      if (function.body() == Control.INCLUDE) {
        result =
            execution.include(set, (String) Objects.requireNonNull(evaluated[0]), evaluated[1]);
      } else if (function.body() == Control.TPL) {
        result = execution.tpl(set, (String) Objects.requireNonNull(evaluated[0]), evaluated[1]);
      } else if (function.body() == Control.CALL) {
        throw uncallable(evaluated[0], words == null || given == 0 ? callee(last) : words.get(1));
      } else {
        result = function.body().call(evaluated);
        from.handOver(name, evaluated, result, execution::handOver);
        count(result);
      }
      if (tracer != null) {
        tracer.called(function, evaluated, result);
      }
      made();
      return switch (result) {
        case null -> Boxed.NIL;
        case GoObject object -> object.passed();
        case Object value -> value;
      };
    } catch (GoError e) {
      at(at);
      if (!(function.body() instanceof Control)) {
        misread = from.misread(name, evaluated, execution::handedOver);
      }
      throw error("error calling " + name + ": " + e.text(), e);
    } catch (StackOverflowError _) {
      // Go would end the process; the render's stack is large, so this is endless recursion.
      at(at);
      throw error(
          "error calling " + name + ": stack overflow: the templates call each other too deeply");
    }
  }

  /// Small results are not worth counting.
  private void count(@Nullable Object result) {
    if (result instanceof String text) {
      if (text.length() > COUNTED_TEXT) {
        budget.text(text.length());
      }
    } else if (result instanceof GoList list && list.size() > COUNTED_ITEMS) {
      budget.items(list.size());
    }
  }

  /// No value of a template is a function, so `call` always fails; its message names what it got.
  private static GoError uncallable(@Nullable Object value, Object callee) {
    return Boxed.unbox(value) == null
        ? new GoError("call of nil")
        : new GoError("non-function " + callee + " of type " + GoValues.type(Boxed.unbox(value)));
  }

  /// `reflect.Value.String()` of what was piped.
  private static String callee(Object piped) {
    if (piped == Invalid.VALUE) {
      return "<invalid Value>";
    }
    return piped instanceof String text ? text : "<" + GoValues.type(piped) + " Value>";
  }

  /// What the function sees: reflect parameters keep their box.
  private static @Nullable Object plain(Object value, GoType type) {
    return type == GoType.REFLECT ? value : Boxed.unbox(value);
  }

  private Object shortCircuit(Object dot, boolean or, @Nullable List<Operand> words, Object last) {
    Object value = Invalid.VALUE;
    for (int i = 1; words != null && i < words.size(); i++) {
      value = argument(dot, GoType.REFLECT, words.get(i));
      if (GoValues.isTrue(value) == or) {
        return value;
      }
    }
    return last == MISSING ? value : validate(last, GoType.REFLECT);
  }

  private Object validate(Object value, @Nullable GoType type) {
    if (value == Invalid.VALUE) {
      if (type == null || type.nilable()) {
        return Invalid.VALUE;
      }
      blame(null, List.of());
      throw error("invalid value; expected " + type);
    }
    if (type == null || type == GoType.ANY || type == GoType.REFLECT) {
      return value;
    }
    if (value instanceof Boxed(var inside)) {
      if (inside == null) {
        blame(null, List.of());
        throw error("wrong type for value; expected " + type + "; got interface {}");
      }
      if (assignable(inside, type)) {
        return inside;
      }
      blame(inside, List.of());
      throw error("wrong type for value; expected " + type + "; got " + GoValues.type(inside));
    }
    if (assignable(value, type)) {
      return value;
    }
    blame(value, List.of());
    throw error("wrong type for value; expected " + type + "; got " + GoValues.type(value));
  }

  private static boolean assignable(Object value, GoType type) {
    return switch (type) {
      case ANY, REFLECT -> true;
      case STRING -> value instanceof String;
      case BOOL -> value instanceof Boolean;
      case INT -> value instanceof GoInt;
      case INT64 -> value instanceof Long;
      case UINT32 -> value instanceof GoUint(String name, long _) && name.equals("uint32");
      case FLOAT64 -> value instanceof Double;
      case DICT -> value instanceof GoMap map && map.isDict();
      case LIST -> value instanceof GoList list && list.isAny();
      case TIME -> value instanceof dev.fairlead.chart.go.GoMoment;
      case CERTIFICATE -> value instanceof GoObject object && object.type().equals(type.toString());
      case HASH_ALGORITHM -> false;
      case VERSION -> value instanceof GoObject object && object.type().equals(type.toString());
    };
  }

  private Object argument(Object dot, @Nullable GoType type, Operand operand) {
    at(operand);
    return switch (operand) {
      case Node.DotNode _ -> {
        read(dotOrigin);
        yield validate(dot, type);
      }
      case Node.NilNode _ -> {
        made();
        if (type == null || type.nilable()) {
          yield Invalid.VALUE;
        }
        throw error("cannot assign nil to " + type);
      }
      case FieldNode field -> validate(field(dot, field, null, MISSING), type);
      case VariableNode variable -> validate(variable(dot, variable, null, MISSING), type);
      case PipeNode pipe -> validate(pipeline(dot, pipe), type);
      case IdentifierNode function ->
          validate(function(dot, function, function, null, MISSING), type);
      case ChainNode chain -> validate(chain(dot, chain, null, MISSING), type);
      case Node.BoolNode _, Node.NumberNode _, Node.StringNode _ -> {
        made();
        yield typedLiteral(operand, type);
      }
    };
  }

  private Object typedLiteral(Operand operand, @Nullable GoType type) {
    return switch (type) {
      case null -> literal(Invalid.VALUE, operand);
      case ANY, REFLECT -> {
        at(operand);
        yield literal(Invalid.VALUE, operand);
      }
      case BOOL -> {
        if (operand instanceof Node.BoolNode bool) {
          yield bool.value();
        }
        throw error("expected bool; found " + operand);
      }
      case STRING, HASH_ALGORITHM -> {
        if (operand instanceof Node.StringNode string) {
          yield string.value();
        }
        throw error("expected string; found " + operand);
      }
      case INT, INT64 -> {
        if (operand instanceof Node.NumberNode number && number.integer() != null) {
          yield type == GoType.INT ? new GoInt(number.integer()) : number.integer();
        }
        throw error("expected integer; found " + operand);
      }
      case UINT32 -> {
        if (operand instanceof Node.NumberNode number && number.unsigned() != null) {
          yield new GoUint("uint32", number.unsigned());
        }
        throw error("expected unsigned integer; found " + operand);
      }
      case FLOAT64 -> {
        if (operand instanceof Node.NumberNode number && number.real() != null) {
          yield number.real();
        }
        throw error("expected float; found " + operand);
      }
      case DICT, LIST, TIME, CERTIFICATE, VERSION ->
          throw error("can't handle " + operand + " for arg of type " + type);
    };
  }
}
