package io.upstack.stages.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TemporaryProgram;
import io.upstack.stages.random.Philox4x32;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoiseProgramTest {
  private static final int SIZE = 5;
  private static final int ELEMENTS = 3 * SIZE * SIZE;

  private static Program program;

  @BeforeAll
  static void open() throws IOException {
    ProgramBuilder builder = new ProgramBuilder("Noise");
    NoiseProgram.write(builder, 3, SIZE);
    program = TemporaryProgram.load(builder, Device.cpu());
  }

  @AfterAll
  static void close() {
    program.close();
  }

  /** 75 elements are 18 blocks of four and three of the next. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "1, 2, 3",
    "-1, 7, 16777217",
    "-9223372036854775808, 1, 33554432",
    "9223372036854775807, 4294967295, 1",
    "123456789012345, 4294967296, 2",
    "42, 9223372036854775807, 33554682",
    "42, 1099511627781, 4294967295"
  })
  void normalsAreBoxMullerOfPhiloxWords(long seed, long sample, long draw) {
    float[] noise = noise(seed, draw, sample);
    assertThat(noise).hasSize(ELEMENTS);
    for (int element = 0; element < ELEMENTS; element++) {
      assertThat((double) noise[element])
          .as("element %d", element)
          .isCloseTo(expected(seed, sample, draw, element), within(1e-5));
    }
  }

  @Test
  void theNoiseOfASampleDoesNotDependOnTheBatch() {
    float[] alone = noise(5, 9, 1000);
    float[] among = noise(5, 9, 3, 1000, 4_294_968_296L, 77, 1001);
    assertThat(Arrays.copyOfRange(among, ELEMENTS, 2 * ELEMENTS)).isEqualTo(alone);
  }

  @Test
  void seedsSamplesAndDrawsAllTellNoiseApart() {
    float[] noise = noise(5, 9, 1000);
    assertThat(noise(6, 9, 1000)).isNotEqualTo(noise);
    assertThat(noise(5 + (1L << 32), 9, 1000)).isNotEqualTo(noise);
    assertThat(noise(5, 10, 1000)).isNotEqualTo(noise);
    assertThat(noise(5, 9 + (1 << 24), 1000)).isNotEqualTo(noise);
    assertThat(noise(5, 9, 1001)).isNotEqualTo(noise);
    assertThat(noise(5, 9, 1000 + (1L << 32))).isNotEqualTo(noise);
  }

  /** Bounds for 300,000 draws are five standard errors. */
  @Test
  void normalsHaveTheMomentsOfANormal() {
    long[] samples = new long[4000];
    Arrays.setAll(samples, i -> i);
    float[] noise = noise(0, 1, samples);
    double count = noise.length;
    double mean = moment(noise, 1);
    assertThat(mean).isCloseTo(0, within(5 / Math.sqrt(count)));
    assertThat(moment(noise, 2)).isCloseTo(1, within(5 * Math.sqrt(2 / count)));
    assertThat(moment(noise, 3)).isCloseTo(0, within(5 * Math.sqrt(15 / count)));
    assertThat(moment(noise, 4)).isCloseTo(3, within(5 * Math.sqrt(96 / count)));
    double neighbours = 0;
    for (int i = 1; i < noise.length; i++) {
      neighbours += noise[i] * noise[i - 1];
    }
    assertThat(neighbours / count).isCloseTo(0, within(5 / Math.sqrt(count)));
  }

  private static double moment(float[] noise, int order) {
    double sum = 0;
    for (float value : noise) {
      sum += Math.pow(value, order);
    }
    return sum / noise.length;
  }

  private static double expected(long seed, long sample, long draw, int element) {
    int[] words =
        Philox4x32.block(
            (int) seed,
            (int) (seed >>> 32),
            element / 4,
            (int) sample,
            (int) draw,
            (int) (sample >>> 32));
    int pair = element % 4 < 2 ? 0 : 2;
    double uniform = (Integer.toUnsignedLong(words[pair]) + 1) * 0x1p-32;
    double angle = Integer.toUnsignedLong(words[pair + 1]) * 0x1p-32 * 2 * Math.PI;
    double radius = Math.sqrt(-2 * Math.log(uniform));
    return radius * (element % 2 == 0 ? Math.cos(angle) : Math.sin(angle));
  }

  private static float[] noise(long seed, long draw, long... samples) {
    try (NDManager manager = program.newManager()) {
      NDArray key = manager.create(new long[] {seed & 0xFFFFFFFFL, seed >>> 32});
      NDList inputs = new NDList(key, manager.create(samples), manager.create(new long[] {draw}));
      NDArray noise = program.run("noise", inputs).get(0);
      assertThat(noise.getShape()).isEqualTo(new Shape(samples.length, 3, SIZE, SIZE));
      return noise.toFloatArray();
    }
  }
}
