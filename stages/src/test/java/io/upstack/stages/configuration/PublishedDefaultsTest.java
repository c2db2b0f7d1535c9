package io.upstack.stages.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.SuperResolution;
import io.upstack.proto.UNet;
import org.junit.jupiter.api.Test;

final class PublishedDefaultsTest {
  @Test
  void sizesThatWerePublishedHaveTheirMultipliers() {
    assertThat(PublishedDefaults.modelMultipliers(64))
        .hasValueSatisfying(list -> assertThat(list).containsExactly(1.0, 2.0, 3.0, 4.0));
    assertThat(PublishedDefaults.modelMultipliers(128))
        .hasValueSatisfying(list -> assertThat(list).containsExactly(1.0, 1.0, 2.0, 3.0, 4.0));
    assertThat(PublishedDefaults.modelMultipliers(256))
        .hasValueSatisfying(list -> assertThat(list).containsExactly(1.0, 1.0, 2.0, 2.0, 4.0, 4.0));
    assertThat(PublishedDefaults.modelMultipliers(512))
        .hasValueSatisfying(
            list -> assertThat(list).containsExactly(0.5, 1.0, 1.0, 2.0, 2.0, 4.0, 4.0));
    assertThat(PublishedDefaults.modelMultipliers(32)).isEmpty();
    assertThat(PublishedDefaults.superResolutionMultipliers(64))
        .isEqualTo(PublishedDefaults.modelMultipliers(64));
    assertThat(PublishedDefaults.superResolutionMultipliers(256))
        .isEqualTo(PublishedDefaults.modelMultipliers(256));
    assertThat(PublishedDefaults.superResolutionMultipliers(512))
        .isEqualTo(PublishedDefaults.modelMultipliers(256));
    assertThat(PublishedDefaults.superResolutionMultipliers(128)).isEmpty();
  }

  @Test
  void whatIsGivenCounts() throws TextFormat.ParseException {
    UNet model = TextFormat.parse("channel_mult: [2] attention_resolutions: [4]", UNet.class);
    assertThat(PublishedDefaults.channelMultipliers(model).orElseThrow()).containsExactly(2.0);
    assertThat(PublishedDefaults.attentionResolutions(model)).containsExactly(4);

    SuperResolution upsampler =
        TextFormat.parse("channel_mult: [3] attention_resolutions: [2]", SuperResolution.class);
    assertThat(PublishedDefaults.channelMultipliers(upsampler).orElseThrow()).containsExactly(3.0);
    assertThat(PublishedDefaults.attentionResolutions(upsampler)).containsExactly(2);

    BaseStage base =
        TextFormat.parse(
            "classifier { channel_mult: [5] classifier_attention_resolutions: [1] image_size: 7 }",
            BaseStage.class);
    assertThat(PublishedDefaults.classifierMultipliers(base).orElseThrow()).containsExactly(5.0);
    assertThat(PublishedDefaults.attentionResolutions(base.getClassifier())).containsExactly(1);
    assertThat(PublishedDefaults.classifierImageSize(base)).isEqualTo(7);
  }

  @Test
  void whatIsLeftOutIsAsPublished() throws TextFormat.ParseException {
    assertThat(PublishedDefaults.attentionResolutions(UNet.getDefaultInstance()))
        .containsExactly(16, 8);
    assertThat(PublishedDefaults.attentionResolutions(SuperResolution.getDefaultInstance()))
        .containsExactly(16, 8);
    assertThat(PublishedDefaults.attentionResolutions(Classifier.getDefaultInstance()))
        .containsExactly(32, 16, 8);
    BaseStage base = TextFormat.parse("model { image_size: 128 } classifier {}", BaseStage.class);
    assertThat(PublishedDefaults.classifierImageSize(base)).isEqualTo(128);
    assertThat(PublishedDefaults.classifierMultipliers(base).orElseThrow())
        .containsExactly(1.0, 1.0, 2.0, 3.0, 4.0);
  }
}
