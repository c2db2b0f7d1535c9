package io.upstack.runners.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.Disturbance;
import io.upstack.proto.CloudStorage;
import io.upstack.proto.WorkStage;
import io.upstack.runners.commands.ConfigurationRequest;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.shards.JobRunner;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.shards.OutputChangedException;
import io.upstack.stages.shards.RunOrigin;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.ChangedInputException;
import io.upstack.stages.store.InputFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes given base samples between the preparation of a run and their cutting. */
final class BaseShardsTest {
  private static final int EDGE = 16;
  private static final int IMAGES = 12;

  @TempDir private Path folder;
  private Path file;
  private Path output;
  private byte[] former;
  private byte[] latter;

  @BeforeEach
  void write() throws IOException {
    former = npz(1);
    latter = npz(2);
    file = Files.write(folder.resolve("base.npz"), former);
    output = folder.resolve("out");
  }

  @AfterEach
  void forgetBuckets() {
    Buckets.begin(CloudStorage.getDefaultInstance());
  }

  @Test
  void aFileThatWasReplacedSinceTheRunWasPreparedIsNotCut() throws IOException {
    BaseSamples base = new BaseSamples(file.toString());
    try (PreparedRun run = prepare(base, IMAGES, output.toString())) {
      replaceFile(latter);
      assertChanged(base.file(), () -> new BaseShards(run).cutFrom(base.file()));
      assertThat(output.resolve("base")).doesNotExist();

      replaceFile(former);
      new BaseShards(run).cutFrom(base.file());
      assertThat(output.resolve("base/00001.npz")).exists();
    }
  }

  @Test
  void aFileThatIsWrittenToOnceItIsOpenIsNotCut() throws IOException {
    BaseSamples base = new BaseSamples(file.toString());
    try (PreparedRun run = prepare(base, IMAGES, output.toString())) {
      InputFile rewritten =
          new WatchedFile(base.file(), () -> Files.write(file, latter, StandardOpenOption.WRITE));
      assertChanged(base.file(), () -> new BaseShards(run).cutFrom(rewritten));
      assertThat(output.resolve("base")).doesNotExist();
    }
  }

  @Test
  void noRecordIsLeftOfAFileThatChangedBeforeIt() throws IOException {
    BaseSamples base = new BaseSamples(file.toString());
    replaceFile(latter);
    assertThatThrownBy(() -> prepare(base, IMAGES, output.toString()))
        .hasMessageContaining("'%s' has changed: it had SHA-256 ".formatted(file));
    assertThat(output.resolve("run.textproto")).doesNotExist();
  }

  /** Each command has looked at the output before the other has made anything. */
  @Test
  void aShardOfARunThatHasGrownMeanwhileIsNotReplaced() throws IOException {
    BaseSamples base = new BaseSamples(file.toString());
    try (PreparedRun smaller = prepare(base, 6, output.toString());
        PreparedRun larger = prepare(base, IMAGES, output.toString())) {
      new BaseShards(larger).cutFrom(base.file());
      byte[] whole = Files.readAllBytes(output.resolve("base/00000.npz"));

      assertGrown(() -> new BaseShards(smaller).cutFrom(base.file()));
      assertThat(output.resolve("base/00000.npz")).hasBinaryContent(whole);
    }
  }

  /** The larger run puts its shard there between the look of the other and its request. */
  @Test
  void aShardInABucketThatHasGrownAtTheLastMomentIsNotReplaced() throws IOException {
    String shard = "out/base/00000.npz";
    try (BucketServer server = BucketServer.start("study")) {
      Buckets.begin(
          CloudStorage.newBuilder().setEndpoint(server.endpoint()).setAnonymous(true).build());
      BaseSamples base = new BaseSamples(file.toString());
      try (PreparedRun first = prepare(base, 4, "gs://study/out");
          PreparedRun smaller = prepare(base, 6, "gs://study/out");
          PreparedRun larger = prepare(base, IMAGES, "gs://study/out")) {
        for (boolean isThere : new boolean[] {false, true}) {
          if (isThere) {
            new BaseShards(first).cutFrom(base.file());
          }
          server.disturb(
              request -> {
                if (request.operation().equals("insert") && request.object().equals(shard)) {
                  server.disturb(unused -> Disturbance.NONE);
                  cut(larger, base);
                }
                return Disturbance.NONE;
              });
          assertGrown(() -> new BaseShards(smaller).cutFrom(base.file()));
          assertThat(server.bytes("study", shard).length)
              .isEqualTo((int) larger.layout(WorkStage.BASE).objectSize(8));
          larger.store().delete("base/00000.npz");
          larger.store().delete("base/00001.npz");
        }
      }
    }
  }

