package dev.fairlead.kubernetes;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// A range of IP addresses such as `10.0.0.0/8`.
///
/// @param first the address that was given, as a number
/// @param bits how many leading bits all addresses share
/// @param width 32 or 128
record AddressRange(BigInteger first, int bits, int width) {

  /// Reads a range whose form has been checked.
  static AddressRange of(String text) {
    int slash = text.indexOf('/');
    try {
      // a literal address: nothing is looked up
      byte[] address = InetAddress.getByName(text.substring(0, slash)).getAddress();
      return new AddressRange(
          new BigInteger(1, address),
          Integer.parseInt(text.substring(slash + 1)),
          address.length * 8);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not a range of addresses: " + text, e);
    }
  }

  /// Whether the other range lies in this one and is smaller.
  boolean strictlyContains(AddressRange other) {
    return width == other.width
        && bits < other.bits
        && first.shiftRight(width - bits).equals(other.first.shiftRight(width - bits));
  }
}
