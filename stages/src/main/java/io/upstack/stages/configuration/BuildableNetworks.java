package io.upstack.stages.configuration;

import io.upstack.proto.BaseStage;
import io.upstack.proto.SuperResolution;
import io.upstack.proto.UNet;
import io.upstack.stages.networks.ClassifierPool;
import java.util.List;

/**
 * Checks whether flags determine the tensors of a network, even if the validator finds errors in
 * them.
 */
public final class BuildableNetworks {
  private BuildableNetworks() {}

  public static boolean isBuildable(UNet model) {
    return model.getNumClasses() >= 1 && isBuildable(NetworkFlags.of(model));
  }

  public static boolean isBuildable(SuperResolution model) {
    return model.getNumClasses() >= 1 && isBuildable(NetworkFlags.of(model));
  }

  /** Returns whether the classifier of the base stage can be built. */
  public static boolean isClassifierBuildable(BaseStage base) {
    return StackClasses.ofClassifier(base) >= 1
        && ClassifierPool.of(base.getClassifier().getClassifierPool()).isPresent()
        && isBuildable(NetworkFlags.ofClassifier(base));
  }

  private static boolean isBuildable(NetworkFlags flags) {
    return flags.imageSize() >= 1
        && flags.channels() >= 1
        && flags.residualBlocks() >= 1
        && flags.residualBlocks() <= NetworkRules.MOST_RESIDUAL_BLOCKS
        && flags.attention().resolutions().stream().allMatch(resolution -> resolution >= 1)
        && flags.multipliers().map(values -> areLevels(values, flags.channels())).orElse(false);
  }

  private static boolean areLevels(List<Double> multipliers, int channels) {
    return multipliers.size() < Integer.SIZE
        && multipliers.stream().allMatch(multiplier -> (int) (multiplier * channels) >= 1);
  }
}
