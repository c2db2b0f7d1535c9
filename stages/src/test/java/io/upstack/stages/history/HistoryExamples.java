package io.upstack.stages.history;

import static java.util.Locale.ROOT;

import com.google.common.hash.Hashing;
import io.upstack.proto.Fingerprint;
import io.upstack.proto.HistoryCheckpoint;
import io.upstack.proto.HistoryFailure;
import io.upstack.proto.HistoryRecord;
import io.upstack.proto.HistoryResult;
import io.upstack.proto.HistorySeries;
import io.upstack.proto.HistoryStage;
import io.upstack.proto.Interval;
import io.upstack.proto.Intervals;
import io.upstack.proto.Metrics;
import io.upstack.proto.RunConfiguration;
import io.upstack.stages.differences.MetricTerms;
import io.upstack.stages.differences.PairingConditions;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.metrics.InceptionScore.ScoreTerms;
import io.upstack.stages.metrics.kid.KernelStatistic;
import io.upstack.stages.metrics.kid.KernelTerms;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;

/** Records of a history whose FID falls and rises again. */
final class HistoryExamples {
  static final int SAMPLES = 512;

  private HistoryExamples() {}

  static RunConfiguration configuration() {
    RunConfiguration.Builder configuration = RunConfiguration.newBuilder();
    configuration.getGenerationBuilder().setNumSamples(SAMPLES).setSeed(7);
    configuration
        .getGenerationBuilder()
        .getBaseBuilder()
        .setModelPath("ema_000100.pt")
        .getModelBuilder()
        .setImageSize(32)
        .setClassCond(true)
        .setNumClasses(10);
    configuration.getGenerationBuilder().getUpsamplerBuilder().setModelPath("upsampler.pt");
    configuration.getEvaluationBuilder().setExtractor("extractor.pth").setReference("ref.npz");
    return configuration.build();
  }

  static List<Fingerprint> fingerprints() {
    return List.of(
        fingerprint("generation.base.model_path"),
        fingerprint("generation.upsampler.model_path"),
        fingerprint("evaluation.extractor"),
        fingerprint("evaluation.reference"));
  }

  private static Fingerprint fingerprint(String field) {
    return Fingerprint.newBuilder().setField(field).setSha256(sha256(field)).setSize(9).build();
  }

  static HistorySeries series() {
    return SeriesOfResults.of(HistoryStage.HISTORY_BASE, configuration(), fingerprints(), "fp32");
  }

  static String sha256(String text) {
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
  }

  static HistoryRecord.Builder begun(HistorySeries series, long step) {
    return HistoryRecord.newBuilder()
        .setStep(step)
        .setCheckpoint(
            HistoryCheckpoint.newBuilder()
                .setLocation(String.format(ROOT, "/runs/7/ema_%06d.pt", step))
                .setSize(1_000 + step)
                .setModifiedAt(Instant.ofEpochSecond(1_700_000_000 + step).toString())
                .setSha256(sha256("checkpoint " + step)))
        .setSeries(series)
        .setSeriesId(SeriesOfResults.id(series))
        .setStartedAt(Instant.ofEpochSecond(1_700_000_100 + step).toString())
        .setFinishedAt(Instant.ofEpochSecond(1_700_000_200 + step).toString())
        .setUpstackVersion("1");
  }

  static HistoryRecord measured(HistorySeries series, long step, double fid) {
    return begun(series, step)
        .setResult(
            HistoryResult.newBuilder()
                .setMetrics(metrics(fid))
                .setNumSamples(SAMPLES)
                .setOutput(String.format(ROOT, "checkpoints/%06d", step)))
        .build();
  }

  static HistoryRecord failed(HistorySeries series, long step, String reason) {
    return begun(series, step).setFailure(HistoryFailure.newBuilder().setReason(reason)).build();
  }

  static Metrics metrics(double fid) {
    return Metrics.newBuilder()
        .setFid(fid)
        .setSfid(2 * fid)
        .setInceptionScore(30 / fid)
        .setPrecision(0.7)
        .setRecall(0.5 + 1 / (10 + fid))
        .setKid(fid / 1000)
        .setFormat(2)
        .setIntervals(
            Intervals.newBuilder()
                .setConfidence(0.95)
                .setFid(interval(fid - 0.5, fid + 0.5))
                .setSfid(interval(2 * fid - 1, 2 * fid + 1))
                .setInceptionScore(interval(30 / fid - 0.2, 30 / fid + 0.2))
                .setPrecision(interval(0.66, 0.74))
                .setRecall(interval(0.5, 0.64)))
        .build();
  }

  private static Interval interval(double low, double high) {
    return Interval.newBuilder().setLow(low).setHigh(high).build();
  }

  /** Returns terms of every kind, with values around a FID. */
  static RunTerms terms(double fid, long seed) {
    Random random = new Random(seed);
    double[] groups = random.doubles(11, fid, fid + 0.1).toArray();
    groups[0] = fid;
    byte[] inside = new byte[SAMPLES];
    random.nextBytes(inside);
    for (int i = 0; i < SAMPLES; i++) {
      inside[i] &= 1;
    }
    int[] changes = random.ints(SAMPLES, -3, 1).toArray();
    Map<String, MetricTerms> terms = new LinkedHashMap<>();
    terms.put("fid", new MetricTerms.Groups(groups));
    terms.put("sfid", new MetricTerms.Groups(new double[] {2 * fid}));
    terms.put(
        "inceptionScore",
        new MetricTerms.Scores(
            List.of(
                new ScoreTerms(Math.log(30 / fid), gaussians(random, 300)),
                new ScoreTerms(Math.log(31 / fid), gaussians(random, 212)))));
    terms.put("precision", new MetricTerms.Inside(inside));
    terms.put(
        "recall", new MetricTerms.Images(100, 60 - seed % 7, changes, OptionalDouble.of(0.04)));
    terms.put("coverage", new MetricTerms.Images(100, 50, changes.clone(), OptionalDouble.empty()));
    terms.put("density", new MetricTerms.Spheres(random.ints(SAMPLES, 0, 9).toArray(), 5));
    terms.put(
        "kid",
        new MetricTerms.Kernel(
            new KernelStatistic(
                List.of(
                    new KernelTerms(
                        gaussians(random, SAMPLES),
                        gaussians(random, SAMPLES),
                        gaussians(random, SAMPLES),
                        Optional.of(IntStream.range(0, SAMPLES).map(i -> i % 10).toArray()))),
                0.25)));
    return new RunTerms(
        new PairingConditions(
            SAMPLES, OptionalLong.of(7), "chosen", 0, "extractor", "reference", "k 3"),
        terms);
  }

  private static double[] gaussians(Random random, int count) {
    return random.doubles(count, -1e-3, 1e-3).toArray();
  }
}
