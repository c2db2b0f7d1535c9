package io.upstack.stages.upsample;

import com.google.common.primitives.ImmutableLongArray;
import io.upstack.proto.Shard;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.diffusion.MicroBatch;
import io.upstack.stages.sampling.MicroBatches;
import io.upstack.stages.sampling.ShardSampling;
import io.upstack.stages.shards.ArrayLayout;
import io.upstack.stages.shards.RunOrigin;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardOutput;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Samples the upsampler, conditioned on the uint8 samples of the previous stage. This is
 * super_res_sample.py of guided-diffusion, with labels and the choice of DDIM, which that script
 * drops.
 */
public final class Upsampling implements ShardStage {
  private final ShardLayout baseLayout;
  private final ShardSampling sampling;
  private final Conditioning conditioning;
  private final Optional<RunOrigin> origin;

  /**
   * The stage with its model.
   *
   * @param baseLayout the layout of the objects it reads
   * @param origin the origin these objects must have; empty if their maker has already checked it
   */
  public Upsampling(
      ShardLayout baseLayout,
      ShardSampling sampling,
      Conditioning conditioning,
      Optional<RunOrigin> origin) {
    this.baseLayout = baseLayout;
    this.sampling = sampling;
    this.conditioning = conditioning;
    this.origin = origin;
  }

  /** What an upsampler is conditioned on besides the image. */
  public enum Conditioning {
    /** The upsampler is conditioned on the labels that come with the images. */
    CLASSES,
    NOTHING
  }

  @Override
  public ShardLayout layout() {
    return sampling.layout();
  }

  @Override
  public ShardOutput make(Shard shard, ObjectStore store, ProgressOfShard progress)
      throws IOException {
    LowResolutionShard input = read(shard, store);
    return sampling.sample(shard, batch -> microBatch(input, batch), input.labels(), progress);
  }

  /**
   * Returns the inputs of a batch. Past the end of the shard, images are black and labels are 0,
   * and their samples are dropped.
   */
  private MicroBatch microBatch(LowResolutionShard input, MicroBatches.Batch batch) {
    ArrayLayout images = baseLayout.arrays().get(0);
    int size = Math.toIntExact(images.row().get(0));
    int imageBytes = Math.toIntExact(images.rowSize());
    int first = batch.offset();
    int end = first + batch.samples().length();
    byte[] low = Arrays.copyOfRange(input.pixels().array(), first * imageBytes, end * imageBytes);
    Optional<ImmutableLongArray> labels =
        switch (conditioning) {
          case CLASSES -> input.labels().map(given -> padded(given, first, end));
          case NOTHING -> Optional.empty();
        };
    MicroBatch.LowResolution lowResolution =
        new MicroBatch.LowResolution(ByteBuffer.wrap(low), size);
    return new MicroBatch(batch.samples(), labels, Optional.of(lowResolution));
  }

  private static ImmutableLongArray padded(ImmutableLongArray labels, int first, int end) {
    return ImmutableLongArray.copyOf(Arrays.copyOfRange(labels.toArray(), first, end));
  }

  private LowResolutionShard read(Shard shard, ObjectStore store) throws IOException {
    String name = baseLayout.objectName(shard);
    if (origin.isPresent()) {
      origin.get().check(name, store);
    }
    try (NpzFile file = NpzFile.open(store.read(name), name);
        ArrayReader images = file.array(ShardLayout.IMAGES)) {
      ByteBuffer pixels = ByteBuffer.wrap(images.toBytes());
      if (!file.contains(ShardLayout.LABELS)) {
        return new LowResolutionShard(pixels, Optional.empty());
      }
      try (ArrayReader labels = file.array(ShardLayout.LABELS)) {
        return new LowResolutionShard(
            pixels, Optional.of(ImmutableLongArray.copyOf(labels.toLongs())));
      }
    }
  }

  private record LowResolutionShard(ByteBuffer pixels, Optional<ImmutableLongArray> labels) {}
}
