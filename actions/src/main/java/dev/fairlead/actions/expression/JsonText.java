package dev.fairlead.actions.expression;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Iterator;

/// Values as pretty JSON.
final class JsonText {

  private JsonText() {}

  static void write(Value value, int depth, StringBuilder to) {
    switch (value) {
      case Value.Null() -> to.append("null");
      case Value.Bool(boolean bool) -> to.append(bool);
      case Value.Num(double number) -> to.append(Numbers.format(number));
      case Value.Text(String text) -> quote(text, to);
      case Value.Items items -> {
        if (items.values().isEmpty()) {
          to.append("[]");
          return;
        }
        to.append('[');
        for (Iterator<Value> each = items.values().iterator(); each.hasNext(); ) {
          line(depth + 1, to);
          write(each.next(), depth + 1, to);
          if (each.hasNext()) {
            to.append(',');
          }
        }
        line(depth, to);
        to.append(']');
      }
      case Value.Fields fields -> {
        if (fields.values().isEmpty()) {
          to.append("{}");
          return;
        }
        to.append('{');
        for (var each = fields.values().entrySet().iterator(); each.hasNext(); ) {
          var field = each.next();
          line(depth + 1, to);
          quote(field.getKey(), to);
          to.append(": ");
          write(field.getValue(), depth + 1, to);
          if (each.hasNext()) {
            to.append(',');
          }
        }
        line(depth, to);
        to.append('}');
      }
    }
  }

  private static void line(int depth, StringBuilder to) {
    to.append('\n').repeat("  ", depth);
  }

  private static void quote(String text, StringBuilder to) {
    to.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, to);
    to.append('"');
  }
}
