package io.upstack.stages.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
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

class NetworkFlagsTest {
  private final Problems problems = new Problems();

  @Test
  void takesWhatIsMissingFromThePublishedDefaults() throws Exception {
    assertThat(NetworkFlags.model(flags("{}")))
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
    ClassifierArchitecture classifier = NetworkFlags.classifier(flags("{\"image_size\": 128}"));

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
    UNetArchitecture architecture = NetworkFlags.model(flags(json));

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
    assertThat(NetworkFlags.model(flags(json)).numClasses()).isEmpty();
  }

  @Test
  void hasThePublishedClassesIfItIsConditionalWithoutANumber() throws Exception {
    assertThat(NetworkFlags.model(flags("{\"class_cond\": true}")).numClasses()).hasValue(1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"\"", "null"})
  void takesAnEmptyMultiplierForThePublishedOne(String multiplier) throws Exception {
    String json = "{\"image_size\": 256, \"channel_mult\": %s}".formatted(multiplier);

    assertThat(NetworkFlags.upsampler(flags(json)).channelMult())
        .containsExactly(1.0, 1.0, 2.0, 2.0, 4.0, 4.0);
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void refusesAnAttentionPoolWithoutTheWidthOfItsHeads() throws Exception {
    NetworkFlags.classifier(flags("{\"num_head_channels\": -1}"));

    assertThat(problems.list())
        .containsExactly(
            "num_head_channels: is -1, expected the width of the attention pool's heads");
  }

  private FlagReader flags(String json) throws InvalidProtocolBufferException {
    Struct.Builder flags = Struct.newBuilder();
    JsonFormat.parser().merge(json, flags);
    return FlagReader.of(flags.build(), problems);
  }
}
