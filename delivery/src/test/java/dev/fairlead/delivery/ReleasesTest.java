package dev.fairlead.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.delivery.Releases.Candidate;
import dev.fairlead.delivery.Releases.Progress;
import dev.fairlead.model.CommitId;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Commits are numbered along one line of history: a commit contains those with lower numbers.
class ReleasesTest {

  @Test
  void aReadyDeliveryIsReleased() {
    assertThat(next(candidate("a", 1, 1, Progress.READY))).isEqualTo("a");
  }

  @Test
  void nothingIsReleasedWhileItsDeliveryIsAtWork() {
    assertThat(next(candidate("a", 1, 1, Progress.AT_WORK))).isEqualTo("none");
  }

  @Test
  void aTagCommitOnTopOfAPushThatIsStillBuiltWaits() {
    assertThat(
            next(
                candidate("a", 1, 3, Progress.READY), //
                candidate("b", 2, 2, Progress.AT_WORK)))
        .isEqualTo("none");
  }

  @Test
  void anEarlierPushDoesNotWaitForALaterOneThatItDoesNotContain() {
    assertThat(
            next(
                candidate("a", 1, 1, Progress.READY), //
                candidate("b", 2, 2, Progress.AT_WORK)))
        .isEqualTo("a");
  }

  @Test
  void ofTwoReadyOnesTheLaterIsReleased() {
    assertThat(
            next(
                candidate("a", 1, 1, Progress.READY), //
                candidate("b", 2, 2, Progress.READY)))
        .isEqualTo("b");
  }

  @Test
  void aFailedDeliveryHoldsNobodyUp() {
    assertThat(
            next(
                candidate("a", 1, 1, Progress.FAILED), //
                candidate("b", 2, 2, Progress.READY)))
        .isEqualTo("b");
  }

  private static String next(Candidate... candidates) {
    return Releases.next(
            List.of(candidates), (commit, ancestor) -> commit.hex().compareTo(ancestor.hex()) >= 0)
        .map(Candidate::delivery)
        .orElse("none");
  }

  private static Candidate candidate(String id, int pushed, int head, Progress progress) {
    return new Candidate(id, commit(pushed), commit(head), progress);
  }

  private static CommitId commit(int number) {
    return new CommitId("%040x".formatted(number));
  }
}
