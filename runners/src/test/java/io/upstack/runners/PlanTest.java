package io.upstack.runners;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.runners.commands.UpstackCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code upstack plan} on the configurations that come with Upstack. */
final class PlanTest {
  private static final String HOME = "upstack.home";

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @BeforeEach
  void setHome() {
    System.setProperty(HOME, "..");
  }

  @AfterEach
  void clearHome() {
    System.clearProperty(HOME);
  }

  @Test
  void saysWhatARunCostsAndWhichFilesAreMissing(@TempDir Path models) {
    int status =
        execute(
            "plan",
            "imagenet256-adm-gu",
            "--models=" + models,
            "--tflops=100",
            "--set=execution.device=cuda",
            "--set=execution.batch_size=0");

    assertThat(status).as(errors.toString()).isZero();
    assertThat(output.toString())
        .startsWith(
            """
            imagenet256-adm-gu: 50000 samples in 391 shards of 128

            stage      network    evaluations           each       a sample
            base       model              250   219.36 GFLOP    54.84 TFLOP
            base       classifier         250    80.93 GFLOP    20.23 TFLOP
            upsample   model              250     1.26 TFLOP   315.82 TFLOP
            all                                                390.89 TFLOP

            computed   19.54 EFLOP, 54.3 hours of a device at 100 TFLOP/s
            stored     11.46 GB: base 614.98 MB, upsample 9.83 GB, features 1.02 GB
            requests   about 10557, if it is stored in a bucket

            missing files:
              generation.base.model_path: MODELS/64x64_diffusion.pt does not exist; it is published\
             at https://openaipublic.blob.core.windows.net/diffusion/jul-2021/64x64_diffusion.pt
            """
                .replace("MODELS", models.toString()));
    assertThat(output.toString().lines().filter(line -> line.contains("it is published at")))
        .hasSize(5);
  }

  @Test
  void comparesAllPresetsInATable() {
    assertThat(execute("plan", "--presets", "--num-samples=100")).as(errors.toString()).isZero();

    List<String> lines = output.toString().lines().toList();
    assertThat(lines).hasSize(1 + 24);
    assertThat(lines.get(0)).startsWith("configuration").endsWith("requests");
    assertThat(lines)
        .anyMatch(line -> line.matches("fashion32 +100 +38.79 GFLOP +3.88 TFLOP +- .*"))
        .anyMatch(line -> line.matches("lsun-cat +100 +2.24 PFLOP +223.97 PFLOP +- .*"));
  }

  @Test
  void reportsTheProblemsOfAllConfigurations() {
    assertThat(execute("plan", "lsun-cat", "fashion32", "--set=generation.num_samples=0"))
        .isEqualTo(2);

    assertThat(errors.toString())
        .contains(
            """
            2 problems in what is to be planned:
              lsun-cat: generation.num_samples: expected at least 1, found 0
              fashion32: generation.num_samples: expected at least 1, found 0
            """);
  }

  @Test
  void refusesARateThatIsNotPositive() {
    assertThat(execute("plan", "lsun-cat", "--tflops=0")).isEqualTo(2);

    assertThat(errors.toString())
        .startsWith("upstack: --tflops: expected a positive number, such as 100, got '0.0'\n");
    assertThat(execute("plan")).isEqualTo(2);
    assertThat(errors.toString()).contains("upstack: expected CONFIG, or --presets\n");
  }

  private int execute(String... arguments) {
    return UpstackCommand.commandLine(
            Commands.all(), new PrintWriter(output, true), new PrintWriter(errors, true))
        .execute(arguments);
  }
}
