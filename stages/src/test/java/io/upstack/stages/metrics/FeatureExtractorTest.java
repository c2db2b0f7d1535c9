package io.upstack.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureExtractorTest {
  /** Two images of one row and two pixels. */
  private static final byte[] IMAGES = {1, 2, 3, 10, 20, 30, 4, 5, (byte) 200, 7, 8, (byte) 255};

  @TempDir private Path folder;

  @Test
  void givesTheProgramPlanesOfWhatIsStoredAsPixels() throws IOException {
    try (FeatureExtractor extractor = load(TestExtractor.write(folder))) {
      FeatureBatch batch = extractor.extract(ByteBuffer.wrap(IMAGES), 2, 1, 2);

      assertThat(batch.pool().values()).containsExactly(11, 22, 33, 11, 13, 455);
      assertThat(batch.spatial().orElseThrow().values())
          .containsExactly(1, 10, 2, 20, 3, 30, 4, 7, 5, 8, 200, 255);
      assertThat(batch.logits().orElseThrow().values()).containsExactly(3, 200);
    }
  }

  @Test
  void readsFromTheBuffersPosition() throws IOException {
    ByteBuffer heap = ByteBuffer.wrap(IMAGES).position(6);
    ByteBuffer direct = ByteBuffer.allocateDirect(IMAGES.length).put(IMAGES).position(6);
    try (FeatureExtractor extractor = load(TestExtractor.write(folder))) {
      assertThat(extractor.extract(heap, 1, 1, 2).pool().values()).containsExactly(11, 13, 455);
      assertThat(extractor.extract(direct, 1, 2, 1).pool().values()).containsExactly(11, 13, 455);
      assertThat(heap.position()).isEqualTo(6);
      assertThat(direct.position()).isEqualTo(6);
    }
  }

  @Test
  void tellsWidthsFromABlackImage() throws IOException {
    try (FeatureExtractor extractor = load(TestExtractor.write(folder))) {
      assertThat(extractor.widths(4, 5))
          .isEqualTo(new FeatureWidths(3, OptionalInt.of(15), OptionalInt.of(1)));
    }
  }

  @Test
  void leavesOutWhatIsEmpty() throws IOException {
    try (FeatureExtractor extractor = load(TestExtractor.writePoolOnly(folder))) {
      assertThat(extractor.widths(4, 5))
          .isEqualTo(new FeatureWidths(3, OptionalInt.empty(), OptionalInt.empty()));
    }
  }

  @Test
  void countsTheTimeInsideTheProgram() throws IOException {
    try (FeatureExtractor extractor = load(TestExtractor.write(folder))) {
      assertThat(extractor.programTime()).isZero();
      long start = System.nanoTime();
      extractor.widths(4, 5);
      Duration wall = Duration.ofNanos(System.nanoTime() - start);
      assertThat(extractor.programTime()).isPositive().isLessThan(wall);
    }
  }

  @Test
  void refusesAFileThatIsNoProgram() throws IOException {
    Path file = Files.writeString(folder.resolve("features.txt"), "features");
    assertThatThrownBy(() -> load(file))
        .isInstanceOf(MetricsException.class)
        .hasMessage(
            "extractor %s is a text file that begins with 'features', expected a feature extractor:"
                + " a TorchScript program, or the weights of the Inception-v3 of 2015-12-05 as a"
                + " state dict (pt_inception-2015-12-05-6726825d.pth) or as TensorFlow's frozen"
                + " graph (classify_image_graph_def.pb)",
            file);
    Path missing = folder.resolve("missing.pt");
    assertThatThrownBy(() -> load(missing))
        .isInstanceOf(MetricsException.class)
        .hasMessage("extractor %s is not a file", missing);
  }

  @Test
  void refusesAProgramWithoutForward() throws IOException {
    Path file = TestExtractor.write(folder, "features", FeatureExtractorTest::returnImages);
    assertFailure(
        file,
        "extractor %s can't describe uint8 images of shape (1, 3, 4, 5): Method 'forward' is not"
            + " defined.");
  }

  @Test
  void refusesAForwardThatTakesMore() throws IOException {
    Path file =
        TestExtractor.write(
            folder,
            forward -> {
              returnImages(forward);
              forward.parameter("labels");
            });
    assertFailure(
        file,
        "extractor %s can't describe uint8 images of shape (1, 3, 4, 5): forward() is missing"
            + " value for argument 'labels'. Declaration: forward(__torch__.Extractor self, Tensor"
            + " images, Tensor labels) -> ((Tensor, Tensor, Tensor))");
  }

  @Test
  void refusesAForwardThatFails() throws IOException {
    Path file =
        TestExtractor.write(
            folder,
            forward -> {
              Value images = forward.parameter("images");
              forward.returns(forward.evaluate("torch.add(%s, torch.ones([7]))", images));
            });
    assertFailure(
        file,
        "extractor %s can't describe uint8 images of shape (1, 3, 4, 5): RuntimeError: The size of"
            + " tensor a (5) must match the size of tensor b (7) at non-singleton dimension 3");
  }

  @Test
  void refusesOtherResults() throws IOException {
    String expected =
        " for 1 images, expected 3 tensors of float32: features (1, D), spatial features (1, S) or"
            + " empty, logits (1, K) or empty";
    assertFailure(
        TestExtractor.write(folder, FeatureExtractorTest::returnImages),
        "extractor %s returns (1, 3, 4, 5) of uint8, (1, 3, 4, 5) of uint8, (1, 3, 4, 5) of uint8"
            + expected);
    assertFailure(
        TestExtractor.write(folder, forward -> forward.returns(forward.parameter("images"))),
        "extractor %s returns (1, 3, 4, 5) of uint8" + expected);
    assertFailure(
        TestExtractor.write(folder, returnFlat("torch.to(torch.flatten(images, 1), 7)")),
        "extractor %s returns (1, 60) of float64, (1, 60) of float64, (1, 60) of float64"
            + expected);
    assertFailure(
        TestExtractor.write(folder, returnFlat("torch.to(torch.flatten(images, 0, 2), 6)")),
        "extractor %s returns (12, 5) of float32, (12, 5) of float32, (12, 5) of float32"
            + expected);
  }

  @Test
  void refusesABufferOfAnotherSize() throws IOException {
    try (FeatureExtractor extractor = load(TestExtractor.write(folder))) {
      assertThatThrownBy(() -> extractor.extract(ByteBuffer.wrap(IMAGES), 1, 1, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("12 bytes are not images of shape (1, 1, 2, 3)");
    }
  }

  private static void returnImages(MethodBuilder forward) {
    Value images = forward.parameter("images");
    forward.returns(images, images, images);
  }

  private static Consumer<MethodBuilder> returnFlat(String expression) {
    return forward -> {
      forward.parameter("images");
      Value flat = forward.evaluate("%s", expression);
      forward.returns(flat, flat, flat);
    };
  }

  private static void assertFailure(Path file, String message) throws IOException {
    try (FeatureExtractor extractor = load(file)) {
      assertThatThrownBy(() -> extractor.widths(4, 5))
          .isInstanceOf(MetricsException.class)
          .hasMessage(message, file);
    }
  }

  private static FeatureExtractor load(Path file) throws IOException {
    return FeatureExtractor.load(file, Device.cpu());
  }
}
