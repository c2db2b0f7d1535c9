package io.upstack.stages.inspection;

import static java.util.stream.Collectors.joining;

import io.upstack.stages.networks.ClassifierPool;
import io.upstack.stages.networks.UNetArchitecture;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The flags of a network, written as in a configuration. */
final class FlagValues {
  /** The value for attention in no level. The middle block always attends. */
  static final String NONE = "none";

  private FlagValues() {}

  /**
   * Returns the flags that the network's tensors depend on. It leaves out resolutions of attention
   * that the network does not pass through, and all of them if its levels do not divide the image.
   */
  static Map<NetworkFlag, String> of(Network network) {
    UNetArchitecture unet = network.unet();
    Map<NetworkFlag, String> values = new EnumMap<>(NetworkFlag.class);
    if (dividesImage(unet)) {
      values.put(NetworkFlag.ATTENTION_RESOLUTIONS, resolutions(unet));
    }
    values.put(NetworkFlag.CHANNELS, String.valueOf(unet.modelChannels()));
    values.put(NetworkFlag.RESIDUAL_BLOCKS, String.valueOf(unet.numResBlocks()));
    values.put(NetworkFlag.CHANNEL_MULTIPLIERS, multipliers(unet.channelMult()));
    values.put(NetworkFlag.SCALE_SHIFT_NORM, String.valueOf(unet.useScaleShiftNorm()));
    if (unet.levels() > 1) {
      values.put(NetworkFlag.RESIDUAL_RESAMPLING, String.valueOf(unet.resblockUpdown()));
    }
    switch (network.kind()) {
      case BASE_MODEL, UPSAMPLER -> addOfModel(unet, values);
      case CLASSIFIER -> addOfClassifier(unet, network.pool().orElseThrow(), values);
    }
    return Collections.unmodifiableMap(values);
  }

  private static void addOfModel(UNetArchitecture unet, Map<NetworkFlag, String> values) {
    values.put(NetworkFlag.CLASS_CONDITIONAL, String.valueOf(unet.numClasses().isPresent()));
    unet.numClasses()
        .ifPresent(classes -> values.put(NetworkFlag.CLASSES, String.valueOf(classes)));
    values.put(NetworkFlag.LEARNED_VARIANCE, String.valueOf(unet.outChannels() == 6));
  }

  private static void addOfClassifier(
      UNetArchitecture unet, ClassifierPool pool, Map<NetworkFlag, String> values) {
    values.put(NetworkFlag.CLASSES, String.valueOf(unet.outChannels()));
    values.put(NetworkFlag.POOL, "\"" + pool.flag() + "\"");
    if (dividesImage(unet)) {
      values.put(NetworkFlag.IMAGE_SIZE, String.valueOf(unet.imageSize()));
    }
  }

  private static boolean dividesImage(UNetArchitecture unet) {
    return unet.imageSize() > 0
        && unet.levels() < Integer.SIZE
        && unet.imageSize() % (1 << (unet.levels() - 1)) == 0;
  }

  private static String resolutions(UNetArchitecture unet) {
    List<Integer> rates = attentionRates(unet);
    return rates.isEmpty() ? NONE : list(rates.stream().map(rate -> unet.imageSize() / rate));
  }

  /** Returns the rates at which the network attends, in ascending order. */
  static List<Integer> attentionRates(UNetArchitecture unet) {
    return Stream.iterate(1, rate -> 2 * rate)
        .limit(Math.min(unet.levels(), Integer.SIZE - 1))
        .filter(unet.attentionDownsampling()::contains)
        .toList();
  }

  private static String multipliers(List<Double> multipliers) {
    return list(multipliers.stream().map(FlagValues::number));
  }

  private static Object number(double value) {
    if (value == Math.rint(value)) {
      return (long) value;
    }
    return value;
  }

  private static String list(Stream<?> values) {
    return values.map(String::valueOf).collect(joining(", ", "[", "]"));
  }
}
