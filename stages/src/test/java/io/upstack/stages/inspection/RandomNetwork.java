package io.upstack.stages.inspection;

import io.upstack.stages.networks.AttentionHeads;
import io.upstack.stages.networks.AttentionOrder;
import io.upstack.stages.networks.ClassifierPool;
import io.upstack.stages.networks.UNetArchitecture;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Draws networks of every kind. */
final class RandomNetwork {
  private RandomNetwork() {}

  static Network of(Random random) {
    NetworkKind kind = NetworkKind.values()[random.nextInt(3)];
    int levels = 1 + random.nextInt(4);
    boolean isClassifier = kind == NetworkKind.CLASSIFIER;
    UNetArchitecture unet =
        new UNetArchitecture(
            64,
            kind == NetworkKind.UPSAMPLER ? 6 : 3,
            32 * (1 + random.nextInt(3)),
            isClassifier ? 2 + random.nextInt(20) : 3 * (1 + random.nextInt(2)),
            1 + random.nextInt(3),
            Stream.of(1, 2, 4, 8, 16).filter(rate -> random.nextBoolean()).toList(),
            multipliers(random, levels),
            isClassifier || random.nextBoolean()
                ? OptionalInt.empty()
                : OptionalInt.of(1 + random.nextInt(20)),
            new AttentionHeads(1, 32, -1, AttentionOrder.HEADS_FIRST),
            random.nextBoolean(),
            levels > 1 && random.nextBoolean());
    return new Network(kind, unet, isClassifier ? pool(random) : Optional.empty());
  }

  private static List<Double> multipliers(Random random, int levels) {
    return IntStream.range(0, levels).mapToObj(level -> 1.0 + random.nextInt(3)).toList();
  }

  private static Optional<ClassifierPool> pool(Random random) {
    return Optional.of(ClassifierPool.values()[random.nextInt(4)]);
  }
}
