package io.upstack.runners.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import io.upstack.runners.Commands;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.UpstackCommand;
import io.upstack.runners.remote.FlinkAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class EvaluationCronJobTest {
  private static final String FILE = "session/evaluation-cronjob.yaml";
  private static final String MASTER = "--flink-master=";

  @Test
  void itRunsOneEvaluationAtATime() throws IOException {
    CronJob job = StrictYaml.read(FILE, CronJob.class);

    assertThat(job.getApiVersion()).isEqualTo("batch/v1");
    assertThat(job.getSpec().getSchedule().split(" ", -1)).hasSize(5);
    assertThat(job.getSpec().getConcurrencyPolicy()).isEqualTo("Forbid");
    JobSpec evaluation = job.getSpec().getJobTemplate().getSpec();
    assertThat(evaluation.getBackoffLimit()).isEqualTo(3);
    assertThat(evaluation.getActiveDeadlineSeconds()).isLessThan(24 * 60 * 60);
    assertThat(evaluation.getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
  }

  @Test
  void badInputIsNotTriedAgain() throws IOException {
    JobSpec evaluation = StrictYaml.read(FILE, CronJob.class).getSpec().getJobTemplate().getSpec();

    List<PodFailurePolicyRule> rules = evaluation.getPodFailurePolicy().getRules();
    assertThat(rules).extracting("action").containsExactly("FailJob", "Ignore");
    PodFailurePolicyOnExitCodesRequirement codes = rules.get(0).getOnExitCodes();
    assertThat(codes.getOperator()).isEqualTo("In");
    assertThat(codes.getValues()).containsExactly(ExitStatus.BAD_INPUT.code());
    assertThat(codes.getContainerName()).isEqualTo(container().getName());
    assertThat(rules.get(1).getOnPodConditions())
        .extracting("type")
        .containsExactly("DisruptionTarget");
    // Kubernetes takes a policy for pods that are not restarted in place.
    assertThat(evaluation.getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
  }

  @Test
  void itsCommandIsACommand() throws IOException {
    Container container = container();
    StringWriter errors = new StringWriter();
    CommandLine upstack =
        UpstackCommand.commandLine(
            Commands.all(), new PrintWriter(errors), new PrintWriter(errors));

    assertThat(container.getCommand()).containsExactly(ImageRecipe.PROGRAM + "/upstack");
    assertThat(
            upstack
                .parseArgs(container.getArgs().toArray(String[]::new))
                .subcommand()
                .commandSpec()
                .name())
        .isEqualTo("run");
    assertThat(container.getArgs()).contains("--runner=flink");
    ImageRecipe.assertConfigurationIsThere(container.getArgs());
  }

  /** The operator gives the service of a deployment's REST endpoint this name. */
  @Test
  void itsClusterIsTheSession() throws IOException {
    FlinkDeployment session = StrictYaml.read("session/flink-session.yaml", FlinkDeployment.class);
    String master =
        container().getArgs().stream()
            .filter(argument -> argument.startsWith(MASTER))
            .findFirst()
            .orElseThrow()
            .substring(MASTER.length());

    assertThat(FlinkAddress.parse(master))
        .isEqualTo(new FlinkAddress(session.getMetadata().getName() + "-rest", 8081));
  }

  /** A pod that is tried again then finds what the one before has done. */
  @Test
  void itsOutputIsNamedByTheJob() throws IOException {
    assertThat(container().getArgs()).contains("--output=gs://my-bucket/evaluations/$(JOB_NAME)");
    List<EnvVar> environment = container().getEnv();
    assertThat(environment)
        .filteredOn(variable -> variable.getName().equals("JOB_NAME"))
        .singleElement()
        .satisfies(
            variable ->
                assertThat(variable.getValueFrom().getFieldRef().getFieldPath())
                    .isEqualTo("metadata.labels['batch.kubernetes.io/job-name']"));
  }

  private static Container container() throws IOException {
    return StrictYaml.read(FILE, CronJob.class)
        .getSpec()
        .getJobTemplate()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0);
  }
}
