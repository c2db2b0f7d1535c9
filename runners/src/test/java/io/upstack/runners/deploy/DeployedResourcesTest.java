package io.upstack.runners.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.api.spec.FlinkDeploymentSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds for every resource that the kustomizations are made of. */
final class DeployedResourcesTest {
  private static final String OWN_PARTS = ".*(Kustomization|Component).*";

  /** The files with whole resources; others are lists of changes to these. */
  static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(StrictYaml.DIRECTORY)) {
      List<Path> files = new ArrayList<>();
      for (Path file : all.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
        List<String> kinds =
            Files.readAllLines(file).stream().filter(line -> line.startsWith("kind: ")).toList();
        if (!kinds.isEmpty() && !kinds.get(0).matches(OWN_PARTS)) {
          files.add(file);
        }
      }
      return files;
    }
  }

  @Test
  void resourcesAreFound() throws IOException {
    assertThat(files())
        .extracting(file -> file.getFileName().toString())
        .contains(
            "evaluation-cronjob.yaml",
            "flink-application.yaml",
            "flink-session.yaml",
            "pod-monitor.yaml",
            "schedule.yaml",
            "service-account.yaml",
            "workload-identity.yaml");
  }

  @ParameterizedTest
  @MethodSource("files")
  void itsFieldsExist(Path file) throws IOException {
    assertThat(StrictYaml.parseAll(Files.readString(file))).isNotEmpty();
  }

  /** This is the profile "restricted" of Kubernetes' pod security standards. */
  @ParameterizedTest
  @MethodSource("files")
  void itsPodsAreRestricted(Path file) throws IOException {
    for (PodSpec pod : pods(StrictYaml.parseAll(Files.readString(file)))) {
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      for (Container container : pod.getContainers()) {
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop())
            .containsExactly("ALL");
      }
    }
  }

  /** A full disk of a node would end its other pods as well. */
  @ParameterizedTest
  @MethodSource("files")
  void itsPodsSayHowMuchDiskTheyTake(Path file) throws IOException {
    for (HasMetadata resource : StrictYaml.parseAll(Files.readString(file))) {
      for (PodSpec pod : pods(List.of(resource))) {
        for (Volume volume : pod.getVolumes()) {
          assertThat(volume.getHostPath()).isNull();
          assertThat(volume.getEmptyDir() == null || volume.getEmptyDir().getSizeLimit() != null)
              .as(volume.getName())
              .isTrue();
        }
        if (!(resource instanceof FlinkDeployment)) {
          assertThat(pod.getContainers())
              .allSatisfy(
                  container ->
                      assertThat(container.getResources().getRequests())
                          .containsKey("ephemeral-storage"));
        }
      }
      if (resource instanceof FlinkDeployment flink) {
        FlinkDeploymentSpec spec = flink.getSpec();
        assertThat(spec.getJobManager().getResource().getEphemeralStorage()).isEqualTo("30Gi");
        assertThat(spec.getTaskManager().getResource().getEphemeralStorage()).isEqualTo("30Gi");
      }
    }
  }

  @Test
  void theMonitorFindsThePorts() throws IOException {
    PodMonitor monitor =
        StrictYaml.read("components/pod-monitor/pod-monitor.yaml", PodMonitor.class);
    String port = monitor.getSpec().getPodMetricsEndpoints().get(0).getPort();

    for (String file :
        List.of("application/flink-application.yaml", "session/flink-session.yaml")) {
      FlinkDeployment deployment = StrictYaml.read(file, FlinkDeployment.class);
      assertThat(monitor.getSpec().getSelector().getMatchExpressions().get(1).getValues())
          .contains(deployment.getMetadata().getName());
      assertThat(pods(List.of(deployment)))
          .hasSize(2)
          .allSatisfy(
              pod ->
                  assertThat(pod.getContainers().get(0).getPorts())
                      .extracting("name")
                      .containsExactly(port));
    }
  }

  private static List<PodSpec> pods(List<HasMetadata> resources) {
    List<PodSpec> pods = new ArrayList<>();
    for (HasMetadata resource : resources) {
      if (resource instanceof FlinkDeployment flink) {
        pods.add(flink.getSpec().getJobManager().getPodTemplate().getSpec());
        pods.add(flink.getSpec().getTaskManager().getPodTemplate().getSpec());
      } else if (resource instanceof CronJob job) {
        pods.add(job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec());
      } else if (resource instanceof Deployment deployment) {
        pods.add(deployment.getSpec().getTemplate().getSpec());
      }
    }
    return pods;
  }
}
