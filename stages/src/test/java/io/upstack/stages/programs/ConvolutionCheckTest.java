package io.upstack.stages.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.programs.ConvolutionCheck.Convolutions;
import io.upstack.stages.programs.ConvolutionCheck.Kind;
import io.upstack.stages.programs.ConvolutionCheck.OfEngine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvolutionCheckTest {
  private static OfEngine engine;

  @TempDir private Path folder;
  private Path processors;

  @BeforeAll
  static void open() {
    engine = new OfEngine();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @BeforeEach
  void nameTheProcessor() throws IOException {
    processors =
        Files.writeString(
            folder.resolve("cpuinfo"), "processor\t: 0\nmodel name\t: Some Processor 9000\n");
  }

  @Test
  void thisProcessorIsRight() {
    assertThat(ConvolutionCheck.problem(processors, engine)).isEmpty();
    ConvolutionCheck.requireRightSums();
  }

  /** Every process that computes waits for it: 0.3 seconds of an idle machine. */
  @Test
  void lookingTakesLittleTime() {
    ConvolutionCheck.problem(processors, engine);
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    ConvolutionCheck.problem(processors, engine);
    assertThat(
            Duration.ofNanos(
                ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before))
        .isLessThan(Duration.ofSeconds(1));
  }

  /** A kernel can leave out a block of channels in this way. */
  @Test
  void channelsThatAreLeftOutAreFoundInEveryKind() {
    for (Kind wrong : ConvolutionCheck.KINDS) {
      Convolutions leavingOut =
          new Altered() {
            @Override
            public float[] forward(Kind kind, float[] image, float[] weights) {
              float[] less = weights.clone();
              int ofOutput = weights.length / kind.outputs();
              int left = Math.min(16, kind.inputs()) * kind.kernel() * kind.kernel();
              for (int output = 0; kind.equals(wrong) && output < kind.outputs(); output++) {
                Arrays.fill(less, output * ofOutput, output * ofOutput + left, 0);
              }
              return super.forward(kind, image, less);
            }
          };
      assertThat(ConvolutionCheck.problem(processors, leavingOut).orElseThrow())
          .matches(
              "convolutions come out wrong on this processor \\(Some Processor 9000\\): \\Q"
                  + wrong.describe()
                  + "\\E is off by [0-9.]+(e\\+[0-9]+)? where no more than rounding was expected;"
                  + " set ONEDNN_MAX_CPU_ISA=AVX2 in the environment, whose kernels do not depend"
                  + " on the processor's caches");
    }
  }

  @Test
  void valuesThatAreNotNumbersAreFound() {
    Convolutions notFinite =
        new Altered() {
          @Override
          public float[] forward(Kind kind, float[] image, float[] weights) {
            float[] outputs = super.forward(kind, image, weights);
            Arrays.fill(outputs, Float.NaN);
            return outputs;
          }
        };
    assertThat(ConvolutionCheck.problem(processors, notFinite).orElseThrow())
        .contains(ConvolutionCheck.KINDS.get(0).describe() + " is off by Infinity");
  }

  @Test
  void gradientsThatAreWrongAreFound() {
    Convolutions turned =
        new Altered() {
          @Override
          public float[] backward(Kind kind, float[] image, float[] weights, float[] gradient) {
            float[] other = gradient.clone();
            other[100] += 1;
            return super.backward(kind, image, weights, other);
          }
        };
    assertThat(ConvolutionCheck.problem(folder.resolve("none"), turned).orElseThrow())
        .startsWith(
            "convolutions come out wrong on this processor (%s): the gradient of 3x3 from 64 to 64 channels, stride 1 is off by "
                .formatted(System.getProperty("os.arch")));
  }

  private static class Altered implements Convolutions {
    @Override
    public float[] forward(Kind kind, float[] image, float[] weights) {
      return engine.forward(kind, image, weights);
    }

    @Override
    public float[] backward(Kind kind, float[] image, float[] weights, float[] gradient) {
      return engine.backward(kind, image, weights, gradient);
    }
  }
}
