package io.upstack.stages.report;

import io.upstack.proto.Extractor;
import io.upstack.proto.Interval;
import io.upstack.proto.Intervals;
import io.upstack.proto.Metrics;
import io.upstack.proto.Reference;
import io.upstack.proto.Report;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.SampleNeighbours;
import io.upstack.proto.SampleNeighbours.Neighbour;
import io.upstack.proto.SampleNeighbours.Selection;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A report like that of a published stack, with intervals, verdicts and nearest neighbours. */
final class FullReportExample {
  private FullReportExample() {}

  static Report report() {
    return Report.newBuilder()
        .setMetrics(metrics())
        .setNumSamples(50_000)
        .setReference(
            Reference.newBuilder()
                .setPath("VIRTUAL_imagenet256_labeled.npz")
                .setNumImages(10_000)
                .setStoredStatistics(true))
        .setExtractor(
            Extractor.newBuilder()
                .setPath("classify_image_graph_def.pb")
                .setFeatures(2048)
                .setSpatialFeatures(2023)
                .setInception(true))
        .setConfiguration(RunConfiguration.getDefaultInstance())
        .setSamples("samples_50000x256x256x3.npz")
        .addAllSampleNeighbours(neighbours())
        .build();
  }

  static Metrics metrics() {
    return Metrics.newBuilder()
        .setFid(3.9425)
        .setSfid(6.1404)
        .setInceptionScore(215.84)
        .setPrecision(0.8265)
        .setRecall(0.5309)
        .setKid(0.000312)
        .setDensity(1.0721)
        .setCoverage(0.9413)
        .setFidInfinity(3.4107)
        .setIntervals(
            Intervals.newBuilder()
                .setConfidence(0.95)
                .setSeed(0)
                .setFid(interval(3.9012, 3.9838))
                .setSfid(interval(6.0911, 6.1897))
                .setInceptionScore(interval(213.62, 218.05))
                .setPrecision(interval(0.82316, 0.82979))
                .setRecall(interval(0.51873, 0.54305))
                .setKid(interval(-0.000021, 0.000645))
                .setDensity(interval(1.0612, 1.083))
                .setCoverage(interval(0.9351, 0.947))
                .setFidInfinity(interval(3.3561, 3.4653)))
        .build();
  }

  /** Samples 7 and 1204, of which 7 also is the most realistic. */
  static List<SampleNeighbours> neighbours() {
    return List.of(
        strip(7, Selection.ASKED_FOR, 1.4213, 6.1),
        strip(1204, Selection.ASKED_FOR, 0.9871, 9.3),
        strip(7, Selection.MOST_REALISTIC, 1.4213, 6.1),
        strip(31_055, Selection.MOST_REALISTIC, 1.2994, 7.2),
        strip(422, Selection.LEAST_REALISTIC, 0.5102, 15.8),
        strip(18_460, Selection.LEAST_REALISTIC, 0.5544, 14.9));
  }

  /** A sample and ten reference images, some of which are near other samples too. */
  static SampleNeighbours strip(long sample, Selection selection, double realism, double nearest) {
    return SampleNeighbours.newBuilder()
        .setSample(sample)
        .setSelection(selection)
        .setRealism(realism)
        .addAllNeighbours(
            IntStream.range(0, 10)
                .mapToObj(
                    i ->
                        Neighbour.newBuilder()
                            .setImage((sample * (i % 3) + 37L * i) % 9973)
                            .setDistance(nearest * (1 + 0.07 * i))
                            .build())
                .toList())
        .build();
  }

  static ReportImages images(int edge) throws IOException {
    ImageSource source = index -> disc(index, edge);
    return ReportImages.none()
        .withNeighbours(
            NeighbourSelection.of(neighbours()).load(source, index -> disc(index + 1, edge)));
  }

  /** Draws a disc of one color on a ground of another, chosen by the seed. */
  static RgbImage disc(long seed, int edge) {
    Random random = new Random(seed);
    int[] colours = random.ints(6, 40, 210).toArray();
    double radius = edge * (0.2 + 0.25 * random.nextDouble());
    byte[] rgb = new byte[edge * edge * 3];
    for (int i = 0; i < rgb.length; i++) {
      double x = i / 3 % edge - edge / 2.0;
      double y = i / 3 / edge - edge / 2.0;
      int ground = Math.hypot(x, y) < radius ? 3 : 0;
      rgb[i] = (byte) (colours[ground + i % 3] * (1 - 0.3 * y / edge));
    }
    return new RgbImage(edge, edge, rgb);
  }

  static Interval interval(double low, double high) {
    return Interval.newBuilder().setLow(low).setHigh(high).build();
  }
}
