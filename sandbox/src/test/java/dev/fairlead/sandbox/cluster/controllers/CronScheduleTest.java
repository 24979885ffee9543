package dev.fairlead.sandbox.cluster.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "*/15 * * * *, 2026-03-01T10:07:30Z, 2026-03-01T10:15:00Z",
    "0 3 * * *, 2026-03-01T03:00:00Z, 2026-03-02T03:00:00Z",
    "'0 9 * * MON-FRI', 2026-03-06T09:00:00Z, 2026-03-09T09:00:00Z",
    "0 0 31 * *, 2026-04-01T00:00:00Z, 2026-05-31T00:00:00Z",
    "'30 6 1,15 * 0', 2026-03-01T07:00:00Z, 2026-03-08T06:30:00Z",
    "@monthly, 2026-12-05T00:00:00Z, 2027-01-01T00:00:00Z",
    "0 12 * * 7, 2026-03-02T00:00:00Z, 2026-03-08T12:00:00Z"
  })
  void findsTheNextTime(String schedule, Instant from, Instant next) {
    assertThat(CronSchedule.parse(schedule, ZoneOffset.UTC).after(from)).contains(next);
  }

  @Test
  void keepsToItsTimeZone() {
    CronSchedule schedule = CronSchedule.parse("30 8 * * *", ZoneId.of("Europe/Berlin"));
    assertThat(schedule.after(Instant.parse("2026-07-01T00:00:00Z")))
        .contains(Instant.parse("2026-07-01T06:30:00Z"));
  }

  @Test
  void aDayThatNeverComesIsNoTime() {
    assertThat(CronSchedule.parse("0 0 30 2 *", ZoneOffset.UTC).after(Instant.EPOCH)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"* * * *", "60 * * * *", "a * * * *", "5-1 * * * *", "*/0 * * * *"})
  void refusesWhatIsNoSchedule(String text) {
    assertThatThrownBy(() -> CronSchedule.parse(text, ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
