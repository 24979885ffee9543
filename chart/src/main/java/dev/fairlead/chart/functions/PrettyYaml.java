package dev.fairlead.chart.functions;

import dev.fairlead.chart.go.Boxed;
import dev.fairlead.chart.go.GoBytes;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoInt;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoMoment;
import dev.fairlead.chart.go.GoObject;
import dev.fairlead.chart.go.GoTime;
import dev.fairlead.chart.go.GoUint;
import dev.fairlead.chart.go.GoValues;
import dev.fairlead.chart.go.Walk;
import dev.fairlead.yaml.PrettyYamlWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `toYamlPretty`: go-yaml v3, which looks at the Go values themselves and not at their JSON.
final class PrettyYaml {
  private PrettyYaml() {}

  static String write(@Nullable Object value) {
    Walk walk = new Walk();
    String text = PrettyYamlWriter.write(out -> value(out, value, walk));
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private static void value(PrettyYamlWriter out, @Nullable Object value, Walk walk) {
    switch (value) {
      case null -> out.plain("null");
      case Boxed boxed -> value(out, boxed.value(), walk);
      case String text -> {
        walk.text(text);
        out.text(text);
      }
      case Boolean bool -> out.plain(bool.toString());
      case Double number -> out.number(number);
      case Long number -> out.plain(number.toString());
      case GoInt number -> out.plain(Long.toString(number.value()));
      case GoUint number -> out.plain(number.toString());
      case GoMoment time -> out.plain(GoTime.rfc3339Nano(time));
      case GoMap map -> {
        walk.enter(map.size());
        out.mapping(map.entries().keySet(), key -> value(out, map.get(key), walk));
        walk.leave();
      }
      case GoList list -> {
        walk.enter(list.size());
        out.sequence(list.size(), i -> value(out, list.get(i), walk));
        walk.leave();
      }
      case GoBytes bytes ->
          out.sequence(
              bytes.bytes().length,
              i -> out.plain(Integer.toString(Byte.toUnsignedInt(bytes.bytes()[i]))));
      case GoObject object when object.isStringer() -> out.text(object.text());
      case GoObject object -> {
        // The names of a struct's fields in lower case.
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        object
            .fields()
            .forEach(field -> fields.put(field.name().toLowerCase(Locale.ROOT), field.value()));
        out.fields(List.copyOf(fields.keySet()), name -> value(out, fields.get(name), walk));
      }
      default -> throw new GoError("cannot marshal type: " + GoValues.type(value));
    }
  }
}
