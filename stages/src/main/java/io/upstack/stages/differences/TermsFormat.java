package io.upstack.stages.differences;

import com.google.common.primitives.Doubles;
import com.google.common.primitives.Ints;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.upstack.proto.HistoryMetricTerms;
import io.upstack.proto.HistoryPairing;
import io.upstack.proto.HistoryTerms;
import io.upstack.stages.metrics.InceptionScore.ScoreTerms;
import io.upstack.stages.metrics.kid.KernelStatistic;
import io.upstack.stages.metrics.kid.KernelTerms;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Stores the terms of a result, and reads them again. */
public final class TermsFormat {
  /** The object with the terms of the run or of the samples that a report is about. */
  public static final String OF_REPORT = "report/terms.binpb";

  private static final int FORMAT = 1;

  private TermsFormat() {}

  /**
   * Reads terms, if there is an object of this name.
   *
   * @throws StoreFormat.MalformedObjectException naming the object, if it does not have terms, or a
   *     later version wrote them
   */
  public static Optional<RunTerms> read(ObjectStore store, String name) throws IOException {
    if (store.find(name).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(terms(HistoryTerms.parseFrom(StoreFormat.readFully(store, name))));
    } catch (InvalidProtocolBufferException | IllegalArgumentException exception) {
      throw StoreFormat.malformed(store, name, "the terms of a result", exception);
    }
  }

  public static HistoryTerms message(RunTerms terms) {
    HistoryTerms.Builder message =
        HistoryTerms.newBuilder().setFormat(FORMAT).setPairing(pairing(terms.conditions()));
    terms.terms().forEach((metric, each) -> message.addMetrics(message(metric, each)));
    return message.build();
  }

  /**
   * @throws IllegalArgumentException if a later version wrote the message, or it is not complete
   */
  static RunTerms terms(HistoryTerms message) {
    if (message.getFormat() != FORMAT) {
      throw new IllegalArgumentException(
          "it has the format %d, expected %d".formatted(message.getFormat(), FORMAT));
    }
    Map<String, MetricTerms> terms = new LinkedHashMap<>();
    message.getMetricsList().forEach(each -> terms.put(each.getMetric(), terms(each)));
    return new RunTerms(conditions(message.getPairing()), terms);
  }

  private static HistoryPairing pairing(PairingConditions conditions) {
    HistoryPairing.Builder pairing =
        HistoryPairing.newBuilder()
            .setSamples(conditions.samples())
            .setLabels(conditions.labels())
            .setEvaluationSeed(conditions.evaluationSeed())
            .setExtractor(conditions.extractor())
            .setReference(conditions.reference())
            .setSettings(conditions.settings());
    conditions.generationSeed().ifPresent(pairing::setGenerationSeed);
    return pairing.build();
  }

  private static PairingConditions conditions(HistoryPairing pairing) {
    return new PairingConditions(
        pairing.getSamples(),
        pairing.hasGenerationSeed()
            ? OptionalLong.of(pairing.getGenerationSeed())
            : OptionalLong.empty(),
        pairing.getLabels(),
        pairing.getEvaluationSeed(),
        pairing.getExtractor(),
        pairing.getReference(),
        pairing.getSettings());
  }

  private static HistoryMetricTerms message(String metric, MetricTerms terms) {
    HistoryMetricTerms.Builder message = HistoryMetricTerms.newBuilder().setMetric(metric);
    if (terms instanceof MetricTerms.Groups groups) {
      message.getGroupsBuilder().addAllValue(Doubles.asList(groups.values()));
    } else if (terms instanceof MetricTerms.Inside inside) {
      message.getInsideBuilder().setInManifold(ByteString.copyFrom(inside.inManifold()));
    } else if (terms instanceof MetricTerms.Spheres spheres) {
      message.getSpheresBuilder().addAllSpheres(Ints.asList(spheres.spheres())).setK(spheres.k());
    } else if (terms instanceof MetricTerms.Images images) {
      HistoryMetricTerms.Images.Builder builder =
          message
              .getImagesBuilder()
              .setImages(images.images())
              .setCounted(images.counted())
              .addAllChange(Ints.asList(images.changes()));
      images.ownHalfWidth().ifPresent(builder::setHalfWidth);
    } else if (terms instanceof MetricTerms.Scores scores) {
      for (ScoreTerms split : scores.splits()) {
        message
            .getScoresBuilder()
            .addSplitBuilder()
            .setLogarithm(split.logarithm())
            .addAllChange(Doubles.asList(split.changes()));
      }
    } else if (terms instanceof MetricTerms.Kernel kernel) {
      message.getKernelBuilder().setReferencePart(kernel.statistic().referencePart());
      for (KernelTerms block : kernel.statistic().blocks()) {
        HistoryMetricTerms.Block.Builder builder =
            message
                .getKernelBuilder()
                .addBlockBuilder()
                .addAllOwn(Doubles.asList(block.own()))
                .addAllOthers(Doubles.asList(block.others()))
                .addAllReference(Doubles.asList(block.reference()));
        block.labels().ifPresent(labels -> builder.addAllLabel(Ints.asList(labels)));
      }
    }
    return message.build();
  }

  private static MetricTerms terms(HistoryMetricTerms message) {
    return switch (message.getTermsCase()) {
      case GROUPS -> new MetricTerms.Groups(Doubles.toArray(message.getGroups().getValueList()));
      case INSIDE -> new MetricTerms.Inside(message.getInside().getInManifold().toByteArray());
      case SPHERES ->
          new MetricTerms.Spheres(
              Ints.toArray(message.getSpheres().getSpheresList()), message.getSpheres().getK());
      case IMAGES -> images(message.getImages());
      case SCORES ->
          new MetricTerms.Scores(
              message.getScores().getSplitList().stream()
                  .map(
                      split ->
                          new ScoreTerms(
                              split.getLogarithm(), Doubles.toArray(split.getChangeList())))
                  .toList());
      case KERNEL ->
          new MetricTerms.Kernel(
              new KernelStatistic(
                  message.getKernel().getBlockList().stream().map(TermsFormat::block).toList(),
                  message.getKernel().getReferencePart()));
      case TERMS_NOT_SET ->
          throw new IllegalArgumentException(
              "the terms of '%s' are missing".formatted(message.getMetric()));
    };
  }

  private static MetricTerms images(HistoryMetricTerms.Images images) {
    return new MetricTerms.Images(
        images.getImages(),
        images.getCounted(),
        Ints.toArray(images.getChangeList()),
        images.hasHalfWidth() ? OptionalDouble.of(images.getHalfWidth()) : OptionalDouble.empty());
  }

  private static KernelTerms block(HistoryMetricTerms.Block block) {
    return new KernelTerms(
        Doubles.toArray(block.getOwnList()),
        Doubles.toArray(block.getOthersList()),
        Doubles.toArray(block.getReferenceList()),
        block.getLabelCount() == 0
            ? Optional.empty()
            : Optional.of(Ints.toArray(block.getLabelList())));
  }
}
