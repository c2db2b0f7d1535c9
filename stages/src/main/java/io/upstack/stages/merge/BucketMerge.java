package io.upstack.stages.merge;

import com.google.common.collect.Lists;
import com.google.common.util.concurrent.MoreExecutors;
import io.upstack.stages.arrays.NpzFrame;
import io.upstack.stages.progress.ProgressListener;
import io.upstack.stages.store.AssembledPart;
import io.upstack.stages.store.ObjectAssembly;
import io.upstack.stages.store.ObjectAssembly.Standing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes the npz of a stage to a bucket. The images of a few shards at a time are uploaded as a
 * part, several parts at once, and the bucket joins them with the bytes before and after them in
 * the file. Parts that an earlier attempt left are not written again.
 */
public final class BucketMerge {
  /** Each thread reads and sends with buffers of its own: 40 MB. */
  private static final int THREADS = 4;

  private static final long PART_BYTES = 32L << 20;
  private static final Duration LEAVE = Duration.ofMinutes(1);

  private final FinishedStage stage;
  private final ProgressListener progress;
  private final long partBytes;

  /**
   * @param progress receives the number of merged images as {@link FinishedStage#MERGE}
   */
  public BucketMerge(FinishedStage stage, ProgressListener progress) {
    this(stage, progress, PART_BYTES);
  }

  /**
   * Does the same with parts of another size.
   *
   * @param partBytes maximum size of a part, unless a single shard is larger
   */
  public BucketMerge(FinishedStage stage, ProgressListener progress, long partBytes) {
    this.stage = stage;
    this.progress = progress;
    this.partBytes = partBytes;
  }

  /**
   * Writes the object.
   *
   * @throws IOException naming the shard that is damaged or invalid, or the request that failed,
   *     and the place of the parts that have been written
   */
  public void write(ObjectAssembly assembly, Standing existing) throws IOException {
    try {
      assemble(assembly, existing);
    } catch (IOException e) {
      if (!assembly.hasParts()) {
        throw e;
      }
      throw new IOException(
          "%s; what was made is kept in %s: the same command goes on from there, or delete it"
              .formatted(e.getMessage(), assembly.directory()),
          e);
    }
  }

  private void assemble(ObjectAssembly assembly, Standing existing) throws IOException {
    List<ImagePart> made = parts(assembly);
    List<AssembledPart> images = made.stream().map(ImagePart::part).toList();
    Labels labels = new Labels();
    made.forEach(part -> part.labels().forEach(labels::add));
    NpzFrame frame =
        NpzFrame.of(
            stage.imagesOf(
                output -> {
                  throw new IllegalStateException("images go up by themselves");
                }),
            AssembledPart.crc32(images),
            stage.labelsOf(labels::writeTo));
    List<AssembledPart> all = new ArrayList<>();
    all.add(assembly.put("before", frame::writeBefore));
    all.addAll(images);
    all.add(assembly.put("after", frame::writeAfter));
    assembly.finish(all, existing);
  }

  /** Returns the parts in the order of the images. They may be written in any order. */
  private List<ImagePart> parts(ObjectAssembly assembly) throws IOException {
    ImageParts parts =
        new ImageParts(assembly, new ShardCopy(stage.store(), stage.layout()), progress);
    long shardBytes =
        stage.layout().arrays().get(0).rowSize() * stage.shards().get(0).shard().getSamples();
    int shardsOfAPart = (int) Math.max(1, partBytes / Math.max(1, shardBytes));
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    List<Future<ImagePart>> running =
        Lists.partition(stage.shards(), shardsOfAPart).stream()
            .map(shards -> executor.submit(() -> parts.of(shards)))
            .toList();
    try {
      List<ImagePart> made = new ArrayList<>();
      for (Future<ImagePart> part : running) {
        made.add(await(part));
      }
      return made;
    } finally {
      // After a failure, no other part begins. Running parts are kept if they end soon.
      running.forEach(part -> part.cancel(false));
      MoreExecutors.shutdownAndAwaitTermination(executor, LEAVE);
    }
  }

  private static ImagePart await(Future<ImagePart> part) throws IOException {
    try {
      return part.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted while merging");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
