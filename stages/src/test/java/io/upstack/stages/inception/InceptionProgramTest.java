package io.upstack.stages.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.TemporaryProgram;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InceptionProgramTest {
  private static Program program;

  @BeforeAll
  static void load() throws IOException {
    program =
        TemporaryProgram.load(InceptionProgram.of(FormulaInception.parameters()), Device.cpu());
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @Test
  void foldedBatchNormalizationIsBatchNormalization() throws IOException {
    Extraction literal =
        Extraction.of(InceptionProgram.literal(FormulaInception.parameters()), 2, 40, 60);
    assertThat(extraction(2, 40, 60).difference(literal)).isLessThan(1e-5);
  }

  @Test
  void anImageIsDescribedTheSameInABatchOfAnySize() {
    byte[] images = Extraction.images(5, 50, 50);
    List<float[]> together = Extraction.of(program, images, 5, 50, 50).outputs();
    for (int image = 0; image < 5; image++) {
      int size = images.length / 5;
      byte[] one = Arrays.copyOfRange(images, image * size, (image + 1) * size);
      Extraction alone = Extraction.of(program, one, 1, 50, 50);
      assertThat(alone.difference(row(together, image, 5))).isLessThan(1e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "7, 500", "320, 2", "299, 299"})
  void takesImagesOfAnySize(int height, int width) {
    List<float[]> outputs = extraction(2, height, width).outputs();
    assertThat(outputs.stream().map(output -> output.length / 2)).containsExactly(2048, 2023, 1008);
    for (float[] output : outputs) {
      for (float value : output) {
        assertThat(value).isFinite();
      }
      assertThat(output).isNotEqualTo(new float[output.length]);
    }
  }

  @Test
  void tellsAllWeightsThatDoNotFit() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>(FormulaInception.shapes());
    shapes.remove("Mixed_5b.branch5x5_2.bn.bias");
    shapes.put("Conv2d_2a_3x3.conv.weight", List.of(32L, 32L, 5L, 5L));
    shapes.put("AuxLogits.fc.bias", List.of(1000L));
    assertThatThrownBy(() -> InceptionProgram.of(FormulaWeights.parameters("weights", shapes)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            """
            3 problems in weights, compared with the Inception-v3 of 2015-12-05:
              Conv2d_2a_3x3.conv.weight: has the shape [32, 32, 5, 5], expected [32, 32, 3, 3]
              Mixed_5b.branch5x5_2.bn.bias: is missing, expected the shape [64]
              AuxLogits.fc.bias: is not a tensor of this network""");
  }

  private static Extraction extraction(int count, int height, int width) {
    return Extraction.of(program, Extraction.images(count, height, width), count, height, width);
  }

  private static Extraction row(List<float[]> outputs, int row, int rows) {
    return new Extraction(
        outputs.stream()
            .map(
                output -> {
                  int width = output.length / rows;
                  return Arrays.copyOfRange(output, row * width, (row + 1) * width);
                })
            .toList());
  }
}
