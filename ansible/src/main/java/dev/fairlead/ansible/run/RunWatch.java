package dev.fairlead.ansible.run;

import dev.fairlead.process.Ended;
import dev.fairlead.process.Grace;
import dev.fairlead.process.RunningProcess;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Follows one attempt to its end: events to the listener, output to the readable log, limits and
/// requests to cancel kept.
final class RunWatch {
  /// In the run directory: why its end was asked for.
  static final String CANCEL = "cancel";

  /// In an attempt: it died, and this was reported.
  static final String DIED = "died";

  private static final String ENDED_AT = "ended-at";
  private static final String STOPPED = "stopped";
  private static final Duration LOOK = Duration.ofMillis(100);

  /// SIGINT is not used: it only kills ssh, and hosts then look unreachable.
  private static final Grace GRACE = new Grace(Duration.ZERO, Duration.ofSeconds(10));

  /// Enough for the recap of a large inventory.
  private static final int LOG_END_LINES = 2000;

  private final RunRequest request;
  private final Attempt attempt;
  private final RunningProcess process;
  private final RunListener listener;
  private final RemoteEnd remote;
  private final Clock clock;
  private final Mask mask;
  private final RunState state = new RunState();
  private final ArrayDeque<String> logEnd = new ArrayDeque<>();
  private final AtomicReference<Instant> lastSign;
  private final AtomicReference<@Nullable String> prompted = new AtomicReference<>();

  RunWatch(
      RunRequest request,
      Attempt attempt,
      RunningProcess process,
      RunListener listener,
      RemoteEnd remote,
      Clock clock) {
    this.request = request;
    this.attempt = attempt;
    this.process = process;
    this.listener = listener;
    this.remote = remote;
    this.clock = clock;
    this.mask = Mask.of(request.secrets());
    this.lastSign = new AtomicReference<>(clock.instant());
  }

  RunResult toTheEnd() throws InterruptedException {
    var factory = Thread.ofVirtual().name("ansible-run-", 0).factory();
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(factory)) {
      var done = new CountDownLatch(2);
      try {
        Future<?> events = threads.submit(() -> counted(done, this::followEvents));
        Future<?> output = threads.submit(() -> counted(done, this::followOutput));
        while (!done.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
          String why = reasonToStop();
          if (why != null && process.isAlive()) {
            stop(why);
          }
        }
        events.get();
        output.get();
      } catch (InterruptedException e) {
        threads.shutdownNow(); // The followers stop reading; the run goes on.
        throw e;
      } catch (ExecutionException e) {
        throw new IllegalStateException("cannot follow the run of " + request, e.getCause());
      }
    }
    return conclude(process.await());
  }

  private static void counted(CountDownLatch done, Runnable work) {
    try {
      work.run();
    } finally {
      done.countDown();
    }
  }

  private void followEvents() {
    EventReader reader = new EventReader(request.checkout().toAbsolutePath().normalize(), mask);
    process.follow(
        attempt.events(),
        0,
        (line, _) -> {
          AnsibleEvent event = reader.read(line);
          lastSign.set(clock.instant());
          state.add(event);
          if (event instanceof AnsibleEvent.Prompted(_, _, String variable)) {
            prompted.set(variable);
          }
          listener.event(event);
        });
  }

  /// The log is written from its beginning also after a restart: its lines are masked copies of
  /// what the process wrote.
  private void followOutput() {
    Path file = PlaybookRunner.log(request.directory());
    try (BufferedWriter log = open(file)) {
      process.follow(
          process.stdout(),
          0,
          (line, _) -> {
            String shown = mask.hide(line);
            lastSign.set(clock.instant());
            logEnd.addLast(shown);
            if (logEnd.size() > LOG_END_LINES) {
              logEnd.removeFirst();
            }
            try {
              log.write(shown);
              log.write('\n');
              log.flush();
            } catch (IOException e) {
              throw new UncheckedIOException("cannot write " + file, e);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static BufferedWriter open(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return Files.newBufferedWriter(file, StandardCharsets.UTF_8);
  }

  private @Nullable String reasonToStop() {
    Path asked = request.directory().resolve(CANCEL);
    if (Files.exists(asked)) {
      try {
        return Files.readString(asked).strip();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + asked, e);
      }
    }
    String variable = prompted.get();
    if (variable != null) {
      return "the playbook asks for the variable "
          + variable
          + " (vars_prompt), which nobody can answer here: give it as an extra variable";
    }
    Instant now = clock.instant();
    RunOptions options = request.options();
    if (now.isAfter(attempt.started().plus(options.timeout()))) {
      return "it took longer than its limit of " + minutes(options.timeout());
    }
    if (now.isAfter(lastSign.get().plus(options.silence()))) {
      return "there was no sign of life for " + minutes(options.silence());
    }
    return null;
  }

  private static String minutes(Duration duration) {
    return duration.toMinutes() > 0 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
  }

  private void stop(String why) {
    attempt.mark(STOPPED, why);
    // The shared connections stay, to reach the hosts over; then they go too.
    process.cancel(
        GRACE, command -> command.startsWith(RemoteEnd.MASTER) && command.endsWith("[mux]"));
    remote.end();
  }

  private RunResult conclude(Ended ended) {
    process.endLeftovers(Grace.LEFTOVERS);
    VerdictRules rules = new VerdictRules(state, ended, List.copyOf(logEnd));
    Verdict verdict =
        attempt
            .read(STOPPED)
            .filter(_ -> state.counted() == null)
            .<Verdict>map(Verdict.Cancelled::new)
            .orElseGet(rules::verdict);
    Instant end = Instant.parse(attempt.mark(ENDED_AT, clock.instant().toString()));
    attempt.cleanUp();
    if (verdict instanceof Verdict.Died) {
      attempt.mark(DIED, "");
    }
    return new RunResult(
        verdict,
        rules.hosts(),
        state.counted() == null ? state.inFlight() : List.of(),
        state.failures(),
        ended instanceof Ended.Exited(int status) ? status : -1,
        state.counted() != null && state.trouble().isEmpty(),
        Duration.between(attempt.started(), end),
        PlaybookRunner.log(request.directory()),
        attempt.events());
  }
}
