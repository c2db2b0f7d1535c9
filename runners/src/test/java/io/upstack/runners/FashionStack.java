package io.upstack.runners;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.arrays.NpzWriter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/** Runs the stack of {@code configs/fashion32} in few steps. */
final class FashionStack {
  static final Path CONFIGURATION = Path.of("../configs/fashion32.textproto");
  static final Path EXTRACTOR = Path.of("../configs/fashion32/features.pt");
  private static final Path REFERENCE = Path.of("../configs/fashion32/reference.npz");

  private static final int IMAGE_BYTES = 32 * 32 * 3;

  private FashionStack() {}

  /** The run has shards of 8 in micro-batches of 4, and three steps in each stage. */
  static CommandLineRun execute(String command, Path output, Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                command,
                CONFIGURATION,
                "--output=" + output,
                "--set=generation.base.diffusion.timestep_respacing=ddim3",
                "--set=generation.upsampler.diffusion.timestep_respacing=ddim3",
                "--set=execution.batch_size=4",
                "--set=execution.shard_size=8"));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray());
  }

  /** Writes the first images of the stack's reference batch, with its labels and statistics. */
  static Path smallReference(Path file, int images) throws IOException {
    try (NpzFile whole = NpzFile.open(REFERENCE);
        ArrayReader pixels = whole.array("arr_0");
        ArrayReader labels = whole.array("arr_1")) {
      byte[] rows = new byte[images * 32 * 32 * 3];
      pixels.readRows(images).get(rows);
      long[] first = Arrays.copyOf(labels.toLongs(), images);
      return write(
          file,
          NamedArray.ofBytes("arr_0", List.of((long) images, 32L, 32L, 3L), rows),
          NamedArray.ofLongs("arr_1", List.of((long) images), first),
          doubles(whole, "mu"),
          doubles(whole, "sigma"),
          doubles(whole, "mu_s"),
          doubles(whole, "sigma_s"));
    }
  }

  /** Writes images of the stack's reference batch, from the first up to but without the end. */
  static Path images(Path file, int first, int end) throws IOException {
    return write(
        file,
        NamedArray.ofBytes("arr_0", List.of((long) end - first, 32L, 32L, 3L), pixels(first, end)));
  }

  /** Writes such images as PNGs in a new directory, in their order. */
  static Path pictures(Path folder, int first, int end) throws IOException {
    Files.createDirectories(folder);
    byte[] pixels = pixels(first, end);
    for (int image = 0; image < end - first; image++) {
      BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_3BYTE_BGR);
      int[] samples = new int[IMAGE_BYTES];
      for (int i = 0; i < IMAGE_BYTES; i++) {
        samples[i] = Byte.toUnsignedInt(pixels[image * IMAGE_BYTES + i]);
      }
      picture.getRaster().setPixels(0, 0, 32, 32, samples);
      try (OutputStream output =
          Files.newOutputStream(folder.resolve("%04d.png".formatted(image)))) {
        ImageIO.write(picture, "png", output);
      }
    }
    return folder;
  }

  private static byte[] pixels(int first, int end) throws IOException {
    try (NpzFile whole = NpzFile.open(REFERENCE);
        ArrayReader pixels = whole.array("arr_0")) {
      pixels.skipRows(first);
      byte[] rows = new byte[(end - first) * IMAGE_BYTES];
      pixels.readRows(end - first).get(rows);
      return rows;
    }
  }

  private static NamedArray doubles(NpzFile file, String name) throws IOException {
    try (ArrayReader array = file.array(name)) {
      return NamedArray.ofDoubles(name, array.shape(), array.toDoubles());
    }
  }

  static Path write(Path file, NamedArray... arrays) throws IOException {
    try (OutputStream output = Files.newOutputStream(file)) {
      NpzWriter.write(output, List.of(arrays));
    }
    return file;
  }

  /** Makes black square images. */
  static NamedArray blackImages(long count, int edge) {
    return NamedArray.ofBytes(
        "arr_0",
        List.of(count, (long) edge, (long) edge, 3L),
        new byte[(int) count * edge * edge * 3]);
  }
}
