package dev.fairlead.chart;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Charts by what they were made of: the names and bytes of their files, the place that messages
/// name, and the version of Helm that reads them. The charts used last are kept, up to a number of
/// bytes. Safe for any thread.
final class ChartCache implements Charts.Assembly {
  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<Content, Chart> charts = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /// An empty cache.
  ///
  /// @param maxBytes how many bytes of files it holds at most; the charts made of them take a few
  ///   times as much
  ChartCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// The chart of these files; a failure is not kept.
  @Override
  public Chart chart(HelmVersion helm, List<ChartFile> files, ChartOrigin origin) {
    Content content = new Content(helm, files, origin);
    Chart known = find(content);
    if (known != null) {
      return known;
    }
    Chart fresh = ChartLoader.load(helm, files, origin);
    if (content.size <= maxBytes) {
      keep(content, fresh);
    }
    return fresh;
  }

  private @Nullable Chart find(Content content) {
    lock.lock();
    try {
      return charts.get(content);
    } finally {
      lock.unlock();
    }
  }

  private void keep(Content content, Chart chart) {
    lock.lock();
    try {
      if (charts.putIfAbsent(content, chart) == null) {
        bytes += content.size;
      }
      while (bytes > maxBytes) {
        bytes -= java.util.Objects.requireNonNull(charts.pollFirstEntry()).getKey().size;
      }
    } finally {
      lock.unlock();
    }
  }

  /// Files to be compared by value.
  private static final class Content {
    private final HelmVersion helm;
    private final List<ChartFile> files;
    private final ChartOrigin origin;
    private final int hash;
    private final long size;

    Content(HelmVersion helm, List<ChartFile> files, ChartOrigin origin) {
      this.helm = helm;
      this.files = files;
      this.origin = origin;
      int all = origin.hashCode();
      long length = 0;
      for (ChartFile file : files) {
        all = 31 * (31 * all + file.name().hashCode()) + Arrays.hashCode(file.bytes());
        length += file.bytes().length;
      }
      this.hash = all;
      this.size = length;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (!(other instanceof Content that
          && hash == that.hash
          && helm == that.helm
          && origin.equals(that.origin)
          && files.size() == that.files.size())) {
        return false;
      }
      for (int i = 0; i < files.size(); i++) {
        ChartFile a = files.get(i);
        ChartFile b = that.files.get(i);
        if (!a.name().equals(b.name()) || !Arrays.equals(a.bytes(), b.bytes())) {
          return false;
        }
      }
      return true;
    }
  }
}
