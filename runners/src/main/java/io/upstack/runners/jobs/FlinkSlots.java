package io.upstack.runners.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.flink.util.MathUtils;

/**
 * Finds keys that Flink gives to different slots. Behind a shuffle, Flink assigns work by the hash
 * of its key. With keys that are only different, some slots would get several and others none.
 */
public final class FlinkSlots {
  private FlinkSlots() {}

  /**
   * Returns a key for each slot.
   *
   * @param slots the parallelism of the pipeline
   */
  public static List<Integer> keys(int slots) {
    List<Integer> keys = new ArrayList<>(Collections.nCopies(slots, null));
    int missing = slots;
    for (int key = 0; missing > 0; key++) {
      int slot = slot(key, slots);
      if (keys.get(slot) == null) {
        keys.set(slot, key);
        missing--;
      }
    }
    return List.copyOf(keys);
  }

  /**
   * Returns the slot of a key, as Flink's OutputEmitter finds it from the key that Beam encodes.
   */
  private static int slot(int key, int slots) {
    try {
      byte[] encoded = CoderUtils.encodeToByteArray(VarIntCoder.of(), key);
      return MathUtils.murmurHash(Arrays.hashCode(encoded)) % slots;
    } catch (CoderException e) {
      throw new IllegalStateException("every integer can be encoded", e);
    }
  }
}
