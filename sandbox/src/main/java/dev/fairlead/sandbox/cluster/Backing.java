package dev.fairlead.sandbox.cluster;

import java.util.List;

/// What keeps the objects of a [Store] beyond the life of its process. Called in the order of the
/// writes and before anybody sees them: when a method returns, the write outlives the end of the
/// process, however that comes.
///
/// A write that cannot be kept throws [IllegalStateException], and the store stays as it was.
interface Backing extends AutoCloseable {
  /// Keeps nothing.
  Backing MEMORY =
      new Backing() {
        @Override
        public Contents contents() {
          return new Contents(List.of(), 0);
        }

        @Override
        public void put(GroupResource resource, Store.Stored object) {}

        @Override
        public void remove(GroupResource resource, String key, long revision) {}

        @Override
        public void close() {}
      };

  /// One object that was kept.
  record Kept(GroupResource resource, Store.Stored object) {}

  /// All that was kept.
  ///
  /// @param revision of the last write, deletions included; 0 where there was none
  record Contents(List<Kept> objects, long revision) {}

  Contents contents();

  /// Keeps a new object or the next state of one.
  void put(GroupResource resource, Store.Stored object);

  /// Forgets an object.
  ///
  /// @param revision of the deletion
  void remove(GroupResource resource, String key, long revision);

  @Override
  void close();
}
