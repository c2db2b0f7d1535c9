package io.upstack.stages.verify;

import com.google.protobuf.Message;
import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.Diffusion;
import io.upstack.proto.Sampling;
import io.upstack.proto.SuperResolution;
import io.upstack.proto.UNet;
import io.upstack.proto.UpsamplerStage;
import io.upstack.stages.configuration.ConfigurationValidator;
import io.upstack.stages.flags.FlagReader;
import io.upstack.stages.problems.Problems;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Reads the flags of a case into the messages of a configuration, and remembers the name that the
 * case uses for each field. It interprets only what differs between a case and a configuration.
 */
final class StageFlags {
  private static final String SCALE = "classifier_scale";
  private static final String LEARN_SIGMA = "learn_sigma";

  private static final int PUBLISHED_CLASSES = 1000;
  private static final int PUBLISHED_CLASSIFIER_SIZE = 64;

  private final Map<String, String> places = new HashMap<>();

  private StageFlags() {}

  /** Reads the network of a base model alone. */
  static RecordedStage network(FlagReader flags) {
    StageFlags reader = new StageFlags();
    BaseStage stage =
        BaseStage.newBuilder().setModel(reader.model(flags.requiredSection("model"))).build();
    reader.check(flags, problems -> ConfigurationValidator.validateRecorded(stage, problems));
    return new RecordedStage.Base(stage);
  }

  /** Reads the network of an upsampler alone. */
  static RecordedStage upsamplerNetwork(FlagReader flags) {
    StageFlags reader = new StageFlags();
    UpsamplerStage stage =
        UpsamplerStage.newBuilder()
            .setModel(reader.superResolution(flags, flags.requiredSection("model")))
            .build();
    reader.check(flags, problems -> ConfigurationValidator.validateRecorded(stage, problems));
    return new RecordedStage.Upsampler(stage);
  }

  /** Reads a stage that samples. It is an upsampler if there is a small_size. */
  static RecordedStage sampling(FlagReader flags) {
    return flags.optionalInteger("small_size").isPresent() ? upsampler(flags) : base(flags);
  }

  private static RecordedStage base(FlagReader flags) {
    StageFlags reader = new StageFlags();
    UNet model = reader.model(flags.requiredSection("model"));
    Diffusion diffusion =
        reader.diffusion(flags.requiredSection("diffusion"), model.getLearnSigma());
    BaseStage.Builder builder =
        BaseStage.newBuilder()
            .setModel(model)
            .setDiffusion(diffusion)
            .setSampling(reader.flagsOfScripts(flags));
    Optional<FlagReader> classifier = flags.section("classifier");
    if (classifier.isPresent()) {
      builder.setClassifier(reader.classifier(flags, classifier.get()));
    } else {
      // A case without a classifier may contain the default scale of its script.
      flags.ignore(SCALE);
    }
    BaseStage stage = builder.build();
    reader.check(flags, problems -> ConfigurationValidator.validateRecorded(stage, problems));
    return new RecordedStage.Base(stage);
  }

  private static RecordedStage upsampler(FlagReader flags) {
    StageFlags reader = new StageFlags();
    SuperResolution model = reader.superResolution(flags, flags.requiredSection("model"));
    Diffusion diffusion =
        reader.diffusion(flags.requiredSection("diffusion"), model.getLearnSigma());
    UpsamplerStage stage =
        UpsamplerStage.newBuilder()
            .setModel(model)
            .setDiffusion(diffusion)
            .setSampling(reader.flagsOfScripts(flags))
            .build();
    flags.ignore(SCALE);
    if (flags.section("classifier").isPresent()) {
      flags.problem("classifier", "is given, but no classifier guides an upsampler");
    }
    reader.check(flags, problems -> ConfigurationValidator.validateRecorded(stage, problems));
    return new RecordedStage.Upsampler(stage);
  }

  /** Reads a base stage of which only the classifier is known. */
  static BaseStage classifierAlone(FlagReader flags) {
    StageFlags reader = new StageFlags();
    BaseStage stage =
        BaseStage.newBuilder()
            .setClassifier(reader.classifier(flags, flags.requiredSection("classifier")))
            .build();
    reader.check(flags, problems -> ConfigurationValidator.validateRecorded(stage, problems));
    return stage;
  }

  /** Reads the diffusion of a schedule case, which has no model. */
  static Diffusion diffusionAlone(FlagReader flags) {
    StageFlags reader = new StageFlags();
    boolean learned = flags.optionalTruth(LEARN_SIGMA).orElse(false);
    Diffusion diffusion = reader.diffusion(flags, learned);
    BaseStage stage = BaseStage.newBuilder().setDiffusion(diffusion).build();
    reader.check(flags, problems -> ConfigurationValidator.validateRecorded(stage, problems));
    return diffusion;
  }

