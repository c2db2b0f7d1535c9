package io.upstack.stages.inception;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TemporaryProgram;
import io.upstack.stages.programs.TorchEngine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.Supplier;

/**
 * The speed of the network on one thread of this machine's CPU, compared with the same network as a
 * scripted module has it, where batch normalization is not folded and memory is contiguous. Both
 * run in turn. The best time of each counts, measured as the thread's time, not the clock's.
 *
 * @param batchSize the number of images of 299x299 that go through together
 */
public record InceptionBenchmark(
    int batchSize, double imagesPerSecond, double literalImagesPerSecond) {
  private static final int SIZE = 299;

  /** Returns the ratio of this speed to that of the scripted module. */
  public double ratio() {
    return imagesPerSecond / literalImagesPerSecond;
  }

  /**
   * Runs the benchmark. It sets the engine to one thread for each operator in the whole process.
   *
   * @param parameters the parameters, opened once for each of the two programs; their values do not
   *     matter
   * @param rounds the number of rounds after one that does not count
   */
  public static InceptionBenchmark run(
      Supplier<InceptionParameters> parameters, int batchSize, int rounds) throws IOException {
    TorchEngine.useThreads(1);
    byte[] images = new byte[batchSize * 3 * SIZE * SIZE];
    new Random(1).nextBytes(images);
    try (Program folded = load(InceptionProgram.of(parameters.get()));
        Program literal = load(InceptionProgram.literal(parameters.get()))) {
      double best = Double.MAX_VALUE;
      double literalBest = Double.MAX_VALUE;
      for (int round = 0; round <= rounds; round++) {
        double seconds = seconds(folded, images, batchSize);
        double literalSeconds = seconds(literal, images, batchSize);
        if (round > 0) {
          best = Math.min(best, seconds);
          literalBest = Math.min(literalBest, literalSeconds);
        }
      }
      return new InceptionBenchmark(batchSize, batchSize / best, batchSize / literalBest);
    }
  }

  private static Program load(ProgramBuilder program) throws IOException {
    return TemporaryProgram.load(program, Device.cpu());
  }

  private static double seconds(Program program, byte[] images, int batchSize) {
    try (NDManager manager = program.newManager()) {
      Shape shape = new Shape(batchSize, 3, SIZE, SIZE);
      NDArray input = manager.create(ByteBuffer.wrap(images), shape, DataType.UINT8);
      long start = threadNanoseconds();
      program.run("forward", new NDList(input));
      return (threadNanoseconds() - start) / 1e9;
    }
  }

  private static long threadNanoseconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
