package io.upstack.stages.evaluate;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.images.ImageReader;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.metrics.StoredStatistics;
import io.upstack.stages.progress.ProgressListener;
import io.upstack.stages.shards.ShardLayout;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Writes a reference batch in OpenAI's layout, which evaluator.py of guided-diffusion reads. The
 * arrays are {@code arr_0} uint8 [N, H, W, 3]; {@code arr_1} int64 [N] if there are labels; {@code
 * mu} [D] and {@code sigma} [D, D] of the pool features, and {@code mu_s} and {@code sigma_s} of
 * the spatial ones if the extractor gives any, in fp64; {@code statistics_images} int64 [1], the
 * number of images that these statistics cover; and {@code statistics_extractor} uint8 [32], the
 * SHA-256 of the extractor's file. The writer makes one pass over the images, with one batch of
 * them in memory at a time.
 *
 * @param source the source of the features
 * @param extractorSha256 the fingerprint of the extractor's file
 * @param widths the widths of the features that the extractor gives for these images
 * @param batchSize the number of images that go through the extractor together; large images use
 *     fewer, see {@link ImageSize#together}
 */
public record ReferenceWriter(
    ImageSet images,
    Source source,
    String extractorSha256,
    FeatureWidths widths,
    int batchSize,
    ProgressListener progress) {
  /** Gives the features of images. */
  public interface Source {
    /**
     * Returns the features of some images, in order.
     *
     * @param first the index of the first of them
     * @param pixels uint8 [count, H, W, 3]; the position is left as it is
     */
    List<FeatureBatch> features(long first, ByteBuffer pixels, int count) throws IOException;
  }

  /**
   * Writes from the beginning of the channel.
   *
   * @throws io.upstack.stages.store.ChangedInputException if the images are {@link ImageSet#pinned}
   *     and have changed in the meantime
   * @throws io.upstack.stages.metrics.MetricsException if a feature is NaN or infinite, naming it
   *     and its image
   */
  public void write(MetricProgram program, SeekableByteChannel channel) throws IOException {
    try (ReferenceStatistics statistics = new ReferenceStatistics(program, widths)) {
      NpzWriter.write(channel, arrays(statistics));
    }
  }

  private List<NamedArray> arrays(ReferenceStatistics statistics) throws IOException {
    ImageSize size = images.size();
    List<NamedArray> arrays = new ArrayList<>();
    arrays.add(
        new NamedArray(
            ShardLayout.IMAGES,
            ElementType.UINT8,
            List.of(images.images(), (long) size.height(), (long) size.width(), 3L),
            output -> copy(output, statistics)));
    Optional<int[]> labels = images.labels();
    labels.ifPresent(
        given ->
            arrays.add(
                NamedArray.ofLongs(
                    ShardLayout.LABELS,
                    List.of(images.images()),
                    Arrays.stream(given).asLongStream().toArray())));
    arrays.addAll(statistics.arrays());
    arrays.add(
        NamedArray.ofLongs(StoredStatistics.IMAGES, List.of(1L), new long[] {images.images()}));
    byte[] sha256 = HexFormat.of().parseHex(extractorSha256);
    arrays.add(
        NamedArray.ofBytes(StoredStatistics.EXTRACTOR, List.of((long) sha256.length), sha256));
    return arrays;
  }

  private void copy(OutputStream output, ReferenceStatistics statistics) throws IOException {
    ImageSize size = images.size();
    WritableByteChannel pixels = Channels.newChannel(output);
    int together = size.together(batchSize);
    try (ImageReader reader = images.open(0)) {
      for (long first = 0; first < images.images(); first += together) {
        int count = (int) Math.min(together, images.images() - first);
        ByteBuffer batch = reader.read(count);
        long next = first;
        for (FeatureBatch features : source.features(first, batch, count)) {
          long begin = next;
          features.requireFinite(image -> images.describe(begin + image));
          statistics.add(features);
          next += features.size();
        }
        while (batch.hasRemaining()) {
          pixels.write(batch);
        }
        progress.samplesDone(ShardLayout.REFERENCE, count);
      }
    }
    images.requireUnchanged(0, images.images());
  }
}
