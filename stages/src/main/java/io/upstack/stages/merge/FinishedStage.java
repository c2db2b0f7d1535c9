package io.upstack.stages.merge;

import io.upstack.stages.arrays.ArrayContent;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.shards.ArrayLayout;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shards of one stage of a run, all of which exist.
 *
 * @param store the output of the run
 * @param layout the layout of the stage's objects: images, and labels if it has any
 * @param shards at least one shard, in order
 */
public record FinishedStage(ObjectStore store, ShardLayout layout, List<FinishedShard> shards)
    implements AutoCloseable {
  /** The stage under which progress counts merged images. */
  public static final String MERGE = "merge";

  public FinishedStage {
    shards = List.copyOf(shards);
  }

  /** Returns the number of images. */
  public long images() {
    return shards.stream().mapToLong(shard -> shard.shard().getSamples()).sum();
  }

  /**
   * Returns the name that guided-diffusion's scripts give the file: {@code
   * samples_50000x256x256x3.npz}.
   */
  public String standardName() {
    return shape(layout.arrays().get(0)).stream()
        .map(String::valueOf)
        .collect(Collectors.joining("x", "samples_", ".npz"));
  }

  /** Describes the array of all images, uint8 [N, H, W, 3]. */
  NamedArray imagesOf(ArrayContent content) {
    return array(layout.arrays().get(0), content);
  }

  /** Describes the arrays other than images. Labels are the only one. */
  List<NamedArray> labelsOf(ArrayContent content) {
    return layout.arrays().stream().skip(1).map(labels -> array(labels, content)).toList();
  }

  private NamedArray array(ArrayLayout array, ArrayContent content) {
    return new NamedArray(array.name(), array.type(), shape(array), content);
  }

  private List<Long> shape(ArrayLayout array) {
    return array.shape(images());
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
