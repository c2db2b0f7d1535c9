package io.upstack.runners.deploy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A slip in the deployment files is seen at any depth. */
final class StrictYamlTest {
  @ParameterizedTest
  @CsvSource({
    "application/flink-application.yaml, flinkVersion:, flinkRelease:",
    "application/flink-application.yaml, upgradeMode:, upgrade:",
    "application/flink-application.yaml, tolerations:, toleration:",
    "application/flink-application.yaml, containerPort:, port:",
    "session/flink-session.yaml, replicas:, replica:",
    "session/flink-session.yaml, limits:, limit:",
    "session/evaluation-cronjob.yaml, concurrencyPolicy:, concurrency:",
    "session/evaluation-cronjob.yaml, restartPolicy:, restart:",
    "session/evaluation-cronjob.yaml, onExitCodes:, onExitCode:",
    "session/evaluation-cronjob.yaml, sizeLimit:, limit:",
    "session/evaluation-cronjob.yaml, fieldPath:, path:",
  })
  void fieldsThatDoNotExistAreRefused(String file, String field, String slip) throws IOException {
    Path path = StrictYaml.DIRECTORY.resolve(file);
    String text = Files.readString(path).replace(field, slip);
    Class<?> type = file.contains("/flink") ? FlinkDeployment.class : CronJob.class;

    assertThatThrownBy(() -> StrictYaml.parse(text, type))
        .isInstanceOf(UnrecognizedPropertyException.class)
        .hasMessageContaining("Unrecognized field \"%s\"".formatted(slip.replace(":", "")));
  }
}
