package dev.fairlead.chart;

import dev.fairlead.chart.go.GoStrings;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// A packaged chart: a gzipped tar whose first path segment is dropped.
final class Archive {
  private static final long MAX_BYTES = 100L * 1024 * 1024;
  private static final int BLOCK = 512;

  /// Entries without content do not count as bytes, and compress to nothing.
  private static final int MAX_ENTRIES = 100_000;

  private Archive() {}

  /// What names the files in an archive.
  static String version(byte[] archive) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static List<ChartFile> read(byte[] archive) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(archive), 1 << 16)) {
      List<ChartFile> files = new ArrayList<>();
      long remaining = MAX_BYTES;
      String longName = null;
      int entries = 0;
      while (true) {
        byte[] header = in.readNBytes(BLOCK);
        if (header.length < BLOCK || isZero(header)) {
          break;
        }
        if (++entries > MAX_ENTRIES) {
          throw new ChartException(
              "the chart archive has more than the limit of " + MAX_ENTRIES + " entries");
        }
        long size = number(header, 124, 12);
        if (size < 0) {
          throw invalid();
        }
        char type = (char) header[156];
        if (size > remaining) {
          throw new ChartException(
              "decompressed chart is larger than the maximum size " + MAX_BYTES);
        }
        byte[] data = in.readNBytes((int) size);
        if (data.length < size) {
          throw new ChartException("unexpected EOF");
        }
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        remaining -= size;
        String name = longName == null ? name(header) : longName;
        switch (type) {
          case 'x' -> longName = paxPath(data);
          case 'g' -> {}
          case 'L' -> longName = text(data, 0, data.length);
          case '5' -> longName = null;
          default -> {
            longName = null;
            if (!name.endsWith("/")) {
              files.add(Charts.file(path(name), data));
            }
          }
        }
      }
      if (files.isEmpty()) {
        throw new ChartException("no files in chart archive");
      }
      return files;
    } catch (EOFException _) {
      throw new ChartException("unexpected EOF");
    } catch (ZipException e) {
      boolean gzip = isGzip(archive);
      throw new ChartException(
          gzip
              ? String.valueOf(e.getMessage())
              : archive.length < HEADER_BYTES
                  ? "unexpected EOF"
                  : "file does not appear to be a valid chart file (details: gzip: invalid"
                      + " header)");
    } catch (IOException e) {
      throw new ChartException(String.valueOf(e.getMessage()));
    }
  }

  private static final int HEADER_BYTES = 10;

  /// Whether bytes begin as `gzip` with deflate does.
  static boolean isGzip(byte[] bytes) {
    return bytes.length > 2
        && (bytes[0] & 0xff) == 0x1f
        && (bytes[1] & 0xff) == 0x8b
        && bytes[2] == 8;
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return GoStrings.decode(Arrays.copyOfRange(bytes, from, end));
  }

  private static long number(byte[] bytes, int from, int length) {
    if ((bytes[from] & 0x80) != 0) {
      long value = bytes[from] & 0x7f;
      for (int i = 1; i < length; i++) {
        value = value << 8 | (bytes[from + i] & 0xff);
      }
      return value;
    }
    String digits = text(bytes, from, length).strip();
    if (!digits.matches("[0-7]{0,20}")) {
      throw invalid();
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private static ChartException invalid() {
    return new ChartException("archive/tar: invalid tar header");
  }

  private static String name(byte[] header) {
    String name = text(header, 0, 100);
    boolean ustar = text(header, 257, 5).equals("ustar");
    String prefix = ustar && header[262] == 0 ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static @org.jspecify.annotations.Nullable String paxPath(byte[] data) {
    String records = new String(data, StandardCharsets.UTF_8);
    int at = records.indexOf(" path=");
    if (at < 0) {
      return null;
    }
    int end = records.indexOf('\n', at);
    return records.substring(at + 6, end < 0 ? records.length() : end);
  }

  /// The path inside of the chart.
  private static String path(String name) {
    String slashes = name.indexOf('\\') >= 0 ? name.replace('\\', '/') : name;
    if (slashes.equals("Chart.yaml") || slashes.startsWith("Chart.yaml/")) {
      throw new ChartException("chart yaml not in base directory");
    }
    int first = slashes.indexOf('/');
    String inside = first < 0 ? "" : slashes.substring(first + 1);
    if (inside.startsWith("/")) {
      throw new ChartException("chart illegally contains absolute paths");
    }
    ArrayDeque<String> parts = new ArrayDeque<>();
    for (String part : inside.split("/", -1)) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..")) {
        if (parts.isEmpty()) {
          throw new ChartException("chart illegally references parent directory");
        }
        parts.removeLast();
      } else {
        parts.add(part);
      }
    }
    if (parts.isEmpty()) {
      throw new ChartException(
          "chart illegally contains content outside the base directory: " + GoStrings.quote(name));
    }
    String clean = String.join("/", parts);
    if (clean.matches("[a-zA-Z]:/.*")) {
      throw new ChartException("chart contains illegally named files");
    }
    return clean;
  }
}
