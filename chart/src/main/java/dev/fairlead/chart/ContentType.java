package dev.fairlead.chart;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The kinds of files that are taken for charts by mistake, as Go's `http.DetectContentType` tells
/// them apart.
final class ContentType {
  private static final int LOOKED_AT = 512;

  private record Signature(String start, String type) {}

  /// Found behind white space, in any case, in front of a space or `>`.
  private static final List<String> HTML =
      List.of(
          "<!DOCTYPE HTML",
          "<HTML",
          "<HEAD",
          "<SCRIPT",
          "<IFRAME",
          "<H1",
          "<DIV",
          "<FONT",
          "<TABLE",
          "<A",
          "<STYLE",
          "<TITLE",
          "<B",
          "<BODY",
          "<BR",
          "<P",
          "<!--");

  private static final List<Signature> SIGNATURES =
      List.of(
          new Signature("%PDF-", "application/pdf"),
          new Signature("%!PS-Adobe-", "application/postscript"),
          new Signature("\u00fe\u00ff", "text/plain; charset=utf-16be"),
          new Signature("\u00ff\u00fe", "text/plain; charset=utf-16le"),
          new Signature("\u00ef\u00bb\u00bf", "text/plain; charset=utf-8"),
          new Signature("GIF87a", "image/gif"),
          new Signature("GIF89a", "image/gif"),
          new Signature("\u0089PNG\r\n\u001a\n", "image/png"),
          new Signature("\u00ff\u00d8\u00ff", "image/jpeg"),
          new Signature("BM", "image/bmp"),
          new Signature("PK\u0003\u0004", "application/zip"),
          new Signature("Rar!\u001a\u0007", "application/x-rar-compressed"),
          new Signature("\0asm", "application/wasm"));

  private ContentType() {}

  static String of(byte[] bytes) {
    // A shorter file is looked at with zeros behind it.
    byte[] head = Arrays.copyOf(bytes, LOOKED_AT);
    String text = new String(head, StandardCharsets.ISO_8859_1);
    int start = 0;
    while (start < LOOKED_AT && "\t\n\f\r ".indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    String upper = text.substring(start).toUpperCase(Locale.ROOT);
    for (String tag : HTML) {
      if (upper.startsWith(tag)
          && upper.length() > tag.length()
          && " >".indexOf(upper.charAt(tag.length())) >= 0) {
        return "text/html; charset=utf-8";
      }
    }
    if (text.startsWith("<?xml", start)) {
      return "text/xml; charset=utf-8";
    }
    for (Signature signature : SIGNATURES) {
      if (text.startsWith(signature.start())) {
        return signature.type();
      }
    }
    return text.chars().anyMatch(ContentType::isBinary)
        ? "application/octet-stream"
        : "text/plain; charset=utf-8";
  }

  private static boolean isBinary(int c) {
    return c <= 0x08 || c == 0x0b || (c >= 0x0e && c <= 0x1a) || (c >= 0x1c && c <= 0x1f);
  }
}
