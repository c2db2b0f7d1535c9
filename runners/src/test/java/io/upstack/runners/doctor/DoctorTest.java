package io.upstack.runners.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.Diagnosis;
import io.upstack.proto.Diagnosis.Check;
import io.upstack.proto.Diagnosis.Verdict;
import io.upstack.runners.Commands;
import io.upstack.runners.commands.UpstackCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorTest {
  private static final String CPU = "libtorch 2.7.1 (built without CUDA, in /x)";
  private static final String CUDA = "libtorch 2.7.1 (with CUDA, in /x)";

  @TempDir private Path directory;
  private final StringWriter output = new StringWriter();

  @Test
  void hasALineForEachThing() {
    assertThat(doctor("--output=" + directory.resolve("out"))).isZero();
    assertThat(output.toString().lines())
        .anyMatch(line -> line.matches("ok +upstack +upstack .*Flink 1[.]19[.].*"))
        .anyMatch(line -> line.matches("ok +java +[0-9]+.* of heap"))
        .anyMatch(line -> line.matches("(ok|warning) +processor +[0-9]+ cores?.*"))
        .anyMatch(line -> line.matches("(ok|warning) +memory +[0-9.]+ GB.*"))
        .anyMatch(line -> line.matches("(ok|warning) +temporary files +.* has .* free.*"))
        .anyMatch(line -> line.matches("ok +libtorch +libtorch [0-9.]+ [(].*[)]"))
        .anyMatch(
            line ->
                line.matches("ok +output +%s/out is writable, with .* free".formatted(directory)));
  }

  @Test
  void programsReadWhatIsWrong() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThat(doctor("--json", "--output=" + file, "--flink-master=localhost:1")).isEqualTo(1);

    Diagnosis.Builder diagnosis = Diagnosis.newBuilder();
    JsonFormat.parser().merge(output.toString(), diagnosis);
    assertThat(diagnosis.getChecksList())
        .filteredOn(check -> check.getVerdict() == Verdict.PROBLEM)
        .extracting(Check::getName, Check::getRemedy)
        .containsExactly(
            tuple("output", "a run could not write there"),
            tuple("Flink", "name the REST endpoint of a JobManager that runs"));
  }

  @Test
  void saysWhatIsMissingForAGpu() {
    assertThat(MachineChecks.gpus(Optional.empty(), List.of(), CPU, 0))
        .extracting(Check::getFound)
        .containsExactly("none: runs use the CPU, in fp32");

    List<Check> withoutCuda =
        MachineChecks.gpus(Optional.of("570"), List.of("H100, 80 GiB"), CPU, 0);
    assertThat(withoutCuda)
        .extracting(Check::getName)
        .containsExactly("NVIDIA driver", "GPU 0", "devices of libtorch");
    assertThat(withoutCuda.get(2).getVerdict()).isEqualTo(Verdict.WARNING);
    assertThat(withoutCuda.get(2).getFound()).isEqualTo(CPU + " sees no CUDA devices");
    assertThat(withoutCuda.get(2).getRemedy())
        .isEqualTo(
            "have PYTORCH_LIBRARY_PATH name the lib folder of a libtorch with CUDA: see"
                + " docs/gpus.md");

    assertThat(MachineChecks.gpus(Optional.of("450"), List.of(), CUDA, 0).get(1).getRemedy())
        .isEqualTo(
            "the driver may be too old for this libtorch, or CUDA_VISIBLE_DEVICES may hide the"
                + " devices");
    assertThat(MachineChecks.gpus(Optional.of("570"), List.of(), CUDA, 2).get(1).getFound())
        .isEqualTo("2 CUDA devices: use them with --set execution.device=cuda");
  }

  private int doctor(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "doctor";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return UpstackCommand.commandLine(
            Commands.all(), new PrintWriter(output, true), new PrintWriter(System.err, true))
        .execute(arguments);
  }
}
