package dev.fairlead.chart.template;

import dev.fairlead.chart.go.Boxed;
import dev.fairlead.chart.go.GoFunction;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoObject;
import dev.fairlead.chart.template.Node.Statement;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Watches a run: what it reads, and which line of which template printed what. It only looks; the
/// run is the same with and without it. Confined to the run's thread.
public final class Tracer {

  /// A template at work.
  private static final class Frame {
    private final Tree tree;
    private final @Nullable Place from;
    private final LineLog lines;
    private @Nullable Statement at;
    private @Nullable Place place;

    Frame(Tree tree, @Nullable Place from, LineLog lines) {
      this.tree = tree;
      this.from = from;
      this.lines = lines;
    }
  }

  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private final Reads reads = new Reads(this::here);
  private final Set<String> templates = new LinkedHashSet<>();
  private final IdentityHashMap<Statement, Integer> lineNumbers = new IdentityHashMap<>();

  /// The lines of texts that templates made, by identity.
  private final IdentityHashMap<String, LineLog> texts = new IdentityHashMap<>();

  private @Nullable LineLog last;

  // What is to be known before.

  /// A value, with all that is in it, has a path in the values.
  public void values(GoMap map, List<Object> path) {
    reads.values(map, path);
  }

  /// A value is a built-in object.
  public void object(@Nullable Object value, String name) {
    reads.object(value, name);
  }

  /// A map is the files of a chart.
  public void files(GoMap map, String chart) {
    reads.files(map, chart);
  }

  // What is known afterwards.

  /// What is told of a path that was read.
  ///
  /// @param first where it was read first
  /// @param whole whether with all that is in it
  /// @param found whether it was there
  /// @param single whether for itself, not only as a part of something that was read whole
  public record Read(
      List<Object> path, @Nullable Place first, boolean whole, boolean found, boolean single) {}

  /// The paths that were read, in the order of the first time.
  public List<Read> reads() {
    return reads.values().entrySet().stream()
        .map(entry -> {
          Reads.Read read = entry.getValue();
          return new Read(entry.getKey(), read.first(), read.whole(), read.found(), read.single());
        })
        .toList();
  }

  /// Files that were asked for, and whether they are there.
  public Map<String, Boolean> files() {
    return reads.files();
  }

  /// Parts of built-in objects that were read, as templates name them.
  public Set<String> objects() {
    return reads.objects();
  }

  /// Names of the files and definitions that were executed.
  public Set<String> templates() {
    return templates;
  }

  /// For each line of a text that [Execution#execute] gave, the places that it comes from.
  public List<Set<Place>> lines(String text) {
    LineLog log = texts.get(text);
    return log == null ? List.of() : log.lines();
  }

  // What the executor tells.

  private @Nullable Place here() {
    Frame frame = frames.peek();
    if (frame == null || frame.at == null) {
      return null;
    }
    if (frame.place == null) {
      frame.place = place(frame, lineOf(frame, frame.at));
    }
    return frame.place;
  }

  private static Place place(Frame frame, int line) {
    return new Place(frame.tree.source().name(), line, frame.tree.name(), frame.from);
  }

  private int lineOf(Frame frame, Statement statement) {
    return lineNumbers.computeIfAbsent(
        statement, each -> frame.tree.source().line(each.position()));
  }

  /// A template begins.
  ///
  /// @param apart whether it prints for itself, as opposed to what calls it
  void enter(Tree tree, boolean apart) {
    Frame outer = frames.peek();
    LineLog lines = apart || outer == null ? new LineLog() : outer.lines;
    frames.push(new Frame(tree, here(), lines));
    templates.add(tree.name());
  }

  /// It is over; a text that it printed for itself is known from now on.
  void leave(@Nullable String text) {
    Frame frame = frames.pop();
    if (text != null) {
      last = frame.lines;
      remember(text, frame.lines);
    }
  }

  private void remember(String text, LineLog lines) {
    if (!text.isEmpty()) {
      texts.put(text, lines);
    }
  }

  void at(Statement statement) {
    Frame frame = frames.element();
    frame.at = statement;
    frame.place = null;
  }

  /// A text of the template is printed.
  void text(Node.TextNode node) {
    Frame frame = frames.element();
    Map<Integer, Set<Place>> places = new HashMap<>();
    int first = lineOf(frame, node);
    frame.lines.add(
        node.text(), n -> places.computeIfAbsent(n, _ -> Set.of(place(frame, first + n))));
  }

  /// A value is printed.
  void value(Object value, String text) {
    reads.whole(value);
    Frame frame = frames.element();
    Place own = here();
    Set<Place> fallback = own == null ? Set.of() : Set.of(own);
    LineLog known = texts.get(text);
    frame.lines.add(
        text,
        n ->
            known == null || n >= known.size() || known.line(n).isEmpty()
                ? fallback
                : known.line(n));
  }

  void read(Object holder, Object key) {
    reads.read(holder, key);
  }

  void field(GoObject object, String name, @Nullable Object found) {
    reads.field(object, name, found);
  }

  /// A method that is about to be called.
  GoFunction method(Object receiver, GoFunction method) {
    return new GoFunction(
        method.name(),
        method.parameters(),
        method.variadic(),
        arguments -> {
          Object result = method.body().call(arguments);
          reads.method(receiver, method.name(), arguments, result);
          return result;
        });
  }

  /// A function is about to be called.
  void call(GoFunction function, @Nullable Object[] arguments) {
    last = null;
    // A method tells for itself.
    if (!isMethod(function)) {
      reads.call(function.name(), arguments);
    }
  }

  private static boolean isMethod(GoFunction function) {
    return Character.isUpperCase(function.name().charAt(0));
  }

  /// It has been called.
  void called(GoFunction function, @Nullable Object[] arguments, @Nullable Object result) {
    reads.called(function.name(), arguments, result);
    if (!(result instanceof String text) || text.isEmpty() || texts.containsKey(text)) {
      return;
    }
    if (function.body() == Control.TPL && last != null) {
      texts.put(text, last);
      return;
    }
    for (Object argument : arguments) {
      Object plain = Boxed.unbox(argument);
      boolean known =
          (plain instanceof GoList list && text.length() < MAX_JOINED)
              ? list.items().stream().anyMatch(item -> derive(item, text))
              : derive(plain, text);
      if (known) {
        return;
      }
    }
  }

  /// Whether the lines of one text tell those of another one that was made of it.
  private boolean derive(@Nullable Object from, String made) {
    if (!(from instanceof String text)) {
      return false;
    }
    LineLog known = texts.get(text);
    if (known != null) {
      texts.put(made, LineLog.derived(text, known, made));
    }
    return known != null;
  }

  private static final int MAX_JOINED = 1 << 16;
}
