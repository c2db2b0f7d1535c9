package io.upstack.stages.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.upstack.proto.Shard;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.shards.ArrayLayout;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The output of the simulated stage: the maker of the shard, once for each of its samples. {@code
 * worker} is uint8 [n, 64], a name in UTF-8 padded with zeros; {@code thread} is int64 [n].
 */
public final class SimulatedObjects {
  private static final String WORKER = "worker";
  private static final String THREAD = "thread";
  private static final int NAME_BYTES = 64;

  private static final ShardLayout LAYOUT =
      new ShardLayout(
          "simulated",
          "simulated",
          List.of(
              new ArrayLayout(WORKER, ElementType.UINT8, List.of((long) NAME_BYTES)),
              new ArrayLayout(THREAD, ElementType.INT64, List.of())));

  private SimulatedObjects() {}

  public static ShardLayout layout() {
    return LAYOUT;
  }

  static List<NamedArray> of(Maker maker, int samples) {
    byte[] name = Arrays.copyOf(maker.worker().getBytes(UTF_8), NAME_BYTES);
    byte[] names = new byte[samples * NAME_BYTES];
    long[] threads = new long[samples];
    Arrays.fill(threads, maker.thread());
    for (int sample = 0; sample < samples; sample++) {
      System.arraycopy(name, 0, names, sample * NAME_BYTES, NAME_BYTES);
    }
    return List.of(
        NamedArray.ofBytes(WORKER, List.of((long) samples, (long) NAME_BYTES), names),
        NamedArray.ofLongs(THREAD, List.of((long) samples), threads));
  }

  /** Returns the maker of a shard that is done. */
  public static Maker maker(ObjectStore store, Shard shard) throws IOException {
    String name = LAYOUT.objectName(shard);
    try (NpzFile file = NpzFile.open(store.read(name), name);
        ArrayReader workers = file.array(WORKER);
        ArrayReader threads = file.array(THREAD)) {
      String padded = new String(workers.toBytes(), 0, NAME_BYTES, UTF_8);
      return new Maker(padded.replaceAll("\0.*", ""), threads.toLongs()[0]);
    }
  }
}
