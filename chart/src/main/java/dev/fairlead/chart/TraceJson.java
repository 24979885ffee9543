package dev.fairlead.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.model.Position;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A [Trace] as JSON, as `fairlead template --trace FILE` writes it.
final class TraceJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TraceJson() {}

  static String write(Trace.Traced traced) {
    try {
      return GoStrings.sanitized(
          JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree(traced)) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON can be written", e);
    }
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode tree(Trace.Traced traced) {
    Trace trace = traced.trace();
    ObjectNode out = object();
    ArrayNode values = out.putArray("values");
    for (Trace.ValueRead read : trace.values()) {
      ObjectNode each = values.addObject().put("path", read.path()).put("found", read.found());
      if (read.whole()) {
        each.put("whole", true);
      }
      put(each, "by", read.by());
    }
    ArrayNode files = out.putArray("files");
    for (Trace.FileRead read : trace.files()) {
      files.addObject().put("path", read.path()).put("found", read.found());
    }
    strings(out.putArray("objects"), trace.objects());
    strings(out.putArray("templates"), trace.templates());
    ArrayNode unused = out.putArray("unused");
    for (Trace.UnusedValue value : trace.unused()) {
      ObjectNode each = unused.addObject().put("path", value.path());
      source(each, value.source());
      each.put("reason", name(value.reason()));
    }
    ArrayNode origins = out.putArray("origins");
    for (Trace.ValueOrigin origin : trace.origins()) {
      source(origins.addObject().put("path", origin.path()), origin.source());
    }
    documents(out.putArray("documents"), traced.rendered(), trace.lines());
    return out;
  }

  private static void documents(ArrayNode into, Rendered rendered, List<Trace.OutputLine> lines) {
    int next = 0;
    for (int i = 0; i < rendered.documents().size(); i++) {
      Rendered.Document document = rendered.documents().get(i);
      ObjectNode each =
          into.addObject()
              .put("path", document.path())
              .put("kind", document.resourceKind())
              .put("name", document.name());
      ArrayNode array = each.putArray("lines");
      for (; next < lines.size() && lines.get(next).document() == i; next++) {
        ObjectNode line = array.addObject().put("line", lines.get(next).line());
        ArrayNode from = line.putArray("from");
        for (Trace.Printed printed : lines.get(next).from()) {
          ObjectNode place =
              from.addObject().put("at", show(printed.at())).put("template", printed.template());
          if (!printed.via().isEmpty()) {
            strings(place.putArray("via"), printed.via().stream().map(TraceJson::show).toList());
          }
        }
      }
    }
  }

  private static void source(ObjectNode into, Trace.Source source) {
    into.put("kind", name(source.kind())).put("source", source.source());
    put(into, "at", source.at());
  }

  private static void put(ObjectNode into, String key, Optional<Position> at) {
    at.ifPresent(place -> into.put(key, show(place)));
  }

  private static String show(Position at) {
    return at.toString();
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void strings(ArrayNode into, List<String> texts) {
    texts.forEach(into::add);
  }
}
