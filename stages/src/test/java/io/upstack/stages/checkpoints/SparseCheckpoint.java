package io.upstack.stages.checkpoints;

import io.upstack.stages.checkpoints.PickleWriter.Tensor;
import io.upstack.stages.zip.ZipWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;

/**
 * Writes state dicts of zeros that are as large as they say, and take no room on the disk: all
 * tensors lie side by side in one storage.
 */
public final class SparseCheckpoint {
  private SparseCheckpoint() {}

  /** A state dict of float32 tensors. */
  public static Path write(Path file, Map<String, List<Long>> shapes) throws IOException {
    long total = shapes.values().stream().mapToLong(SparseCheckpoint::elements).sum();
    PickleWriter pickle = PickleWriter.stateDict();
    long offset = 0;
    for (Map.Entry<String, List<Long>> entry : shapes.entrySet()) {
      List<Long> shape = entry.getValue();
      pickle.entry(
          entry.getKey(), new Tensor("FloatStorage", "0", total, offset, shape, strides(shape)));
      offset += elements(shape);
    }
    byte[] content = pickle.end().toBytes();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ZipWriter zip = ZipWriter.aligned(Channels.newOutputStream(channel), 64);
      zip.add("archive/data.pkl", content.length, output -> output.write(content));
      zip.addHeader("archive/data/0", total * Float.BYTES, 0);
      channel.position(channel.position() + total * Float.BYTES);
      zip.finish();
    }
    return file;
  }

  private static List<Long> strides(List<Long> shape) {
    LinkedList<Long> strides = new LinkedList<>();
    long stride = 1;
    for (int dimension = shape.size() - 1; dimension >= 0; dimension--) {
      strides.addFirst(stride);
      stride *= shape.get(dimension);
    }
    return strides;
  }

  private static long elements(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }
}
