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

/** That a slip in the deployment files would be seen, at any depth. */
final class StrictYamlTest {
  @ParameterizedTest
  @CsvSource({
    "flink-application.yaml, flinkVersion:, flinkRelease:",
    "flink-application.yaml, upgradeMode:, upgrade:",
    "flink-application.yaml, tolerations:, toleration:",
    "flink-application.yaml, containerPort:, port:",
    "flink-session.yaml, replicas:, replica:",
    "flink-session.yaml, limits:, limit:",
    "evaluation-cronjob.yaml, concurrencyPolicy:, concurrency:",
    "evaluation-cronjob.yaml, restartPolicy:, restart:",
    "evaluation-cronjob.yaml, fieldPath:, path:",
  })
  void fieldsThatDoNotExistAreRefused(String file, String field, String slip) throws IOException {
    Path path = StrictYaml.DIRECTORY.resolve(file);
    String text = Files.readString(path).replace(field, slip);
    Class<?> type = file.startsWith("flink") ? FlinkDeployment.class : CronJob.class;

    assertThatThrownBy(() -> StrictYaml.parse(text, type))
        .isInstanceOf(UnrecognizedPropertyException.class)
        .hasMessageContaining("Unrecognized field \"%s\"".formatted(slip.replace(":", "")));
  }
}
