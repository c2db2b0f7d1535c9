package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.MoreCollectors;
import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.Report;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executes a run whose reference is a directory of pictures. */
final class ReferenceDirectoryTest {
  private static final int EDGE = 32;

  @TempDir private Path directory;

  @Test
  void comparesWithPicturesAsWithAnNpzOfThemAlsoWhereSomeAreBroken() throws Exception {
    Path npz = directory.resolve("reference.npz");
    SmallReference.shipped()
        .without("mu")
        .without("sigma")
        .without("mu_s")
        .without("sigma_s")
        .writeTo(npz);
    Path pictures = writePictures(npz);
    Path configuration = SmallStack.write(directory, SmallStack.builder(npz));

    Outcome ofNpz = InProcess.run(configuration, directory.resolve("npz"));
    Outcome ofPictures =
        InProcess.run(
            configuration,
            directory.resolve("pictures-out"),
            "--set=evaluation.reference=pictures");
    Files.writeString(pictures.resolve("a/00005x.png"), "text");
    Outcome broken =
        InProcess.run(
            configuration,
            directory.resolve("pictures-out"),
            "--set=evaluation.reference=pictures");
    Outcome skipping =
        InProcess.run(
            configuration,
            directory.resolve("pictures-out"),
            "--set=evaluation.reference=pictures",
            "--set=evaluation.skip_undecodable=true");

    assertThat(ofNpz.status()).isZero();
    assertThat(ofPictures).isEqualTo(reportedAt("pictures-out", ofNpz));
    assertThat(broken)
        .isEqualTo(
            new Outcome(
                2,
                "",
                """
                1 problem in %s:
                  evaluation.reference: %s does not decode: it does not begin as a PNG or a JPEG
                """
                    .formatted(configuration, pictures.resolve("a/00005x.png"))));
    assertThat(skipping).isEqualTo(ofPictures);
    Report report = report("pictures-out");
    assertThat(report.getReference().getNumImages()).isEqualTo(48);
    assertThat(report.getWarningsList())
        .contains(
            "1 of 49 pictures of %s do not decode and are left out: a/00005x.png"
                .formatted(pictures));
    // These are the images of the first run, and so are their features.
    Path features = onlyEntry(directory.resolve("pictures-out/features"));
    assertThat(OutputListing.of(features).under("images-").contents()).hasSize(1);
  }

  private static Path onlyEntry(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.collect(MoreCollectors.onlyElement());
    }
  }

  private Outcome reportedAt(String output, Outcome outcome) {
    return new Outcome(
        outcome.status(),
        outcome
            .output()
            .replace(directory.resolve("npz").toString() + "/", directory.resolve(output) + "/"),
        outcome.errors());
  }

  private Report report(String output) throws IOException {
    Report.Builder report = Report.newBuilder();
    JsonFormat.parser()
        .merge(Files.readString(directory.resolve(output).resolve("report/report.json")), report);
    return report.build();
  }

  private Path writePictures(Path npz) throws IOException {
    Path pictures = directory.resolve("pictures");
    Files.createDirectories(pictures.resolve("a"));
    Files.createDirectories(pictures.resolve("b"));
    try (NpzFile file = NpzFile.open(npz);
        ArrayReader images = file.array("arr_0")) {
      for (int image = 0; images.rowsLeft() > 0; image++) {
        ByteBuffer pixels = images.readRows(1);
        int[] samples = new int[pixels.remaining()];
        for (int i = 0; i < samples.length; i++) {
          samples[i] = Byte.toUnsignedInt(pixels.get());
        }
        BufferedImage picture = new BufferedImage(EDGE, EDGE, BufferedImage.TYPE_3BYTE_BGR);
        picture.getRaster().setPixels(0, 0, EDGE, EDGE, samples);
        String name = "%s/%05d.png".formatted(image < 20 ? "a" : "b", image);
        try (OutputStream output = Files.newOutputStream(pictures.resolve(name))) {
          ImageIO.write(picture, "png", output);
        }
      }
    }
    return pictures;
  }
}
