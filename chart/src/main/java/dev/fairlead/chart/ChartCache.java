package dev.fairlead.chart;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Charts by what they were made of: the names and bytes of their files, the place that messages
/// name, and the version of Helm that reads them. Where the files have a version, it leads to the
/// chart without them. The charts used last are kept, up to a number of bytes. Safe for any thread.
final class ChartCache implements Charts.Assembly {
  private static final int MAX_VERSIONS = 4_096;

  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<Content, Kept> charts = new LinkedHashMap<>(16, 0.75f, true);

  /// What was found under a version; the versions used last.
  private final LinkedHashMap<Version, Kept> versions = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  /// Of the files that one origin has.
  private record Version(HelmVersion helm, String version, ChartOrigin origin) {}

  private record Kept(Content content, Chart chart) {}

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
    return chart(new Content(helm, files, origin), null);
  }

  @Override
  public Chart chart(
      HelmVersion helm, String version, Supplier<List<ChartFile>> files, ChartOrigin origin) {
    Version named = new Version(helm, version, origin);
    Chart known = find(named);
    return known == null ? chart(new Content(helm, files.get(), origin), named) : known;
  }

  private Chart chart(Content content, @Nullable Version version) {
    Chart known = find(content, version);
    if (known != null) {
      return known;
    }
    Chart fresh = ChartLoader.load(content.helm, content.files, content.origin);
    if (content.size <= maxBytes) {
      keep(content, version, fresh);
    }
    return fresh;
  }

  private @Nullable Chart find(Version version) {
    lock.lock();
    try {
      Kept known = versions.get(version);
      if (known == null) {
        return null;
      }
      charts.get(known.content); // It was used now.
      return known.chart;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Chart find(Content content, @Nullable Version version) {
    lock.lock();
    try {
      Kept known = charts.get(content);
      if (known == null) {
        return null;
      }
      name(version, known);
      return known.chart;
    } finally {
      lock.unlock();
    }
  }

  private void keep(Content content, @Nullable Version version, Chart chart) {
    lock.lock();
    try {
      Kept kept = charts.get(content);
      if (kept == null) {
        kept = new Kept(content, chart);
        charts.put(content, kept);
        bytes += content.size;
      }
      name(version, kept);
      while (bytes > maxBytes) {
        Kept oldest = Objects.requireNonNull(charts.pollFirstEntry()).getValue();
        bytes -= oldest.content.size;
        versions.values().removeIf(oldest::equals);
      }
    } finally {
      lock.unlock();
    }
  }

  private void name(@Nullable Version version, Kept kept) {
    if (version == null) {
      return;
    }
    versions.put(version, kept);
    if (versions.size() > MAX_VERSIONS) {
      versions.pollFirstEntry();
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
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
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
