package io.upstack.stages.flags;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.Diffusion;
import io.upstack.proto.Generation;
import io.upstack.proto.Sampling;
import io.upstack.proto.SuperResolution;
import io.upstack.proto.UNet;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.models.Architectures;
import io.upstack.stages.problems.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags as people have them, read into a configuration. */
final class SampleFlagsTest {
  /** The flags of guided-diffusion's README that its models share. */
  private static final String SHARED =
      " --attention_resolutions 32,16,8 --diffusion_steps 1000 --learn_sigma True"
          + " --resblock_updown True --use_scale_shift_norm True ";

  private final Problems problems = new Problems();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          imagenet64-adm | --class_cond True --dropout 0.1 --image_size 64 --noise_schedule cosine --num_channels 192 --num_head_channels 64 --num_res_blocks 3 --use_new_attention_order True --use_fp16 True | --classifier_scale 1.0 --classifier_depth 4
          imagenet128-adm-g | --class_cond True --image_size 128 --noise_schedule linear --num_channels 256 --num_heads 4 --num_res_blocks 2 --use_fp16 True | --classifier_scale 0.5
          imagenet256-adm-g | --class_cond True --image_size 256 --noise_schedule linear --num_channels 256 --num_head_channels 64 --num_res_blocks 2 --use_fp16 True | --classifier_scale 1.0
          imagenet256-uncond-g | --class_cond False --image_size 256 --noise_schedule linear --num_channels 256 --num_head_channels 64 --num_res_blocks 2 --use_fp16 True | --classifier_scale 10.0
          imagenet512-adm-g | --class_cond True --image_size 512 --noise_schedule linear --num_channels 256 --num_head_channels 64 --num_res_blocks 2 --use_fp16 False | --classifier_scale 4.0
          imagenet256-adm-gu | --class_cond True --dropout 0.1 --image_size 64 --noise_schedule cosine --num_channels 192 --num_head_channels 64 --num_res_blocks 3 --use_new_attention_order True --use_fp16 True | --classifier_scale 1.0 --classifier_depth 4
          lsun-bedroom | --class_cond False --dropout 0.1 --image_size 256 --noise_schedule linear --num_channels 256 --num_head_channels 64 --num_res_blocks 2 --use_fp16 True |
          lsun-horse-nodropout | --class_cond False --dropout 0.0 --image_size 256 --noise_schedule linear --num_channels 256 --num_head_channels 64 --num_res_blocks 2 --use_fp16 True |
          """)
  void flagsOfTheReadmeGiveTheNetworksOfThePreset(String preset, String model, String classifier) {
    String steps = preset.startsWith("lsun") ? "1000" : "250";
    String script = classifier == null ? "image_sample.py" : "classifier_sample.py";
    Generation generation =
        read(
            new SampleFlags.Source(
                "run.sh",
                """
                SAMPLE_FLAGS="--batch_size 4 --num_samples 100 --timestep_respacing %s"
                MODEL_FLAGS="%s"
                python %s $MODEL_FLAGS %s --model_path models/m.pt $SAMPLE_FLAGS
                """
                    .formatted(steps, SHARED + model, script, classifier == null ? "" : classifier),
                true));

    BaseStage expected = preset(preset).getBase();
    assertThat(problems.list()).isEmpty();
    assertThat(generation.getNumSamples()).isEqualTo(100);
    assertThat(generation.getBase().getModel()).isEqualTo(expected.getModel());
    assertThat(generation.getBase().getDiffusion()).isEqualTo(expected.getDiffusion());
    assertThat(generation.getBase().hasClassifier()).isEqualTo(classifier != null);
    if (expected.hasClassifier()) {
      assertThat(Architectures.of(generation.getBase())).isEqualTo(Architectures.of(expected));
      assertThat(generation.getBase().getClassifier().getClassifierScale())
          .isEqualTo(expected.getClassifier().getClassifierScale());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          imagenet256-adm-u | --attention_resolutions 32,16,8 --class_cond True --diffusion_steps 1000 --large_size 256  --small_size 64 --learn_sigma True --noise_schedule linear --num_channels 192 --num_heads 4 --num_res_blocks 2 --resblock_updown True --use_fp16 True --use_scale_shift_norm True
          imagenet512-adm-u | --attention_resolutions 32,16 --class_cond True --diffusion_steps 1000 --large_size 512 --small_size 128 --learn_sigma True --noise_schedule linear --num_channels 192 --num_head_channels 64 --num_res_blocks 2 --resblock_updown True --use_fp16 True --use_scale_shift_norm True
          """)
  void flagsOfTheReadmeGiveTheUpsamplersOfThePreset(String preset, String flags) {
    SampleFlags.Reading reading =
        SampleFlags.read(
            List.of(
                new SampleFlags.Source(
                    "--flags", flags + " --base_samples 64.npz --timestep_respacing 250", false)),
            problems);

    assertThat(problems.list()).isEmpty();
    assertThat(reading.configuration().getGeneration().hasBase()).isFalse();
    assertThat(reading.configuration().getGeneration().getUpsampler().getModel())
        .isEqualTo(preset(preset).getUpsampler().getModel());
    assertThat(reading.configuration().getGeneration().getUpsampler().getDiffusion())
        .isEqualTo(preset(preset).getUpsampler().getDiffusion());
    assertThat(reading.unused())
        .containsExactly(
            "--flags: --base_samples 64.npz: a run makes the base samples itself; `upstack upsample"
                + " --base-samples` takes them from a file");
  }

  @Test
  void theClassifierOf25StepsIsThatOfTheReadme() {
    Generation generation =
        read(
            flags(
                """
                MODEL_FLAGS="--attention_resolutions 32,16,8 --class_cond True --image_size 128 --learn_sigma True --num_channels 256 --num_heads 4 --num_res_blocks 2 --resblock_updown True --use_fp16 True --use_scale_shift_norm True"
                CLASSIFIER_FLAGS="--image_size 128 --classifier_attention_resolutions 32,16,8 --classifier_depth 2 --classifier_width 128 --classifier_pool attention --classifier_resblock_updown True --classifier_use_scale_shift_norm True --classifier_scale 1.0 --classifier_use_fp16 True"
                SAMPLE_FLAGS="--batch_size 4 --num_samples 50000 --timestep_respacing ddim25 --use_ddim True"
                """));

    BaseStage expected = preset("imagenet128-adm-g-25").getBase();
    assertThat(problems.list()).isEmpty();
    assertThat(generation.getBase().getModel()).isEqualTo(expected.getModel());
    assertThat(Architectures.of(generation.getBase())).isEqualTo(Architectures.of(expected));
    assertThat(generation.getBase().getDiffusion().getTimestepRespacing()).isEqualTo("ddim25");
    assertThat(generation.getBase().getSampling()).isEqualTo(expected.getSampling());
    assertThat(generation.getNumSamples()).isEqualTo(50000);
  }

  /** Writes random fields as flags and reads them back. */
  @Test
  void aConfigurationIsReadBackFromItsFlags() {
    Random random = new Random(14);
    for (int round = 0; round < 300; round++) {
      BaseStage base =
          BaseStage.newBuilder()
              .setModelPath("models/a b.pt")
              .setModel(randomFields(UNet.newBuilder(), random).build())
              .setDiffusion(randomFields(Diffusion.newBuilder(), random).build())
              .setSampling(randomFields(Sampling.newBuilder(), random).build())
              .setClassifier(
                  randomFields(Classifier.newBuilder(), random)
                      .clearImageSize()
                      .clearChannelMult()
                      .clearNumClasses()
                      .clearNumHeadChannels()
                      .clearNumHeads()
                      .clearUseNewAttentionOrder()
                      .setClassifierPath("c.pt"))
              .build();
      SuperResolution upsampler =
          randomFields(SuperResolution.newBuilder(), random).setSmallSize(16).build();
      Generation generation =
          read(
              flags(
                  "--model_path 'models/a b.pt' "
                      + written(base.getModel())
                      + written(base.getDiffusion())
                      + written(base.getSampling())
                      + written(base.getClassifier())),
              flags(written(upsampler)));

      assertThat(problems.list()).isEmpty();
      assertThat(generation.getBase()).isEqualTo(base);
      assertThat(generation.getUpsampler().getModel()).isEqualTo(upsampler);
    }
  }

  @Test
  void allContradictionsAreReportedAtOnce() {
    read(
        new SampleFlags.Source(
            "run.sh",
            """
            python image_sample.py --image_size 64 --image_size 128 --class_cond perhaps \\
                --num_channels --num_samples 10 --nun_heads 4 --model_path $DATA/x.pt loose
            python image_sample.py --image_size 64
            python super_res_sample.py --num_samples 20
            """,
            true));

    assertThat(problems.list())
        .containsExactlyInAnyOrder(
            "run.sh line 1, image_sample.py: --image_size: is given as '64' and as '128'; keep one",
            "run.sh line 1, image_sample.py: --class_cond: is 'perhaps', expected true or false",
            "run.sh line 1, image_sample.py: --num_channels: has no value",
            "run.sh line 1, image_sample.py: --nun_heads: is not a flag of guided-diffusion; did"
                + " you mean --num_heads?",
            "run.sh line 1, image_sample.py: --model_path: $DATA has no value that can be read"
                + " here; write the value instead",
            "run.sh line 1, image_sample.py: 'loose' is not a flag, nor the value of one",
            "run.sh line 3, image_sample.py: is a second call for the same stage; a configuration"
                + " has one, such as run.sh line 1, image_sample.py",
            "run.sh line 4, super_res_sample.py: --num_samples: is 20, expected 10 as for the base"
                + " stage");
  }

  @Test
  void eachFlagThatIsNotUsedHasAReason() {
    SampleFlags.Reading reading =
        SampleFlags.read(
            List.of(
                new SampleFlags.Source(
                    "run.sh",
                    """
                    python image_sample.py --num_channels=64 --lr 1e-4 --classifier_scale 2 \\
                        --large_size 256 --port 29500 --batch_size 16 --ema_decay 2 "$@"
                    python super_res_sample.py --image_size 64 --batch_size 4 --use_ddim yes
                    """,
                    true)),
            problems);

    assertThat(problems.list()).isEmpty();
    assertThat(reading.unused())
        .containsExactly(
            "run.sh line 1, image_sample.py: --lr 1e-4: it is a flag of training",
            "run.sh line 1, image_sample.py: --classifier_scale 2: image_sample.py has no"
                + " classifier",
            "run.sh line 1, image_sample.py: --large_size 256: only an upsampler has this flag",
            "run.sh line 1, image_sample.py: --port 29500: it is not a flag of guided-diffusion's"
                + " classifier_sample.py, image_sample.py, super_res_sample.py",
            "run.sh line 1, image_sample.py: --ema_decay 2: it is not a flag of guided-diffusion's"
                + " classifier_sample.py, image_sample.py, super_res_sample.py",
            "run.sh line 1, image_sample.py: $@: only a running shell knows these arguments; add"
                + " them with --flags",
            "run.sh line 3, super_res_sample.py: --image_size 64: an upsampler has no such flag",
            "run.sh line 3, super_res_sample.py: --batch_size 16: Upstack has one batch size for"
                + " all stages, the smaller one is 4");
    assertThat(reading.configuration().getExecution().getBatchSize()).isEqualTo(4);
    assertThat(reading.remarks()).singleElement().asString().contains("samples with DDIM");
  }

  @Test
  void aScriptThatCallsNothingIsRefused() {
    read(new SampleFlags.Source("run.sh", "python train.py --lr 1", true));

    assertThat(problems.list())
        .containsExactly(
            "run.sh: calls none of guided-diffusion's classifier_sample.py, image_sample.py,"
                + " super_res_sample.py");
  }

  private Generation read(SampleFlags.Source... sources) {
    return SampleFlags.read(List.of(sources), problems).configuration().getGeneration();
  }

  private static SampleFlags.Source flags(String text) {
    return new SampleFlags.Source("--flags", text, false);
  }

  private static Generation preset(String name) {
    return ConfigurationFile.load(Path.of("../configs", name + ".textproto"), List.of())
        .getGeneration();
  }

  private static <B extends Message.Builder> B randomFields(B message, Random random) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (random.nextBoolean()) {
        continue;
      }
      if (field.isRepeated()) {
        IntStream.range(0, 1 + random.nextInt(3))
            .forEach(i -> message.addRepeatedField(field, value(field, random)));
      } else {
        message.setField(field, value(field, random));
      }
    }
    return message;
  }

  private static Object value(FieldDescriptor field, Random random) {
    return switch (field.getJavaType()) {
      case INT -> random.nextInt(200) - 1;
      case DOUBLE -> random.nextInt(8) / 4.0;
      case BOOLEAN -> random.nextBoolean();
      case STRING -> "value" + random.nextInt(10);
      case LONG, FLOAT, BYTE_STRING, ENUM, MESSAGE -> throw new IllegalStateException();
    };
  }

  private static String written(Message message) {
    List<String> flags = new ArrayList<>();
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              Stream<?> values = field.isRepeated() ? ((List<?>) value).stream() : Stream.of(value);
              flags.add(
                  "--%s %s "
                      .formatted(
                          field.getName(), values.map(String::valueOf).collect(joining(","))));
            });
    return String.join("", flags);
  }
}
