package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.RunConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that exist, compared by the command. */
final class CompareTest {
  @TempDir private Path directory;

  @Test
  void runsOfOneSeedPairAndOthersDoNot() throws Exception {
    Path reference = SmallReference.shipped().writeTo(directory.resolve("reference.npz"));
    RunConfiguration.Builder stack = SmallStack.builder(reference);
    String first = run(stack, "plain");
    stack
        .getGenerationBuilder()
        .getUpsamplerBuilder()
        .getDiffusionBuilder()
        .setTimestepRespacing("ddim3");
    String second = run(stack, "fewer-steps");
    stack.getGenerationBuilder().setSeed(8);
    String third = run(stack, "other-seed");

    Path output = directory.resolve("compared");
    Outcome compared = InProcess.upstack("compare", first, second, third, "--output=" + output);

    assertThat(compared.errors()).isEmpty();
    assertThat(compared.status()).isZero();
    assertThat(compared.output())
        .contains("FID, lower is better\n  plain ", "\n  fewer-steps ", "\n  other-seed ")
        .contains(
            "other-seed: compared as if its samples were independent of those of plain: different"
                + " generation seeds: 8 and 7")
        .doesNotContain("fewer-steps: compared as if")
        .endsWith("page: " + output + "/compare.html\n");
    String page = Files.readString(output.resolve("compare.html"));
    assertThat(page).contains("Sample 0, class ", "run fewer-steps");
    assertThat(page.split("<img", -1).length - 1).isEqualTo(3 * 8);
    assertThat(output.resolve("compare.csv")).exists();
    assertThat(output.resolve("compare.tex")).exists();

    Outcome none = InProcess.upstack("compare", first, directory.resolve("none").toString());
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.errors()).contains("RUN: there is no directory '" + directory + "/none'");
  }

  private String run(RunConfiguration.Builder stack, String name) throws Exception {
    Path output = directory.resolve(name);
    assertThat(InProcess.run(SmallStack.write(directory, stack), output).status()).isZero();
    return output.toString();
  }
}
