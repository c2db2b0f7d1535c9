package io.upstack.buckets;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Faults at random, from a seed: a share of all requests, of several kinds. */
public final class RandomFaults implements FaultPlan {
  private final Random random;
  private final double share;
  private final List<Disturbance> kinds;
  private final Map<Disturbance, Integer> met = new EnumMap<>(Disturbance.class);

  /**
   * @param share of the requests, from 0 to 1, that are disturbed
   */
  public RandomFaults(long seed, double share, Disturbance... kinds) {
    this.random = new Random(seed);
    this.share = share;
    this.kinds = List.of(kinds);
  }

  /** Makes faults of every kind. */
  public static RandomFaults ofAllKinds(long seed, double share) {
    return new RandomFaults(
        seed,
        share,
        Disturbance.UNAVAILABLE,
        Disturbance.UNAVAILABLE_AFTERWARDS,
        Disturbance.LOST_REPLY,
        Disturbance.CUT_BODY,
        Disturbance.SLOW_FIRST_BYTE);
  }

  @Override
  public synchronized Disturbance next(RecordedRequest request) {
    if (random.nextDouble() >= share) {
      return Disturbance.NONE;
    }
    Disturbance kind = kinds.get(random.nextInt(kinds.size()));
    met.merge(kind, 1, Integer::sum);
    return kind;
  }

  /** Returns how many requests were disturbed. */
  public synchronized int met() {
    return met.values().stream().mapToInt(Integer::intValue).sum();
  }
}
