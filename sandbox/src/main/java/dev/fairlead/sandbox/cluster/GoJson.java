package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;

/// Faults of JSON texts in the words of Go's `encoding/json`.
final class GoJson {
  private GoJson() {}

  static String message(byte[] bytes, IOException fault) {
    if (fault instanceof JsonEOFException
        || fault instanceof BodyReader.UnexpectedEndException
        || bytes.length == 0
        || String.valueOf(fault.getMessage()).contains("end-of-input")) {
      return "unexpected end of JSON input";
    }
    if (fault instanceof JsonProcessingException parse && parse.getLocation() != null) {
      long offset = parse.getLocation().getByteOffset() - 1;
      if (offset >= 0 && offset < bytes.length) {
        return "invalid character '%s' looking for beginning of value"
            .formatted((char) (bytes[(int) offset] & 0xFF));
      }
    }
    return String.valueOf(fault.getMessage());
  }
}
