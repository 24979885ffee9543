package dev.fairlead.actions.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Records, one JSON object a line, each on disk before [#append] returns. A last line that a kill
/// cut short is dropped when the file is opened again. Safe for any thread.
final class Journal implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final FileChannel channel;
  private final List<ObjectNode> records;

  private Journal(FileChannel channel, List<ObjectNode> records) {
    this.channel = channel;
    this.records = records;
  }

  /// Opens a journal, readable by its owner only.
  static Journal open(Path file) {
    try {
      List<ObjectNode> records = new ArrayList<>();
      long good = 0;
      if (Files.exists(file)) {
        byte[] bytes = Files.readAllBytes(file);
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
          if (bytes[i] == '\n') {
            try {
              JsonNode record = JSON.readTree(bytes, start, i - start);
              if (record instanceof ObjectNode object) {
                records.add(object);
              }
            } catch (JsonProcessingException _) {
              break; // Cut by a kill in the middle of a write; what follows is not whole either.
            }
            start = i + 1;
            good = start;
          }
        }
      }
      FileChannel channel =
          FileChannel.open(
              file,
              Set.<OpenOption>of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      channel.truncate(good);
      channel.position(good);
      return new Journal(channel, records);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open " + file + ": " + e.getMessage(), e);
    }
  }

  synchronized List<ObjectNode> records() {
    return List.copyOf(records);
  }

  synchronized void append(ObjectNode record) {
    try {
      byte[] line = (JSON.writeValueAsString(record) + "\n").getBytes(StandardCharsets.UTF_8);
      ByteBuffer buffer = ByteBuffer.wrap(line);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(false);
      records.add(record);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the journal: " + e.getMessage(), e);
    }
  }

  static ObjectNode record() {
    return JSON.createObjectNode();
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // Every record was forced to disk already.
    }
  }
}
