package io.upstack.stages.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.upstack.stages.inspection.CheckpointSummary;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.problems.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InceptionFileTest {
  @TempDir private static Path directory;
  private static Path graph;

  @BeforeAll
  static void write() throws IOException {
    graph = GraphWriter.whole().writeTo(directory.resolve("classify_image_graph_def.pb"));
  }

  @Test
  void weightsInAnyFormatGiveTheSameFeatures() throws IOException {
    Map<String, List<Long>> shapes = FormulaInception.shapes();
    Path zip = StateDictFiles.zip(directory.resolve("new.pth"), shapes);
    Path legacy = StateDictFiles.legacy(directory.resolve("old.pth"), shapes);

    Extraction expected =
        Extraction.of(InceptionProgram.of(FormulaInception.parameters()), 2, 32, 32);
    assertThat(extraction(zip).difference(expected)).isZero();
    assertThat(extraction(legacy).difference(expected)).isZero();
    // The graph has its epsilon in fp32, which is another number than 0.001 in double: some of the
    // folded weights are rounded the other way, and the features differ as roundings do.
    assertThat(extraction(graph).difference(expected)).isLessThan(1e-5);
    assertThat(InceptionFile.of(graph).isPublished()).isFalse();
    assertThat(
            InceptionFile.isPublished(
                "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2"))
        .isTrue();
  }

  @Test
  void theGraphHasTheWeightsOfTheStateDict() throws IOException {
    Set<String> nodes = GraphNames.nodes().collect(Collectors.toUnmodifiableSet());
    InceptionParameters actual =
        new GraphParameters(graph.toString(), FrozenGraph.read(graph, nodes));
    InceptionParameters expected = FormulaInception.parameters();
    for (String convolution : FormulaInception.scopes().keySet()) {
      List<Long> shape = FormulaInception.shapes().get(convolution + ".conv.weight");
      assertThat(actual.kernel(convolution, shape)).isEqualTo(expected.kernel(convolution, shape));
      int channels = Math.toIntExact(shape.get(0));
      BatchNormalization found = actual.batchNormalization(convolution, channels);
      BatchNormalization wanted = expected.batchNormalization(convolution, channels);
      assertThat(found.gamma()).isEqualTo(wanted.gamma());
      assertThat(found.beta()).isEqualTo(wanted.beta());
      assertThat(found.mean()).isEqualTo(wanted.mean());
      assertThat(found.variance()).isEqualTo(wanted.variance());
      assertThat(found.epsilon()).isEqualTo(0.001f);
    }
    assertThat(actual.classifier(1008, 2048)).isEqualTo(expected.classifier(1008, 2048));
  }

  @Test
  void isAnExtractor() throws IOException {
    try (FeatureExtractor extractor = FeatureExtractor.load(graph, Device.cpu())) {
      assertThat(extractor.widths(8, 9))
          .isEqualTo(new FeatureWidths(2048, OptionalInt.of(2023), OptionalInt.of(1008)));
    }
  }

  @Test
  void inspectionSaysWhatItIsAndWhatItLacks() throws IOException {
    Path lacking =
        GraphWriter.small().remove("softmax/weights").writeTo(directory.resolve("lacking.pb"));
    assertThat(CheckpointSummary.of(graph))
        .contains(
            "Network:    Inception-v3 of 2015-12-05; all weights fit, but this is none of the"
                + " published files");
    assertThat(CheckpointSummary.of(lacking))
        .contains("Network:    Inception-v3 of 2015-12-05; but these weights do not fit:")
        .contains("  softmax/weights: is missing, expected a constant of the shape [2048, 1008]");
  }

  @Test
  void aStateDictOfAnotherNetworkIsRefused() throws IOException {
    Path file =
        StateDictFiles.zip(
            directory.resolve("other.pth"), Map.of("layer1.weight", List.of(3L, 4L)));
    assertThatThrownBy(() -> InceptionFile.of(file).program())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            """
            1 problem in %s, compared with the Inception-v3 of 2015-12-05:
              tensors: there is none of the network's, expected all\
            """,
            file);
  }

  @Test
  void aProgramIsNoFileOfWeights() throws IOException {
    Path file = directory.resolve("program.pt");
    InceptionFile.of(GraphWriter.small().writeTo(directory.resolve("small.pb")))
        .program()
        .writeTo(file);
    assertThatThrownBy(() -> InceptionFile.of(file))
        .isInstanceOf(UnknownExtractorException.class)
        .hasMessageStartingWith(file + " is a program already, expected");
  }

  @Test
  void tellsFormatsApartByTheirContent() throws IOException {
    assertThat(ExtractorFormat.of(graph)).isEqualTo(ExtractorFormat.GRAPH);
    for (String content : List.of("", "<html>", "features")) {
      Path file = Files.writeString(directory.resolve("other"), content);
      assertThatThrownBy(() -> ExtractorFormat.of(file))
          .isInstanceOf(UnknownExtractorException.class)
          .hasMessageContaining("expected a feature extractor: a TorchScript program, or the");
    }
  }

  private static Extraction extraction(Path file) throws IOException {
    return Extraction.of(InceptionFile.of(file).program(), 2, 32, 32);
  }
}
