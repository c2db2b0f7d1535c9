package io.upstack.stages.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TextFormat;
import io.upstack.proto.Execution;
import io.upstack.proto.Fingerprint;
import io.upstack.proto.Generation;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.RunRecord;
import io.upstack.stages.shards.RunOrigin;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunRecordsTest {
  private static final Fingerprint BASE = fingerprint("generation.base.model_path", "ab");
  private static final RunCircumstances CIRCUMSTANCES =
      new RunCircumstances(List.of(BASE), 2, "fp32", "PyTorch 2.7.1");
  private static final String GUIDED =
      "base { model { image_size: 64 class_cond: true num_classes: 10 } classifier {} }";

  @Test
  void recordsEverythingThatTheSamplesDependOn() throws TextFormat.ParseException {
    RunConfiguration configuration =
        RunConfiguration.newBuilder()
            .setGeneration(generation(GUIDED))
            .setExecution(Execution.newBuilder().setBatchSize(8).setDevice("cuda:1"))
            .build();

    RunRecord run = RunRecords.of(configuration, CIRCUMSTANCES);

    assertThat(run.getFormat()).isEqualTo(1);
    assertThat(run.hasFormat()).isTrue();
    assertThat(run.getFingerprintsList()).containsExactly(BASE);
    assertThat(run.getBatchSize()).isEqualTo(8);
    assertThat(run.getShardSize()).isEqualTo(128);
    assertThat(run.getIntraOpThreads()).isEqualTo(2);
    assertThat(run.getDevice()).isEqualTo("cuda");
    assertThat(run.getPrecision()).isEqualTo("fp32");
    assertThat(run.getEngine()).isEqualTo("PyTorch 2.7.1");
  }

  @Test
  void writesEveryDefaultIntoTheRecord() throws TextFormat.ParseException {
    Generation recorded = record(GUIDED).getGeneration();

    assertThat(TextFormat.printer().printToString(recorded))
        .isEqualTo(
            """
            num_samples: 50000
            seed: 0
            labels {
              balanced {
              }
            }
            base {
              model {
                image_size: 64
                num_channels: 128
                num_res_blocks: 2
                channel_mult: 1.0
                channel_mult: 2.0
                channel_mult: 3.0
                channel_mult: 4.0
                attention_resolutions: 16
                attention_resolutions: 8
                num_heads: 4
                num_head_channels: -1
                num_heads_upsample: -1
                class_cond: true
                num_classes: 10
                learn_sigma: false
                use_scale_shift_norm: true
                resblock_updown: false
                use_new_attention_order: false
                use_fp16: false
                dropout: 0.0
                use_checkpoint: false
              }
              diffusion {
                diffusion_steps: 1000
                noise_schedule: "linear"
                timestep_respacing: ""
                predict_xstart: false
                rescale_timesteps: false
                sigma_small: false
                use_kl: false
                rescale_learned_sigmas: false
              }
              sampling {
                use_ddim: false
                eta: 0.0
                clip_denoised: true
              }
              classifier {
                classifier_scale: 1.0
                image_size: 64
                classifier_width: 128
                classifier_depth: 2
                channel_mult: 1.0
                channel_mult: 2.0
                channel_mult: 3.0
                channel_mult: 4.0
                classifier_attention_resolutions: 32
                classifier_attention_resolutions: 16
                classifier_attention_resolutions: 8
                num_classes: 10
                num_head_channels: 64
                classifier_use_scale_shift_norm: true
                classifier_resblock_updown: true
                classifier_pool: "attention"
                classifier_use_fp16: false
              }
            }
            """);
  }

  @Test
  void takesADefaultForTheSameAsItsValue() throws TextFormat.ParseException {
    RunRecord sparse = RunRecord.newBuilder().setGeneration(generation(GUIDED)).build();
    RunRecord full = RunRecord.newBuilder().setGeneration(record(GUIDED).getGeneration()).build();

    assertThat(RunRecords.check(sparse, full).list()).isEmpty();
    assertThat(RunRecords.check(full, sparse).list()).isEmpty();
  }

  @Test
  void namesEveryFieldThatDiffersWithBothValues() throws TextFormat.ParseException {
    RunRecord existing = record(GUIDED);
    RunRecord asked =
        record(
                """
                seed: 3
                labels { uniform {} }
                base {
                  model { image_size: 64 class_cond: true num_classes: 10 channel_mult: [1, 2] }
                  diffusion { noise_schedule: "cosine" }
                  sampling { use_ddim: true }
                }
                upsampler { }
                """)
            .toBuilder()
            .setFormat(2)
            .setBatchSize(1)
            .setShardSize(1)
            .setIntraOpThreads(1)
            .setDevice("cuda")
            .setPrecision("fp16")
            .setEngine("PyTorch 2.8.0")
            .clearFingerprints()
            .addFingerprints(fingerprint("generation.base.model_path", "cd"))
            .addFingerprints(fingerprint("generation.upsampler.model_path", "ef"))
            .build();

    assertThat(RunRecords.check(existing, asked).list())
        .containsExactly(
            "generation.seed: the output holds 0; asked for 3",
            "generation.labels: the output holds balanced; asked for uniform",
            "generation.base.model.channel_mult: the output holds [1.0, 2.0, 3.0, 4.0]; asked for"
                + " [1.0, 2.0]",
            "generation.base.diffusion.noise_schedule: the output holds \"linear\"; asked for"
                + " \"cosine\"",
            "generation.base.sampling.use_ddim: the output holds false; asked for true",
            "generation.base.classifier: the output holds one; asked for none",
            "generation.upsampler: the output holds none; asked for one",
            "generation.base.model_path: the output was made with a file of SHA-256 ab; asked for"
                + " a file of SHA-256 cd",
            "generation.upsampler.model_path: the output was made with no file; asked for a file"
                + " of SHA-256 ef",
            "format: the output holds 1; asked for 2",
            "execution.batch_size: the output holds 32; asked for 1",
            "execution.shard_size: the output holds 32; asked for 1",
            "execution.intra_op_threads: the output holds 2; asked for 1",
            "execution.device: the output holds cpu; asked for cuda",
            "precision: the output holds fp32; asked for fp16",
            "engine: the output holds PyTorch 2.7.1; asked for PyTorch 2.8.0");
  }

  @Test
  void filesMayStandElsewhere() throws TextFormat.ParseException {
    RunRecord existing =
        record("base { model_path: \"a\" classifier { classifier_path: \"b\" } } upsampler {}");
    RunRecord asked =
        record(
            "base { model_path: \"x/a\" classifier { classifier_path: \"y/b\" } }"
                + " upsampler { model_path: \"z\" }");

    assertThat(RunRecords.check(existing, asked).list()).isEmpty();
  }

  @Test
  void theNumberOfSamplesMayDiffer() throws TextFormat.ParseException {
    RunRecord small = record("num_samples: 100 " + GUIDED);
    RunRecord large = record("num_samples: 200 " + GUIDED);

    assertThat(RunRecords.check(small, large).list()).isEmpty();
    assertThat(RunRecords.check(large, small).list()).isEmpty();
    assertThat(RunRecords.origin(large)).isEqualTo(RunRecords.origin(small));
  }

  @Test
  void theOriginIsOfWhatTheBytesDependOn() throws TextFormat.ParseException {
    RunRecord record = record("seed: 3 " + GUIDED);
    RunOrigin origin = RunRecords.origin(record);
    assertThat(origin.digest()).matches("[0-9a-f]{64}");

    assertThat(RunRecords.origin(record("seed: 4 " + GUIDED))).isNotEqualTo(origin);
    assertThat(RunRecords.origin(record("seed: 3 labels { uniform {} } " + GUIDED)))
        .isNotEqualTo(origin);
    for (FieldDescriptor field : RunRecord.getDescriptor().getFields()) {
      if (field.isRepeated() || field.getName().equals("generation")) {
        continue;
      }
      RunRecord.Builder other = record.toBuilder();
      other.setField(
          field, field.getJavaType() == FieldDescriptor.JavaType.STRING ? "another" : (Object) 77);
      assertThat(RunRecords.origin(other.build())).as(field.getName()).isNotEqualTo(origin);
    }
    RunRecord.Builder fingerprint = record.toBuilder();
    fingerprint.addFingerprintsBuilder().setField("generation.base.model_path").setSha256("ab");
    RunOrigin ofFile = RunRecords.origin(fingerprint.build());
    assertThat(ofFile).isNotEqualTo(origin);
    fingerprint.getFingerprintsBuilder(0).setSize(9);
    assertThat(RunRecords.origin(fingerprint.build())).isEqualTo(ofFile);
  }

  @Test
  void theOriginStaysWhateverIsLeftOutOrWrittenWithItsDefault() throws TextFormat.ParseException {
    RunRecord written = record("seed: 3 labels { balanced {} } " + GUIDED);
    RunRecord leftOut = record("seed: 3 " + GUIDED);
    assertThat(RunRecords.check(written, leftOut).list()).isEmpty();
    assertThat(RunRecords.origin(written)).isEqualTo(RunRecords.origin(leftOut));
  }

  @Test
  void listsOfLabelsMayGrowWithTheRun() throws TextFormat.ParseException {
    RunRecord three = record("labels { explicit { label: [1, 2, 3] } } " + GUIDED);
    RunRecord five = record("labels { explicit { label: [1, 2, 3, 4, 5] } } " + GUIDED);
    RunRecord other = record("labels { explicit { label: [1, 2, 4, 4, 5] } } " + GUIDED);

    assertThat(RunRecords.check(three, five).list()).isEmpty();
    assertThat(RunRecords.check(three, other).list())
        .containsExactly(
            "generation.labels.explicit.label: the output holds [1, 2, 3]; asked for"
                + " [1, 2, 4, 4, 5]");
  }

  @Test
  void countsOfLabelsMayGrowWithTheRun() throws TextFormat.ParseException {
    RunRecord small = counts("{ label: 1 samples: 2 }");
    RunRecord large = counts("{ label: 1 samples: 4 }, { label: 2 samples: 9 }");
    RunRecord other = counts("{ label: 1 samples: 1 }, { label: 2 samples: 9 }");

    assertThat(RunRecords.check(small, large).list()).isEmpty();
    assertThat(RunRecords.check(small, other).list())
        .containsExactly(
            "generation.labels.counts.counts: the output holds [{ label: 1 samples: 2 }]; asked"
                + " for [{ label: 1 samples: 1 }, { label: 2 samples: 9 }]");
  }

  @Test
  void shortensLongLists() throws TextFormat.ParseException {
    RunRecord existing =
        record("labels { explicit { label: [1, 2, 3, 4, 5, 6, 7, 8, 9] } } " + GUIDED);
    RunRecord asked = record("labels { explicit { label: [2] } } num_samples: 9 " + GUIDED);

    assertThat(RunRecords.check(existing, asked).list())
        .containsExactly(
            "generation.labels.explicit.label: the output holds [1, 2, 3, 4, 5, 6, 7, 8, ... (9 in"
                + " all)]; asked for [2]");
  }

  private static RunRecord counts(String counts) throws TextFormat.ParseException {
    return record("labels { counts { counts: [" + counts + "] } } " + GUIDED);
  }

  private static RunRecord record(String generation) throws TextFormat.ParseException {
    RunConfiguration configuration =
        RunConfiguration.newBuilder().setGeneration(generation(generation)).build();
    return RunRecords.of(configuration, CIRCUMSTANCES);
  }

  private static Generation generation(String text) throws TextFormat.ParseException {
    return TextFormat.parse(text, Generation.class);
  }

  @Test
  void anotherStateDictOfTheSameFileIsAnotherRun() throws TextFormat.ParseException {
    RunRecord whole = record(GUIDED);
    RunRecord ema = withStateDict(whole, "ema");
    assertThat(RunRecords.check(ema, ema).isEmpty()).isTrue();
    assertThat(RunRecords.check(ema, withStateDict(whole, "model")).list())
        .containsExactly(
            "generation.base.model_path: the output was made with 'ema' of a file of SHA-256 ab;"
                + " asked for 'model' of a file of SHA-256 ab");
    assertThat(RunRecords.check(whole, ema).list())
        .containsExactly(
            "generation.base.model_path: the output was made with a file of SHA-256 ab; asked for"
                + " 'ema' of a file of SHA-256 ab");
  }

  private static RunRecord withStateDict(RunRecord record, String key) {
    return record.toBuilder().setFingerprints(0, BASE.toBuilder().setStateDict(key)).build();
  }

  private static Fingerprint fingerprint(String field, String checksum) {
    return Fingerprint.newBuilder().setField(field).setSha256(checksum).setSize(1).build();
  }
}
