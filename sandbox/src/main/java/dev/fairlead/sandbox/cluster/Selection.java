package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.FieldSelector;
import dev.fairlead.kubernetes.KubernetesException;
import dev.fairlead.kubernetes.LabelSelector;

/// Which objects of a list or watch are wanted: by labels and by fields.
record Selection(LabelSelector labels, FieldSelector fields) {
  static Selection of(Served.Entry entry, Http.Request request) {
    try {
      return new Selection(
          LabelSelector.parse(request.parameter("labelSelector")),
          FieldSelector.parse(entry.type(), request.parameter("fieldSelector")));
    } catch (KubernetesException e) {
      throw Statuses.of(e);
    }
  }

  boolean isEverything() {
    return labels.isEverything() && fields.isEverything();
  }

  boolean matches(ObjectNode object) {
    return labels.matchesObject(object) && fields.matches(object);
  }
}
