package io.upstack.stages.report;

import com.google.common.collect.ImmutableList;
import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.Diffusion;
import io.upstack.proto.Evaluation;
import io.upstack.proto.Extractor;
import io.upstack.proto.Fingerprint;
import io.upstack.proto.Generation;
import io.upstack.proto.Metrics;
import io.upstack.proto.Reference;
import io.upstack.proto.Report;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.RunRecord;
import io.upstack.proto.Sampling;
import io.upstack.proto.StageTiming;
import io.upstack.proto.SuperResolution;
import io.upstack.proto.UNet;
import io.upstack.proto.UpsamplerStage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/** Reports and images for tests. */
final class ReportExamples {
  private ReportExamples() {}

  /** A run of two stages, small enough to earn several warnings. */
  static Report twoStages() {
    return Report.newBuilder()
        .setMetrics(metrics())
        .setNumSamples(320)
        .setReference(
            Reference.newBuilder()
                .setPath("fashion32/reference.npz")
                .setNumImages(5000)
                .setStoredStatistics(true))
        .setConfiguration(
            RunConfiguration.newBuilder()
                .setGeneration(generation())
                .setEvaluation(Evaluation.newBuilder().setReference("fashion32/reference.npz")))
        .setRecord(record())
        .addEvaluationFingerprints(fingerprint("evaluation.extractor", "d4", 122_807))
        .addTimings(timing("base", 53.9, 55.2, 5.8, 0.22, 0.25))
        .addTimings(timing("upsample", 110.2, 112.4, 2.85, 0.00042, 0.0044))
        .addTimings(timing("features", 0.4, 0.6, 533.3))
        .setUpstackVersion("0.1.0")
        .setFinishedAt("2026-01-02T03:04:05Z")
        .setExtractor(
            Extractor.newBuilder()
                .setPath("fashion32/features.pt")
                .setFeatures(64)
                .setSpatialFeatures(448))
        .build();
  }

  static Metrics metrics() {
    return Metrics.newBuilder()
        .setFid(22.190123456789014)
        .setSfid(12.16)
        .setInceptionScore(3.0805)
        .setPrecision(0.2125)
        .setRecall(0.6334)
        .build();
  }

  /** {@code classes} rows of {@code generated} and {@code reference} images of random pixels. */
  static ReportImages images(int classes, int generated, int reference, int edge) {
    Random random = new Random(1);
    return new ReportImages(
        IntStream.range(0, classes)
            .mapToObj(
                label ->
                    new ImageRow(
                        OptionalInt.of(label),
                        Optional.of("kind " + label),
                        randomImages(random, generated, edge),
                        randomImages(random, reference, edge)))
            .toList(),
        classes);
  }

  static List<RgbImage> randomImages(Random random, int count, int edge) {
    return IntStream.range(0, count).mapToObj(i -> randomImage(random, edge, edge)).toList();
  }

  static RgbImage randomImage(Random random, int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    random.nextBytes(rgb);
    return new RgbImage(width, height, rgb);
  }

  private static Generation generation() {
    Diffusion.Builder diffusion = Diffusion.newBuilder().setTimestepRespacing("ddim25");
    Sampling.Builder sampling = Sampling.newBuilder().setUseDdim(true);
    return Generation.newBuilder()
        .setNumSamples(320)
        .setSeed(7)
        .setBase(
            BaseStage.newBuilder()
                .setModelPath("fashion32/base.pt")
                .setModel(UNet.newBuilder().setImageSize(16))
                .setDiffusion(diffusion)
                .setSampling(sampling)
                .setClassifier(
                    Classifier.newBuilder()
                        .setClassifierPath("fashion32/classifier.pt")
                        .setClassifierScale(2.5)))
        .setUpsampler(
            UpsamplerStage.newBuilder()
                .setModelPath("fashion32/upsampler.pt")
                .setModel(SuperResolution.newBuilder().setSmallSize(16).setLargeSize(32))
                .setDiffusion(diffusion)
                .setSampling(sampling))
        .build();
  }

  private static RunRecord record() {
    return RunRecord.newBuilder()
        .setGeneration(generation())
        .addAllFingerprints(
            ImmutableList.of(
                fingerprint("generation.base.model_path", "a1", 8_404_040),
                fingerprint("generation.base.classifier.classifier_path", "b2", 2_095_759),
                fingerprint("generation.upsampler.model_path", "c3", 8_204_372)))
        .setBatchSize(32)
        .setShardSize(32)
        .setIntraOpThreads(2)
        .setDevice("cpu")
        .setPrecision("fp32")
        .setEngine("PyTorch 2.7.1")
        .build();
  }

  private static Fingerprint fingerprint(String field, String digits, long size) {
    return Fingerprint.newBuilder()
        .setField(field)
        .setSha256(digits.repeat(32))
        .setSize(size)
        .build();
  }

  private static StageTiming timing(
      String stage, double model, double wall, double rate, double medianStep, double mostSteps) {
    return timing(stage, model, wall, rate).toBuilder()
        .setMedianStepSeconds(medianStep)
        .setStepSecondsOf95Percent(mostSteps)
        .build();
  }

  private static StageTiming timing(String stage, double model, double wall, double rate) {
    return StageTiming.newBuilder()
        .setStage(stage)
        .setSamples(320)
        .setModelSeconds(model)
        .setWallSeconds(wall)
        .setImagesPerSecond(rate)
        .build();
  }
}
