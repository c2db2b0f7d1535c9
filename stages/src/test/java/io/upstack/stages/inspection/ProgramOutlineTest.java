package io.upstack.stages.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.Growth;
import io.upstack.stages.checkpoints.CheckpointWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProgramOutlineTest {
  private static final String ROOT = "\u0080\u0002c__torch__\nM\n)\u0081}b.";

  @TempDir private Path directory;

  @Test
  void methodsAreListedWithTheirParameters() throws IOException {
    String code =
        "class M(Module):\n"
            + "  __parameters__ = []\n"
            + "  def forward(self: __torch__.M,\n"
            + "    x: Tensor,\n"
            + "    timesteps: Tensor) -> Tensor:\n"
            + "    return x\n"
            + "  def sample(self: __torch__.M) -> Tensor:\n"
            + "    def inner(self: Tensor)\n"
            + "class Other(Module):\n"
            + "  def hidden(self: __torch__.Other) -> Tensor:\n";
    assertThat(outline(ROOT, code))
        .contains(new ProgramOutline("M", List.of("forward(x, timesteps)", "sample()")));
  }

  @Test
  void theFirstClassOfThePickleIsTheRoot() throws IOException {
    assertThat(outline("c__torch__.a\nno class\nXc__torch__.b_c\nN\nc__torch__\nM\n", ""))
        .map(ProgramOutline::name)
        .contains("N");
    assertThat(outline("c__torch__\n", "")).isEmpty();
    assertThat(outline("", "")).isEmpty();
  }

  @Test
  void manyMethodsAreCutInASummary() {
    ProgramOutline outline =
        new ProgramOutline("M", Collections.nCopies(60, "m" + "x".repeat(2000)));
    assertThat(outline.listedMethods())
        .startsWith("m" + "x".repeat(999) + "..., m")
        .endsWith("... and 10 more")
        .hasSizeLessThan(51_000);
  }

  /** A reader that skips each comment from every place in it would take forever. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n  def a(self",
        "\n  def a(self, ",
        "\n  def ",
        "\n  def a(self, b: c)",
        "a",
        "b: ",
        ": ",
        ","
      })
  void codeOfTwiceTheLengthTakesTwiceTheTime(String repeated) throws Exception {
    Growth.assertLinear(
        200_000,
        size -> {
          Path file = directory.resolve(size + ".pt");
          String start = "class M(Module):\n  def forward(self, ";
          write(file, ROOT, start + repeated.repeat(size) + ") -> Tensor:\n");
          return () -> ProgramOutline.read(file);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"c__torch__", "c__torch__.\n", "\n", "a.", "c__torch__\nM M\n"})
  void aPickleOfTwiceTheLengthTakesTwiceTheTime(String repeated) throws Exception {
    Growth.assertLinear(
        200_000,
        size -> {
          Path file = directory.resolve(size + ".pt");
          write(file, repeated.repeat(size) + " \n", "");
          return () -> ProgramOutline.read(file);
        });
  }

  private Optional<ProgramOutline> outline(String pickle, String code) throws IOException {
    Path file = directory.resolve("program.pt");
    write(file, pickle, code);
    return ProgramOutline.read(file);
  }

  private static void write(Path file, String pickle, String code) throws IOException {
    new CheckpointWriter()
        .with("constants.pkl", "")
        .with("data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1))
        .with("code/__torch__.py", code)
        .writeTo(file);
  }
}
