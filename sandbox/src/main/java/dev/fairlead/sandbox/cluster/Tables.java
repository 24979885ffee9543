package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

final class Tables {
  private Tables() {}

  record Columns() {
    static final Columns NONE = new Columns();

    ArrayNode definitions() {
      return Json.object().arrayNode();
    }

    ArrayNode cells(ObjectNode object, Instant now) {
      return Json.object().arrayNode();
    }

    ArrayNode blank() {
      return Json.object().arrayNode();
    }

    ObjectNode rowExtras(ObjectNode object) {
      return Json.object();
    }
  }

  static Columns of(Served.Entry entry) {
    return Columns.NONE;
  }
}
