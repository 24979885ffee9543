package dev.fairlead.sandbox.node;

import java.io.IOException;
import java.util.Optional;

/// Pods that share the machine's network: each has an address, and must bind to it rather than to
/// all addresses where another Pod uses the same port. Needs no rights.
final class SharedNetwork implements PodNetwork {
  private final AddressRange range;

  SharedNetwork(AddressRange range) {
    this.range = range;
  }

  @Override
  public Attachment attach() throws IOException {
    return new Attachment(range.take(), Optional.empty());
  }

  @Override
  public void detach(Attachment attachment) {
    range.giveBack(attachment.address());
  }

  @Override
  public void close() {
    range.close();
  }
}
