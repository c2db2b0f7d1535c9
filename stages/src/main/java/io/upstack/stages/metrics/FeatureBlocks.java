package io.upstack.stages.metrics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All features of a set of images, on the device, outside the Java heap. */
public final class FeatureBlocks implements AutoCloseable {
  private static final int BLOCK_ROWS = 2048;

  private final NDManager manager;
  private final int width;
  private final RowBuffer buffer;
  private final List<NDArray> blocks = new ArrayList<>();
  private long rows;

  public FeatureBlocks(MetricProgram program, int width) {
    this.manager = program.newManager();
    this.width = width;
    this.buffer = new RowBuffer(program, BLOCK_ROWS, width, this::addBlock);
  }

  /** Rows [N, D] of more images. */
  public void add(Features features) {
    if (features.width() != width) {
      throw new MetricsException(
          "features are %d wide, expected %d as before".formatted(features.width(), width));
    }
    rows += features.rows();
    buffer.add(features);
  }

  private void addBlock(NDArray block) {
    NDArray copy = block.duplicate();
    copy.attach(manager);
    blocks.add(copy);
  }

  public long rows() {
    return rows;
  }

  int width() {
    return width;
  }

  /** [n, D] each, of the same size but for the last. */
  List<NDArray> blocks() {
    buffer.flush();
    return Collections.unmodifiableList(blocks);
  }

  @Override
  public void close() {
    manager.close();
  }
}
