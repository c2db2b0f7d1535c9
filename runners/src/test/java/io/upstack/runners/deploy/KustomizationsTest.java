package io.upstack.runners.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.api.spec.FlinkDeploymentSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kustomizations as kubectl renders them. Where there is no kubectl, the tests are skipped. */
final class KustomizationsTest {
  private static final String KEY = "/etc/upstack-key/key.json";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"application", "session", "scheduled", "overlays/gke", "overlays/key"})
  void everyResourceHasFieldsThatExist(String kustomization) throws Exception {
    List<HasMetadata> resources = render(kustomization);

    assertThat(all(resources, FlinkDeployment.class)).hasSize(1);
    assertThat(all(resources, ServiceAccount.class))
        .extracting(account -> account.getMetadata().getName())
        .contains("upstack");
    assertThat(all(resources, ConfigMap.class))
        .singleElement()
        .satisfies(
            map -> {
              assertThat(map.getMetadata().getName()).isEqualTo("upstack");
              assertThat(map.getData()).containsOnlyKeys("run.textproto");
            });
  }

  @Test
  void theOverlayForGkeChangesWhatDependsOnTheUser() throws Exception {
    List<HasMetadata> resources = render("overlays/gke");
    FlinkDeploymentSpec spec = all(resources, FlinkDeployment.class).get(0).getSpec();

    assertThat(resources)
        .allSatisfy(
            resource -> assertThat(resource.getMetadata().getNamespace()).isEqualTo("upstack"));
    assertThat(resources).extracting(HasMetadata::getKind).contains("PodMonitor");
    assertThat(spec.getImage())
        .isEqualTo("europe-docker.pkg.dev/my-project/upstack/upstack:0.1.0-cuda");
    assertThat(spec.getJob().getArgs())
        .containsExactly(
            "run",
            "--output=gs://my-bucket/runs/first",
            "/etc/upstack/run.textproto",
            "--runner=application",
            "--models=gs://my-bucket/models");
    assertThat(spec.getTaskManager().getPodTemplate().getSpec().getNodeSelector())
        .containsEntry("cloud.google.com/gke-accelerator", "nvidia-h100-80gb");
    assertThat(spec.getJobManager().getPodTemplate().getSpec().getNodeSelector()).isEmpty();
    assertThat(all(resources, ServiceAccount.class).get(0).getMetadata().getAnnotations())
        .containsKey("iam.gke.io/gcp-service-account");
    assertThat(all(resources, ConfigMap.class).get(0).getData().get("run.textproto"))
        .isEqualTo(Files.readString(StrictYaml.DIRECTORY.resolve("overlays/gke/run.textproto")));
  }

  @Test
  void oneSettingNamesTheImageOfAllPods() throws Exception {
    List<HasMetadata> resources = render("overlays/key");

    assertThat(all(resources, FlinkDeployment.class).get(0).getSpec().getImage())
        .isEqualTo("registry.example.com/upstack:0.1.0-cuda");
    assertThat(pod(all(resources, CronJob.class).get(0)).getContainers())
        .extracting(Container::getImage)
        .containsExactly("registry.example.com/upstack:0.1.0-cuda");
  }

  @Test
  void theKeyIsMountedInAllPods() throws Exception {
    List<HasMetadata> resources = render("overlays/key");
    FlinkDeploymentSpec spec = all(resources, FlinkDeployment.class).get(0).getSpec();

    for (PodSpec pod :
        List.of(
            spec.getJobManager().getPodTemplate().getSpec(),
            spec.getTaskManager().getPodTemplate().getSpec(),
            pod(all(resources, CronJob.class).get(0)))) {
      Container container = pod.getContainers().get(0);
      assertThat(container.getEnv())
          .filteredOn(variable -> variable.getName().equals("GOOGLE_APPLICATION_CREDENTIALS"))
          .extracting("value")
          .containsExactly(KEY);
      assertThat(container.getVolumeMounts())
          .filteredOn(mount -> KEY.startsWith(mount.getMountPath() + "/"))
          .singleElement()
          .satisfies(
              mount -> {
                assertThat(mount.getReadOnly()).isTrue();
                assertThat(pod.getVolumes())
                    .filteredOn(volume -> volume.getName().equals(mount.getName()))
                    .singleElement()
                    .satisfies(
                        volume ->
                            assertThat(volume.getSecret().getSecretName())
                                .isEqualTo("upstack-key"));
              });
    }
  }

  /** An overlay of the user's, which is next to the others in a copy of the folder. */
  @ParameterizedTest
  @ValueSource(strings = {"watch", "watch-once"})
  void aWatcherIsAddedToASession(String component) throws Exception {
    Path copy = directory.resolve("deploy");
    try (Stream<Path> all = Files.walk(StrictYaml.DIRECTORY)) {
      for (Path file : all.toList()) {
        Files.copy(file, copy.resolve(StrictYaml.DIRECTORY.relativize(file).toString()));
      }
    }
    Path overlay = Files.createDirectory(copy.resolve("overlays/mine"));
    Files.writeString(
        overlay.resolve("kustomization.yaml"),
        Files.readString(copy.resolve("overlays/key/kustomization.yaml"))
            .replace(
                "components:\n", "components:\n  - ../../components/%s\n".formatted(component)));

    List<HasMetadata> resources = render(overlay);

    PodSpec pod =
        component.equals("watch")
            ? all(resources, Deployment.class).get(0).getSpec().getTemplate().getSpec()
            : pod(
                all(resources, CronJob.class).stream()
                    .filter(job -> job.getMetadata().getName().equals("upstack-watch"))
                    .findFirst()
                    .orElseThrow());
    assertThat(pod.getVolumes()).extracting("name").contains("key");
    Container container = pod.getContainers().get(0);
    assertThat(container.getEnv()).extracting("value").contains(KEY);
    assertThat(container.getImage()).isEqualTo("registry.example.com/upstack:0.1.0-cuda");
  }

  /** Its patch names the place of the output in the arguments of the application. */
  @Test
  void theScheduleGivesTheApplicationAnotherOutput() throws Exception {
    List<HasMetadata> resources = render("scheduled");
    FlinkDeployment application = all(resources, FlinkDeployment.class).get(0);
    Container kubectl = pod(all(resources, CronJob.class).get(0)).getContainers().get(0);

    assertThat(kubectl.getArgs())
        .contains("flinkdeployments.flink.apache.org", application.getMetadata().getName());
    JsonNode patch =
        new ObjectMapper().readTree(kubectl.getArgs().get(4).substring("--patch=".length()));
    assertThat(patch.get(0).toString())
        .isEqualTo("{\"op\":\"test\",\"path\":\"/status/jobStatus/state\",\"value\":\"FINISHED\"}");
    assertThat(patch.get(1).path("op").asText()).isEqualTo("replace");
    assertThat(patch.get(1).path("path").asText()).isEqualTo("/spec/job/args/1");
    String output = application.getSpec().getJob().getArgs()[1];
    assertThat(patch.get(1).path("value").asText()).isEqualTo("--output=$(OUTPUT)/$(JOB_NAME)");
    assertThat(output).isEqualTo("--output=%s/first".formatted(kubectl.getEnv().get(0).getValue()));
  }

  private List<HasMetadata> render(String kustomization) throws Exception {
    return render(StrictYaml.DIRECTORY.resolve(kustomization));
  }

  private List<HasMetadata> render(Path kustomization) throws Exception {
    assumeTrue(hasKubectl(), "there is no kubectl, which renders the kustomizations");
    Path output = directory.resolve("rendered.yaml");
    Path errors = directory.resolve("errors.txt");
    Process process =
        new ProcessBuilder("kubectl", "kustomize", kustomization.toString())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(process.waitFor(120, SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors, UTF_8)).isZero();
    assertThat(Files.readString(errors, UTF_8)).isEmpty();
    return StrictYaml.parseAll(Files.readString(output, UTF_8));
  }

  private static boolean hasKubectl() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
  }

  private static <T> List<T> all(List<HasMetadata> resources, Class<T> type) {
    return resources.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static PodSpec pod(CronJob job) {
    return job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
  }
}
