/// Child processes that outlive us. A program runs in a session of its own under a small shell that
/// writes down its pid before it starts and its exit status after it ended; its output goes to
/// files. Nothing of it depends on the process that started it, which may be killed at any moment:
///
/// ```
/// var processes = new Processes(clock);
/// RunningProcess running = processes.start(runDirectory, ProcessSpec.of(directory, env, "mvn", "test"));
/// Ended ended = running.await();
/// // after a restart
/// switch (processes.adopt(runDirectory)) { ... }
/// ```
///
/// Works on Linux with a POSIX `sh` and `setsid` (util-linux or BusyBox).
@NullMarked
package dev.fairlead.process;

import org.jspecify.annotations.NullMarked;
