package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executes runs whose configuration leaves the size of micro-batches open. */
final class MicroBatchTest {
  @TempDir private Path directory;
  private Path configuration;
  private Path output;

  @BeforeEach
  void writeConfiguration() throws IOException {
    RunConfiguration.Builder stack = SmallStack.builder(directory.resolve("none.npz"));
    stack.clearEvaluation().getExecutionBuilder().setBatchSize(0).setShardSize(8);
    stack.getGenerationBuilder().setNumSamples(8);
    configuration = SmallStack.write(directory, stack);
    output = directory.resolve("out");
  }

  @Test
  void isFoundOnceAndThenThatOfTheRun() throws IOException {
    assertThat(InProcess.generate(configuration, output).status()).isZero();
    int found = record().getBatchSize();
    assertThat(found).isIn(1, 2, 4, 8);

    Files.delete(output.resolve("samples/00000.npz"));
    assertThat(InProcess.generate(configuration, output, "--num-samples=16").status()).isZero();
    assertThat(record().getBatchSize()).isEqualTo(found);
    Path undisturbed = directory.resolve("undisturbed");
    assertThat(
            InProcess.generate(
                    configuration, undisturbed, "--num-samples=16", "--batch-size=" + found)
                .status())
        .isZero();
    assertThat(OutputListing.of(output).repeatable())
        .isEqualTo(OutputListing.of(undisturbed).repeatable());
  }

  @Test
  void isThatOfTheRecordWhateverElseWouldBeFound() throws IOException {
    assertThat(InProcess.generate(configuration, output, "--batch-size=4").status()).isZero();

    assertThat(InProcess.generate(configuration, output, "--num-samples=16").status()).isZero();

    assertThat(record().getBatchSize()).isEqualTo(4);
  }

  private RunRecord record() throws IOException {
    return TextFormat.parse(Files.readString(output.resolve("run.textproto")), RunRecord.class);
  }
}
