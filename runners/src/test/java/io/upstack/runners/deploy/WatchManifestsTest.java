package io.upstack.runners.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.upstack.runners.Commands;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.UpstackCommand;
import io.upstack.runners.remote.FlinkAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class WatchManifestsTest {
  @Test
  void bothCallTheCommandForTheSession() throws IOException {
    FlinkDeployment session = StrictYaml.read("session/flink-session.yaml", FlinkDeployment.class);
    for (Container container : List.of(container(service()), container(once()))) {
      StringWriter errors = new StringWriter();
      CommandLine upstack =
          UpstackCommand.commandLine(
              Commands.all(), new PrintWriter(errors), new PrintWriter(errors));
      assertThat(container.getCommand()).containsExactly(ImageRecipe.PROGRAM + "/upstack");
      CommandLine.ParseResult watch =
          upstack.parseArgs(container.getArgs().toArray(String[]::new)).subcommand();
      assertThat(watch.commandSpec().name()).isEqualTo("watch");
      Optional<String> master = watch.matchedOptionValue("--flink-master", Optional.empty());
      assertThat(FlinkAddress.parse(master.orElseThrow()))
          .isEqualTo(new FlinkAddress(session.getMetadata().getName() + "-rest", 8081));
      ImageRecipe.assertConfigurationIsThere(container.getArgs());
    }
    assertThat(container(once()).getArgs()).contains("--once");
  }

  @Test
  void theServiceIsAskedWhereItAnswers() throws IOException {
    Container container = container(service());

    int port = container.getPorts().get(0).getContainerPort();
    assertThat(container.getArgs()).contains("--health-port=" + port);
    for (Probe probe :
        List.of(
            container.getStartupProbe(),
            container.getLivenessProbe(),
            container.getReadinessProbe())) {
      assertThat(probe.getHttpGet().getPort().getStrVal())
          .isEqualTo(container.getPorts().get(0).getName());
    }
    assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/health/live");
    assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/health/ready");
  }

  @Test
  void theMonitorFindsTheService() throws IOException {
    PodMonitor monitor =
        StrictYaml.read("components/pod-monitor/pod-monitor.yaml", PodMonitor.class);
    Deployment watch = StrictYaml.read("components/watch/watch-service.yaml", Deployment.class);

    assertThat(watch.getSpec().getTemplate().getMetadata().getLabels())
        .isEqualTo(watch.getSpec().getSelector().getMatchLabels());
    assertThat(monitor.getSpec().getSelector().getMatchExpressions())
        .allSatisfy(
            expression ->
                assertThat(expression.getValues())
                    .contains(
                        watch
                            .getSpec()
                            .getTemplate()
                            .getMetadata()
                            .getLabels()
                            .get(expression.getKey())));
    assertThat(container(service()).getPorts().get(0).getName())
        .isEqualTo(monitor.getSpec().getPodMetricsEndpoints().get(0).getPort());
  }

  @Test
  void oneLookAtATimeAndNoneAgainThatWouldFindTheSame() throws IOException {
    CronJob job = StrictYaml.read("components/watch-once/watch-cronjob.yaml", CronJob.class);

    assertThat(job.getSpec().getConcurrencyPolicy()).isEqualTo("Forbid");
    assertThat(
            job.getSpec()
                .getJobTemplate()
                .getSpec()
                .getPodFailurePolicy()
                .getRules()
                .get(0)
                .getOnExitCodes()
                .getValues())
        .containsExactly(ExitStatus.BAD_INPUT.code(), ExitStatus.GATE.code());
    assertThat(once().getRestartPolicy()).isEqualTo("Never");
  }

  /** An evaluation has 20 seconds to stop before the process ends without it. */
  @Test
  void theyHaveTimeToStop() throws IOException {
    assertThat(service().getTerminationGracePeriodSeconds()).isGreaterThan(30);
    assertThat(once().getTerminationGracePeriodSeconds()).isGreaterThan(30);
  }

  private static PodSpec service() throws IOException {
    return StrictYaml.read("components/watch/watch-service.yaml", Deployment.class)
        .getSpec()
        .getTemplate()
        .getSpec();
  }

  private static PodSpec once() throws IOException {
    return StrictYaml.read("components/watch-once/watch-cronjob.yaml", CronJob.class)
        .getSpec()
        .getJobTemplate()
        .getSpec()
        .getTemplate()
        .getSpec();
  }

  private static Container container(PodSpec pod) {
    return pod.getContainers().get(0);
  }
}
