package dev.fairlead.delivery;

import java.util.List;
import java.util.stream.Stream;

/// The engines in the order of a delivery.
///
/// @param beforeRelease their stages must succeed before the revision may be deployed
/// @param afterRelease they deploy it
public record Engines(List<DeliveryEngine> beforeRelease, List<DeliveryEngine> afterRelease) {

  public Engines {
    beforeRelease = List.copyOf(beforeRelease);
    afterRelease = List.copyOf(afterRelease);
  }

  List<DeliveryEngine> all() {
    return Stream.concat(beforeRelease.stream(), afterRelease.stream()).toList();
  }
}
