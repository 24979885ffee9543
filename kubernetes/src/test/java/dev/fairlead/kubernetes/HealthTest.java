package dev.fairlead.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {

  private static Optional<Health> of(String text) {
    return Health.of((ObjectNode) MemoryServer.read(text.replace('\'', '"')));
  }

  private static String deployment(String metadata, String spec, String status) {
    return "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web',%s},'spec':{%s},'status':{%s}}"
        .formatted(metadata, spec, status);
  }

  @Test
  void rolledOutDeploymentIsHealthy() {
    assertThat(
            of(
                deployment(
                    "'generation':2",
                    "'replicas':2",
                    "'observedGeneration':2,'replicas':2,'updatedReplicas':2,'availableReplicas':2")))
        .contains(new Health(Health.Status.HEALTHY, ""));
  }

  @Test
  void deploymentSaysWhatItWaitsFor() {
    assertThat(of(deployment("'generation':3", "'replicas':2", "'observedGeneration':2")))
        .hasValueSatisfying(health ->
            assertThat(health.message())
                .endsWith("observed deployment generation less than desired generation"));
    assertThat(
            of(
                deployment(
                    "'generation':2",
                    "'replicas':2",
                    "'observedGeneration':2,'replicas':3,'updatedReplicas':2,'availableReplicas':3")))
        .contains(
            new Health(
                Health.Status.PROGRESSING,
                "Waiting for rollout to finish: 1 old replicas are pending termination..."));
  }

  @Test
  void deploymentPastItsDeadlineIsDegraded() {
    assertThat(
            of(
                deployment(
                    "'generation':1",
                    "'replicas':1",
                    "'observedGeneration':1,'conditions':[{'type':'Progressing','status':'False','reason':'ProgressDeadlineExceeded'}]")))
        .contains(
            new Health(
                Health.Status.DEGRADED, "Deployment \"web\" exceeded its progress deadline"));
  }

  @Test
  void objectThatIsBeingDeletedProgresses() {
    assertThat(
            of(
                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'deletionTimestamp':'2026-01-01T00:00:00Z'}}"))
        .contains(new Health(Health.Status.PROGRESSING, "Pending deletion"));
  }

  @ParameterizedTest
  @CsvSource({
    "Always, Running, ImagePullBackOff, DEGRADED",
    "Never, Pending, ImagePullBackOff, PROGRESSING",
    "Always, Pending, ContainerCreating, PROGRESSING",
    "Always, Running, CreateContainerConfigError, DEGRADED",
    "Never, Succeeded, '', HEALTHY",
    "Never, Failed, '', DEGRADED",
    "OnFailure, Running, '', PROGRESSING"
  })
  void podIsJudgedByPolicyPhaseAndReason(
      String policy, String phase, String reason, Health.Status expected) {
    assertThat(
            of(
                "{'apiVersion':'v1','kind':'Pod','metadata':{},'spec':{'restartPolicy':'%s'},'status':{'phase':'%s','containerStatuses':[{'name':'c','state':{'waiting':{'reason':'%s'}}}]}}"
                    .formatted(policy, phase, reason)))
        .hasValueSatisfying(health -> assertThat(health.status()).isEqualTo(expected));
  }

  @Test
  void kindsWithoutARuleAreNeutral() {
    assertThat(of("{'apiVersion':'v1','kind':'ConfigMap','metadata':{}}")).isEmpty();
    assertThat(of("{'apiVersion':'argoproj.io/v1alpha1','kind':'Application','metadata':{}}"))
        .isEmpty();
  }

  @Test
  void worstCountsForAnApplication() {
    assertThat(Health.worst(List.of())).isEqualTo(Health.Status.HEALTHY);
    assertThat(
            Health.worst(
                List.of(Health.Status.PROGRESSING, Health.Status.DEGRADED, Health.Status.HEALTHY)))
        .isEqualTo(Health.Status.DEGRADED);
  }
}
