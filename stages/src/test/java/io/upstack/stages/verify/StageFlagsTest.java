package io.upstack.stages.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.BaseStage;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.diffusion.SamplingMethod;
import io.upstack.stages.flags.FlagReader;
import io.upstack.stages.models.Denoisers;
import io.upstack.stages.networks.AttentionHeads;
import io.upstack.stages.networks.AttentionOrder;
import io.upstack.stages.networks.ClassifierArchitecture;
import io.upstack.stages.networks.ClassifierPool;
import io.upstack.stages.networks.UNetArchitecture;
import io.upstack.stages.problems.Problems;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flags of cases, as far as what a run makes of them. */
class StageFlagsTest {
  private final Problems problems = new Problems();

  @Test
  void takesWhatIsMissingFromThePublishedDefaults() throws Exception {
    assertThat(network("{}"))
        .isEqualTo(
            new UNetArchitecture(
                64,
                3,
                128,
                3,
                2,
                List.of(4, 8),
                List.of(1.0, 2.0, 3.0, 4.0),
                OptionalInt.empty(),
                new AttentionHeads(4, -1, -1, AttentionOrder.HEADS_FIRST),
                true,
                false));
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void takesTheClassifiersDefaultsToo() throws Exception {
    ClassifierArchitecture classifier = classifier("{\"image_size\": 128}");

    assertThat(classifier.pool()).isEqualTo(ClassifierPool.ATTENTION);
    assertThat(classifier.classes()).isEqualTo(1000);
    assertThat(classifier.encoder().channelMult()).containsExactly(1.0, 1.0, 2.0, 3.0, 4.0);
    assertThat(classifier.encoder().attentionDownsampling()).containsExactly(4, 8, 16);
    assertThat(classifier.encoder().heads().numHeadChannels()).isEqualTo(64);
    assertThat(problems.list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"image_size": 24, "num_channels": 64, "channel_mult": [0.5, 1], "num_classes": 3,
         "attention_resolutions": [12, 5], "learn_sigma": true, "use_scale_shift_norm": false}
        """,
        """
        {"image_size": "24", "num_channels": "64", "channel_mult": "0.5, 1", "num_classes": "3",
         "attention_resolutions": "12,5", "learn_sigma": "True", "use_scale_shift_norm": "no"}
        """,
        """
        {"image_size": 24.0, "num_channels": 64, "channel_mult": ["0.5", "1"], "num_classes": 3,
         "attention_resolutions": ["12", 5], "learn_sigma": 1, "use_scale_shift_norm": 0,
         "class_cond": true, "use_fp16": true, "dropout": 0.1}
        """
      })
  void readsFlagsAsACommandLineWritesThem(String json) throws Exception {
    UNetArchitecture architecture = network(json);

    assertThat(problems.list()).isEmpty();
    assertThat(architecture.imageSize()).isEqualTo(24);
    assertThat(architecture.channelMult()).containsExactly(0.5, 1.0);
    assertThat(architecture.attentionDownsampling()).containsExactly(2, 4);
    assertThat(architecture.numClasses()).hasValue(3);
    assertThat(architecture.outChannels()).isEqualTo(6);
    assertThat(architecture.useScaleShiftNorm()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"num_classes\": null}", "{\"num_classes\": 10, \"class_cond\": false}"})
  void isUnconditionalWithoutClasses(String json) throws Exception {
    assertThat(network(json).numClasses()).isEmpty();
  }

  @Test
  void hasThePublishedClassesIfItIsConditionalWithoutANumber() throws Exception {
    assertThat(network("{\"class_cond\": true}").numClasses()).hasValue(1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"\"", "null"})
  void takesAnEmptyMultiplierForThePublishedOne(String multiplier) throws Exception {
    String json = "{\"image_size\": 256, \"channel_mult\": %s}".formatted(multiplier);

    assertThat(upsampler(json).channelMult()).containsExactly(1.0, 1.0, 2.0, 2.0, 4.0, 4.0);
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void refusesAnAttentionPoolWithoutTheWidthOfItsHeads() throws Exception {
    classifier("{\"num_head_channels\": -1}");

    assertThat(problems.list())
        .containsExactly(
            "classifier.num_head_channels: expected at least 1, for the attention pool, found -1");
  }

  @Test
  void aClassifierHasTheHeadsAndTheAttentionOrderThatTheCaseSays() throws Exception {
    ClassifierArchitecture classifier =
        classifier(
            """
            {"classifier_pool": "adaptive", "num_head_channels": -1, "num_heads": 4,
             "use_new_attention_order": true, "num_classes": 7, "num_heads_upsample": 2}
            """);

    assertThat(classifier.encoder().heads())
        .isEqualTo(new AttentionHeads(4, -1, -1, AttentionOrder.QUERY_KEY_VALUE_FIRST));
    assertThat(classifier.classes()).isEqualTo(7);
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void aClassifierDoesNotTakeWhatItsBaseModelHas() throws Exception {
    Denoiser denoiser =
        StageFlags.sampling(
                flags(
                    """
                    {"model": {"image_size": 128, "num_classes": 10}, "diffusion": {},
                     "classifier": {}, "classifier_scale": 3}
                    """))
            .denoiser();

    assertThat(problems.list()).isEmpty();
    ClassifierArchitecture classifier = denoiser.guidance().orElseThrow().architecture();
    assertThat(classifier.classes()).isEqualTo(1000);
    assertThat(classifier.encoder().imageSize()).isEqualTo(64);
    assertThat(denoiser.guidance().orElseThrow().scale()).isEqualTo(3);
  }

  @Test
  void attendsAtNoLevelForAListOfNone() throws Exception {
    UNetArchitecture architecture = network("{\"image_size\": 64, \"attention_resolutions\": []}");

    assertThat(problems.list()).isEmpty();
    assertThat(architecture.attentionDownsampling()).doesNotContain(1, 2, 4, 8);
  }

  @Test
  void passesOverResolutionsThatTheNetworkDoesNotReach() throws Exception {
    assertThat(network("{\"image_size\": 64, \"attention_resolutions\": [5, 2]}"))
        .extracting(UNetArchitecture::attentionDownsampling)
        .isEqualTo(List.of(12, 32));
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void callsFlagsAsTheCaseDoes() throws Exception {
    StageFlags.sampling(
        flags(
            """
            {"model": {"image_size": -4}, "small_size": 8, "use_ddim": true, "eta": 2,
             "diffusion": {"steps": 0}, "classifier": {}}
            """));

    assertThat(problems.list())
        .containsExactly(
            "classifier: is given, but no classifier guides an upsampler",
            "model.image_size: expected at least 1, found -4",
            "diffusion.steps: expected at least 1, found 0",
            "eta: expected 0 to 1, found 2.0");
  }

  @Test
  void passesOverAnEtaWithoutDdim() throws Exception {
    Denoiser denoiser =
        StageFlags.sampling(flags("{\"model\": {}, \"diffusion\": {}, \"eta\": 0.5}")).denoiser();

    assertThat(problems.list()).isEmpty();
    assertThat(denoiser.options().method()).isEqualTo(new SamplingMethod.Ddpm());
  }

  private UNetArchitecture network(String json) throws InvalidProtocolBufferException {
    return StageFlags.network(flags("{\"model\": %s}".formatted(json))).denoiser().unet();
  }

  private UNetArchitecture upsampler(String json) throws InvalidProtocolBufferException {
    return StageFlags.upsamplerNetwork(flags("{\"model\": %s}".formatted(json))).denoiser().unet();
  }

  private ClassifierArchitecture classifier(String json) throws InvalidProtocolBufferException {
    BaseStage stage = StageFlags.classifierAlone(flags("{\"classifier\": %s}".formatted(json)));
    return Denoisers.guidance(stage, RecordedStage.DEVICE).architecture();
  }

  private FlagReader flags(String json) throws InvalidProtocolBufferException {
    Struct.Builder flags = Struct.newBuilder();
    JsonFormat.parser().merge(json, flags);
    return FlagReader.of(flags.build(), problems);
  }
}
