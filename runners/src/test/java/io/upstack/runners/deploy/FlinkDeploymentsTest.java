package io.upstack.runners.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.upstack.runners.Commands;
import io.upstack.runners.commands.UpstackCommand;
import io.upstack.runners.remote.WorkerLibrary;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.api.spec.FlinkDeploymentSpec;
import org.apache.flink.kubernetes.operator.api.spec.FlinkVersion;
import org.apache.flink.kubernetes.operator.api.spec.JobSpec;
import org.apache.flink.kubernetes.operator.api.spec.JobState;
import org.apache.flink.kubernetes.operator.api.spec.KubernetesDeploymentMode;
import org.apache.flink.kubernetes.operator.api.spec.UpgradeMode;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Reads the deployments as the operator and Flink do. */
final class FlinkDeploymentsTest {
  private static final String APPLICATION = "application/flink-application.yaml";
  private static final String SESSION = "session/flink-session.yaml";
  private static final Path JAVA_OPTIONS = Path.of("src", "main", "launcher", "java.options");

  @ParameterizedTest
  @ValueSource(strings = {APPLICATION, SESSION})
  void flinkKnowsAllSettings(String file) throws IOException {
    Map<String, String> settings = spec(file).getFlinkConfiguration();

    assertThat(settings).isNotEmpty();
    assertThat(settings.keySet())
        .allSatisfy(key -> assertThat(KnownSettings.isKnown(key)).as(key).isTrue());
    assertThat(KnownSettings.isKnown("taskmanager.memory.task.offheap.size")).isFalse();
    assertThat(settings.get("classloader.parent-first-patterns.additional"))
        .isEqualTo("ai.djl.;com.sun.jna.");
  }

