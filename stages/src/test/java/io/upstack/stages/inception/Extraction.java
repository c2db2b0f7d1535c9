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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/** The network's results for seeded random images: features, spatial features and logits. */
record Extraction(List<float[]> outputs) {
  static Extraction of(ProgramBuilder builder, int count, int height, int width)
      throws IOException {
    try (Program program = TemporaryProgram.load(builder, Device.cpu())) {
      return of(program, images(count, height, width), count, height, width);
    }
  }

  static Extraction of(Program program, byte[] images, int count, int height, int width) {
    try (NDManager manager = program.newManager()) {
      Shape shape = new Shape(count, 3, height, width);
      NDArray input = manager.create(ByteBuffer.wrap(images), shape, DataType.UINT8);
      NDList outputs = program.run("forward", new NDList(input));
      return new Extraction(outputs.stream().map(NDArray::toFloatArray).toList());
    }
  }

  /** [count, 3, height, width], the same for any count. */
  static byte[] images(int count, int height, int width) {
    byte[] images = new byte[count * 3 * height * width];
    new Random(1).nextBytes(images);
    return images;
  }

  /** The largest difference of any output, relative to the largest value of that output. */
  double difference(Extraction other) {
    double largest = 0;
    for (int i = 0; i < outputs.size(); i++) {
      largest = Math.max(largest, difference(outputs.get(i), other.outputs.get(i)));
    }
    return largest;
  }

  private static double difference(float[] actual, float[] expected) {
    if (actual.length != expected.length) {
      throw new IllegalArgumentException(actual.length + " values beside " + expected.length);
    }
    double difference = 0;
    double scale = 0;
    for (int i = 0; i < actual.length; i++) {
      difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    return difference / scale;
  }
}
