package dev.fairlead.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Keeps a second server away from a data directory. The lock goes with the process, however it
/// ends.
final class DataLock implements AutoCloseable {
  private final FileChannel channel;

  private DataLock(FileChannel channel) {
    this.channel = channel;
  }

  /// @throws IllegalStateException where another server uses the directory, or it cannot be written
  static DataLock take(Path directory) {
    Path file = directory.resolve("server.lock");
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new IllegalStateException(
            directory + " is used by another server; stop it, or set another `data` directory");
      }
      return new DataLock(channel);
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot use the data directory " + directory + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      // Another server in this very process: the same answer as for one in another process.
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