  @Test
  void theUpsamplerDoesNotReadAShardOfAnotherRun() throws IOException {
    BaseSamples base = new BaseSamples(file.toString());
    try (PreparedRun run = prepare(base, IMAGES, output.toString());
        JobRunner runner = ShardRun.runner(run, new RunnerChoice.Embedded())) {
      new BaseShards(run).cutFrom(base.file());
      byte[] shard = Files.readAllBytes(output.resolve("base/00001.npz"));
      run.store()
          .replace(
              "base/00001.npz", new RunOrigin("0".repeat(64)).mark(object -> object.write(shard)));

      assertThatThrownBy(() -> new ShardRun(run, runner).execute())
          .hasStackTraceContaining(
              "base/00001.npz was generated by another run (its origin is 000000000000, this"
                  + " run's %s): remove it from %s, or name another output"
                      .formatted(run.origin().digest().substring(0, 12), output));
      assertThat(output.resolve("samples/00001.npz")).doesNotExist();
    }
  }

  private static void cut(PreparedRun run, BaseSamples base) {
    try {
      new BaseShards(run).cutFrom(base.file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertGrown(Step step) {
    assertThatThrownBy(step::take)
        .isInstanceOf(OutputChangedException.class)
        .hasMessageStartingWith("base/00000.npz in ")
        .hasMessageEndingWith(
            " of 6 samples: the run has grown meanwhile, and nothing is replaced; start the"
                + " command again with as many samples as the run has now");
  }

  private void assertChanged(InputFile pinned, Step step) throws IOException {
    String before = pinned.sha256();
    assertThatThrownBy(step::take)
        .isInstanceOf(ChangedInputException.class)
        .hasMessageStartingWith(
            "'%s' has changed: it had SHA-256 %s when this began and has %s now;"
                .formatted(file, before, InputFile.of(file.toString()).sha256()));
  }

  private interface Step {
    void take() throws IOException;
  }

  /** Returns the shards, of 8 samples each. */
  private static PreparedRun prepare(BaseSamples base, int samples, String output)
      throws IOException {
    return Preparation.of(Purpose.UPSAMPLE)
        .adapting(UpsampleWork::withoutBase)
        .reading(base)
        .prepare(
            new ConfigurationRequest(
                Path.of("..", "configs", "fashion32.textproto"),
                List.of(
                    "generation.num_samples=" + samples,
                    "generation.upsampler.diffusion.timestep_respacing=ddim3",
                    "execution.batch_size=4",
                    "execution.shard_size=8")),
            output);
  }

  private void replaceFile(byte[] content) throws IOException {
    Path other = Files.write(folder.resolve("other.npz"), content);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Makes images of one gray, which is the only difference between two files. */
  private static byte[] npz(int gray) throws IOException {
    byte[] pixels = new byte[IMAGES * EDGE * EDGE * 3];
    Arrays.fill(pixels, (byte) gray);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    NpzWriter.write(
        bytes,
        List.of(
            NamedArray.ofBytes(
                "arr_0", List.of((long) IMAGES, (long) EDGE, (long) EDGE, 3L), pixels),
            NamedArray.ofLongs("arr_1", List.of((long) IMAGES), new long[IMAGES])));
    return bytes.toByteArray();
  }

  /** A file to which something happens each time after it is opened. */
  private record WatchedFile(InputFile file, Step whenOpened) implements InputFile {
    @Override
    public String location() {
      return file.location();
    }

    @Override
    public boolean exists() {
      return file.exists();
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public SeekableByteChannel open() throws IOException {
      SeekableByteChannel channel = file.open();
      whenOpened.take();
      return channel;
    }

    @Override
    public Path localPath() throws IOException {
      return file.localPath();
    }

    @Override
    public String sha256() throws IOException {
      return file.sha256();
    }

    @Override
    public Object state() throws IOException {
      return file.state();
    }

    @Override
    public InputFile pinned(String sha256) {
      return file.pinned(sha256);
    }

    @Override
    public void requireUnchanged() throws IOException {
      file.requireUnchanged();
    }
  }
}
