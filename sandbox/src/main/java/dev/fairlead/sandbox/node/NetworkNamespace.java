package dev.fairlead.sandbox.node;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// Opens sockets inside of a network namespace: a socket belongs to the namespace in which its
/// thread was when it was made, whoever uses it later.
final class NetworkNamespace {
  private static final int CLONE_NEWNET = 0x40000000;

  private NetworkNamespace() {}

  /// Runs `work` on a thread of its own inside of the namespace, or right here if there is none.
  static void in(@Nullable String file, Runnable work) {
    if (file == null) {
      work.run();
      return;
    }
    Thread thread =
        Thread.ofPlatform()
            .name("netns")
            .start(() -> {
              if (enter(file)) {
                work.run();
              }
            });
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("restricted") // the two system calls below
  private static boolean enter(String file) {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle open =
          linker.downcallHandle(
              linker.defaultLookup().find("open").orElseThrow(),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
              Linker.Option.firstVariadicArg(2));
      MethodHandle setns =
          linker.downcallHandle(
              linker.defaultLookup().find("setns").orElseThrow(),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
      MethodHandle close =
          linker.downcallHandle(
              linker.defaultLookup().find("close").orElseThrow(),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
      MemorySegment path = arena.allocateFrom(file);
      int descriptor = (int) open.invokeExact(path, 0);
      if (descriptor < 0) {
        return false;
      }
      int result = (int) setns.invokeExact(descriptor, CLONE_NEWNET);
      int _ = (int) close.invokeExact(descriptor);
      return result == 0;
    } catch (Throwable _) { // no such function here: then there are no namespaces either
      return false;
    }
  }
}