  /** Without it, the operator would replace the image's configuration by one that it brings. */
  @ParameterizedTest
  @ValueSource(strings = {APPLICATION, SESSION})
  void logsAreWrittenAsThoseOfTheImage(String file) throws IOException {
    String configuration = Files.readString(Path.of("deploy", "log4j-console.properties"));

    assertThat(spec(file).getLogConfiguration())
        .containsExactly(entry("log4j-console.properties", configuration));
    Properties settings = new Properties();
    settings.load(new StringReader(configuration));
    for (String appender : List.of("console", "rolling")) {
      assertThat(settings.getProperty("appender.%s.layout.pattern".formatted(appender)))
          .endsWith(
              " - %replace{%m%n%xEx}"
                  + "{[\\p{Cc}\\p{Cf}\\x{2028}\\x{2029}&&[^\\n\\t\\x{200c}\\x{200d}]]}{?}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {APPLICATION, SESSION})
  void javaGetsTheOptionsOfTheLauncher(String file) throws IOException {
    List<String> options =
        List.of(settings(file).get(CoreOptions.FLINK_JVM_OPTIONS).strip().split("\\s+", -1));

    assertThat(options).contains("-Dai.djl.offline=true");
    assertThat(options)
        .containsAll(
            Files.readAllLines(JAVA_OPTIONS).stream()
                .filter(line -> line.startsWith("--"))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {APPLICATION, SESSION})
  void flinkCanDivideTheMemory(String file) throws IOException {
    FlinkDeploymentSpec spec = spec(file);
    Configuration settings = settings(file);
    settings.set(
        TaskManagerOptions.TOTAL_PROCESS_MEMORY,
        MemorySize.parse(spec.getTaskManager().getResource().getMemory()));
    settings.set(TaskManagerOptions.CPU_CORES, spec.getTaskManager().getResource().getCpu());
    settings.set(
        JobManagerOptions.TOTAL_PROCESS_MEMORY,
        MemorySize.parse(spec.getJobManager().getResource().getMemory()));

    TaskExecutorProcessSpec worker = TaskExecutorProcessUtils.processSpecFromConfig(settings);
    JobManagerProcessSpec master =
        JobManagerProcessUtils.processSpecFromConfigWithNewOptionToInterpretLegacyHeap(
            settings, JobManagerOptions.JVM_HEAP_MEMORY);

    assertThat(worker.getTaskHeapSize()).isGreaterThan(MemorySize.ofMebiBytes(2048));
    assertThat(worker.getNumSlots()).isEqualTo(2);
    assertThat(master.getJvmHeapMemorySize()).isGreaterThan(MemorySize.ofMebiBytes(1024));
  }

  @ParameterizedTest
  @ValueSource(strings = {APPLICATION, SESSION})
  void theFlinkIsTheOneThatIsBuiltWith(String file) throws IOException {
    FlinkDeploymentSpec spec = spec(file);

    assertThat(spec.getFlinkVersion()).isEqualTo(FlinkVersion.v1_19);
    assertThat(EnvironmentInformation.getVersion()).startsWith("1.19.");
    assertThat(spec.getImage()).isEqualTo("upstack:cuda");
  }

  @Test
  void theApplicationGivesEachTaskManagerAGpu() throws IOException {
    FlinkDeploymentSpec spec = spec(APPLICATION);

    assertThat(spec.getMode()).isEqualTo(KubernetesDeploymentMode.NATIVE);
    assertThat(spec.getFlinkConfiguration())
        .containsEntry("external-resources", "gpu")
        .containsEntry("external-resource.gpu.amount", "1")
        .containsEntry("external-resource.gpu.kubernetes.config-key", "nvidia.com/gpu");
    assertThat(spec.getTaskManager().getPodTemplate().getSpec().getTolerations())
        .extracting("key")
        .containsExactly("nvidia.com/gpu");
  }

  @Test
  void theSessionGivesEachTaskManagerAGpu() throws IOException {
    FlinkDeploymentSpec spec = spec(SESSION);

    assertThat(spec.getMode()).isEqualTo(KubernetesDeploymentMode.STANDALONE);
    assertThat(spec.getTaskManager().getReplicas()).isEqualTo(4);
    assertThat(spec.getTaskManager().getPodTemplate().getSpec().getContainers())
        .singleElement()
        .satisfies(
            container -> {
              assertThat(container.getName()).isEqualTo("flink-main-container");
              assertThat(container.getResources().getLimits())
                  .containsEntry("nvidia.com/gpu", new Quantity("1"));
            });
    assertThat(spec.getFlinkConfiguration())
        .containsEntry(WorkerLibrary.SETTING, ImageRecipe.PROGRAM + "/lib");
    assertThat(spec.getJob()).isNull();
  }

  /** NVIDIA's runtime shows a container all GPUs of the node if its image asks for them. */
  @ParameterizedTest
  @ValueSource(strings = {APPLICATION, SESSION})
  void theJobManagerSeesNoGpu(String file) throws IOException {
    PodSpec master = spec(file).getJobManager().getPodTemplate().getSpec();

    assertThat(master.getTolerations()).isEmpty();
    assertThat(master.getContainers())
        .singleElement()
        .satisfies(
            container -> {
              assertThat(container.getResources()).isNull();
              assertThat(container.getEnv())
                  .contains(new EnvVar("NVIDIA_VISIBLE_DEVICES", "void", null));
            });
    assertThat(
            spec(file).getTaskManager().getPodTemplate().getSpec().getContainers().get(0).getEnv())
        .extracting(EnvVar::getName)
        .doesNotContain("NVIDIA_VISIBLE_DEVICES");
  }

  /** The operator merges lists of two templates by position, so that each pod has a whole one. */
  @ParameterizedTest
  @ValueSource(strings = {APPLICATION, SESSION})
  void noTemplateIsMerged(String file) throws IOException {
    assertThat(spec(file).getPodTemplate()).isNull();
    assertThat(spec(file).getServiceAccount()).isEqualTo("upstack");
  }

  @Test
  void theApplicationsMainIsInTheImage() throws Exception {
    JobSpec job = spec(APPLICATION).getJob();

    assertThat(job.getJarURI()).isEqualTo("local://" + ImageRecipe.USRLIB + "/upstack.jar");
    Method main = Class.forName(job.getEntryClass()).getMethod("main", String[].class);
    assertThat(Modifier.isStatic(main.getModifiers())).isTrue();
    assertThat(job.getUpgradeMode()).isEqualTo(UpgradeMode.STATELESS);
    assertThat(job.getState()).isEqualTo(JobState.RUNNING);
    assertThat(job.getParallelism()).isEqualTo(8);
  }

  @Test
  void theApplicationsCommandIsACommand() throws IOException {
    String[] arguments = spec(APPLICATION).getJob().getArgs();
    StringWriter errors = new StringWriter();
    CommandLine upstack =
        UpstackCommand.commandLine(
            Commands.all(), new PrintWriter(errors), new PrintWriter(errors));

    assertThat(upstack.parseArgs(arguments).subcommand().commandSpec().name()).isEqualTo("run");
    assertThat(arguments).contains("--runner=application");
    // The schedule and overlays replace the argument at this place.
    assertThat(arguments[1]).startsWith("--output=gs://");
    ImageRecipe.assertConfigurationIsThere(Arrays.asList(arguments));
  }

  private static FlinkDeploymentSpec spec(String file) throws IOException {
    return StrictYaml.read(file, FlinkDeployment.class).getSpec();
  }

  private static Configuration settings(String file) throws IOException {
    return Configuration.fromMap(spec(file).getFlinkConfiguration());
  }
}