  private UNet model(FlagReader flags) {
    UNet.Builder model = UNet.newBuilder();
    read(flags, "model", model, Map.of());
    conditional(model.hasNumClasses(), model.hasClassCond()).ifPresent(model::setClassCond);
    unreached(flags, "attention_resolutions", model.getImageSize())
        .ifPresent(model::addAttentionResolutions);
    flags.refuseOthers();
    return model.build();
  }

  /**
   * Reads the model of an upsampler. The size of its input image is a flag of the case, or is
   * missing.
   */
  private SuperResolution superResolution(FlagReader flags, FlagReader network) {
    SuperResolution.Builder model = SuperResolution.newBuilder();
    read(network, "model", model, Map.of("large_size", "image_size"));
    conditional(model.hasNumClasses(), model.hasClassCond()).ifPresent(model::setClassCond);
    unreached(network, "attention_resolutions", model.getLargeSize())
        .ifPresent(model::addAttentionResolutions);
    flags.optionalInteger("small_size").ifPresent(model::setSmallSize);
    network.refuseOthers();
    return model.build();
  }

  /**
   * Reads a classifier. Flags that are missing in the case have guided-diffusion's defaults,
   * whereas a configuration would use the values of its base model.
   */
  private Classifier classifier(FlagReader flags, FlagReader network) {
    Classifier.Builder classifier =
        Classifier.newBuilder()
            .setImageSize(PUBLISHED_CLASSIFIER_SIZE)
            .setNumClasses(PUBLISHED_CLASSES);
    read(network, "classifier", classifier, Map.of());
    unreached(network, "classifier_attention_resolutions", classifier.getImageSize())
        .ifPresent(classifier::addClassifierAttentionResolutions);
    flags.optionalNumber(SCALE).ifPresent(classifier::setClassifierScale);
    places.put("classifier." + SCALE, SCALE);
    // These flags have no effect in an encoder outside of training.
    network.ignore("num_heads_upsample", "dropout", "use_checkpoint");
    network.refuseOthers();
    return classifier.build();
  }

  /**
   * Reads the flags of a diffusion.
   *
   * @param learned the value of learn_sigma, which a flag given here must match
   */
  private Diffusion diffusion(FlagReader flags, boolean learned) {
    Diffusion.Builder diffusion = Diffusion.newBuilder();
    read(flags, "diffusion", diffusion, Map.of("diffusion_steps", "steps"));
    if (flags.optionalTruth(LEARN_SIGMA).orElse(learned) != learned) {
      flags.problem(LEARN_SIGMA, "is %s, expected the model's %s".formatted(!learned, learned));
    }
    flags.refuseOthers();
    return diffusion.build();
  }

  /** Reads the flags of the scripts, which have no group of their own. */
  private Sampling flagsOfScripts(FlagReader flags) {
    Sampling.Builder sampling = Sampling.newBuilder();
    read(flags, "sampling", sampling, Map.of());
    if (!sampling.getUseDdim()) {
      // Scripts ignore eta, and a configuration may not contain it.
      sampling.clearEta();
    }
    return sampling.build();
  }

  private void read(
      FlagReader flags, String path, Message.Builder message, Map<String, String> other) {
    flags.readInto(message, other).forEach((field, place) -> places.put(path + "." + field, place));
  }

  /**
   * Returns true for class_cond if there is a number of classes and no class_cond, because a number
   * of classes then conditions the network.
   */
  private static Optional<Boolean> conditional(boolean hasClasses, boolean hasCondition) {
    return hasClasses && !hasCondition ? Optional.of(true) : Optional.empty();
  }

  /**
   * Returns a resolution at which no network attends, for a case that has an empty list. In a
   * configuration an empty list means the published resolutions.
   */
  private static OptionalInt unreached(FlagReader flags, String name, int imageSize) {
    return flags.isEmptyList(name) ? OptionalInt.of(2 * imageSize) : OptionalInt.empty();
  }

  /** Adds the problems that a run would find, under the names that the case uses. */
  private void check(FlagReader flags, Consumer<Problems> validator) {
    Problems found = new Problems();
    validator.accept(found);
    for (String problem : found.list()) {
      int end = problem.indexOf(": ");
      String place = problem.substring(0, end);
      flags.problems().add(places.getOrDefault(place, place), problem.substring(end + 2));
    }
  }
}
