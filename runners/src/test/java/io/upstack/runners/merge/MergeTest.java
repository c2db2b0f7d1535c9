package io.upstack.runners.merge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Shard;
import io.upstack.runners.CommandLineRun;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.stack.StackLayouts;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Merges runs of this machine. */
final class MergeTest {
  @TempDir private Path directory;
  private Path run;
  private Path file;

  @BeforeEach
  void nameFiles() {
    run = directory.resolve("run");
    file = directory.resolve("samples.npz");
  }

  @ParameterizedTest
  @CsvSource({"true, 10, 8", "false, 10, 8", "true, 8, 5", "true, 1, 3", "false, 4, 1"})
  void shardsBecomeOneFileInTheirOrder(boolean labelled, int samples, int edge) throws IOException {
    MadeRun made =
        (labelled ? MadeRun.labelled(run, samples, edge) : MadeRun.unlabelled(run, samples, edge))
            .write();

    CommandLineRun merged = merge(file);

    assertThat(merged)
        .isEqualTo(
            new CommandLineRun(
                0, List.of("%s: %d images of %s".formatted(file, samples, run)), ""));
    assertThat(file).hasBinaryContent(made.merged());
    try (NpzFile npz = NpzFile.open(file)) {
      assertThat(npz.names()).hasSize(labelled ? 2 : 1).startsWith("arr_0");
      assertThat(npz.array("arr_0").shape())
          .containsExactly((long) samples, (long) edge, (long) edge, 3L);
    }
    assertThat(files()).containsExactly("run", "samples.npz");
  }

  @Test
  void aDirectoryGetsAFileOfTheUsualName() throws IOException {
    MadeRun made = MadeRun.labelled(run, 10, 8).write();

    assertThat(merge(directory).output())
        .containsExactly("%s/samples_10x8x8x3.npz: 10 images of %s".formatted(directory, run));
    assertThat(directory.resolve("samples_10x8x8x3.npz")).hasBinaryContent(made.merged());
  }

  /**
   * The last shard may have been short before, and a shard may be left that is not part of the run.
   */
  @Test
  void asManySamplesAreTakenAsTheRunHasNow() throws IOException {
    MadeRun.labelled(run, 10, 8).write();
    MadeRun grown = MadeRun.labelled(run, 15, 8).write();
    assertThat(merge(file).status()).isZero();
    assertThat(file).hasBinaryContent(grown.merged());

    MadeRun smaller = MadeRun.labelled(run, 8, 8);
    try (ObjectStore store = ObjectStores.open(run.toString())) {
      smaller.writeRecord(store);
    }
    assertThat(merge(file, "--overwrite").status()).isZero();
    assertThat(file).hasBinaryContent(smaller.merged());
  }

  @Test
  void theBaseStageCanBeHadInstead() throws IOException {
    MadeRun made = MadeRun.labelled(run, 6, 4).upsampled(16).write();

    assertThat(merge(directory, "--stage=base").status()).isZero();
    assertThat(merge(directory).status()).isZero();

    assertThat(directory.resolve("samples_6x4x4x3.npz"))
        .hasBinaryContent(made.merged(StackLayouts.base(made.generation())));
    assertThat(directory.resolve("samples_6x16x16x3.npz")).hasBinaryContent(made.merged());
  }

  @Test
  void aFileIsReplacedOnlyIfTold() throws IOException {
    MadeRun made = MadeRun.labelled(run, 10, 8).write();
    Files.writeString(file, "before");

    assertThat(merge(file))
        .isEqualTo(
            badInput(
                "FILE.npz: '%s' exists and is not overwritten: ".formatted(file)
                    + "name another file, remove it, or give --overwrite"));
    assertThat(file).hasContent("before");
    assertThat(merge(file, "--overwrite").status()).isZero();
    assertThat(file).hasBinaryContent(made.merged());
  }

  @Test
  void tellsWhichShardsAreMissingAndWhatElseIsWrong() throws IOException {
    MadeRun made = MadeRun.labelled(run, 38, 8).write();
    for (int index : List.of(1, 4, 5, 8)) {
      Files.delete(shard(index));
    }
    Files.write(shard(2), "cut".getBytes(UTF_8));
    try (ObjectStore store = ObjectStores.open(run.toString())) {
      made.writeShard(
          store,
          StackLayouts.samples(made.generation()),
          Shard.newBuilder().setIndex(9).setFirstSample(36).setSamples(1).build());
    }
    Path nowhere = directory.resolve("none/samples.npz");

    assertThat(merge(nowhere))
        .isEqualTo(
            badInput(
                "RUN: 4 of 10 shards in '%s' are missing (samples/00001.npz, samples/00004.npz, "
                        .formatted(run)
                    + "samples/00005.npz and 1 more): a run that is finished was expected; the"
                    + " command that began the run makes them",
                "RUN: 1 of 10 shards in '%s' is damaged (samples/00002.npz): ".formatted(run)
                    + "what is there is not what was written; the command that began the run"
                    + " makes them",
                "RUN: 1 of 10 shards in '%s' is of another size (samples/00009.npz of "
                        .formatted(run)
                    + "%d bytes, expected %d for 2 samples): ".formatted(size(1), size(2))
                    + "the run may have grown since; the command that began the run makes them",
                "FILE.npz: there is no directory '%s' to write in".formatted(nowhere.getParent())));
    assertThat(files()).containsExactly("run");
  }

  private static long size(int samples) {
    return StackLayouts.samples(MadeRun.labelled("run", 38, 8).generation()).objectSize(samples);
  }

  @Test
  void tellsWhatIsNoRun() throws IOException {
    Path missing = directory.resolve("missing");
    assertThat(merge(missing, file))
        .isEqualTo(badInput("RUN: there is no directory '%s'".formatted(missing)));
    assertThat(merge(directory, file))
        .isEqualTo(
            badInput(
                "RUN: '%s' has no run.textproto: the output of a run was expected, and what made it"
                        .formatted(directory)
                    + " is recorded there"));
    Files.createDirectory(run);
    Files.writeString(run.resolve("run.textproto"), "generation {");
    CommandLineRun garbled = merge(file);
    assertThat(garbled.status()).isEqualTo(2);
    assertThat(garbled.errors())
        .contains(
            "RUN: object 'run.textproto' in %s is not a RunRecord in text format".formatted(run));
    Files.writeString(run.resolve("run.textproto"), "shard_size: 4");
    assertThat(merge(file))
        .isEqualTo(
            badInput(
                "RUN: run.textproto in '%s' is damaged: its checksum is not the one recorded; put"
                        .formatted(run)
                    + " the record back (journal/run.textproto is a copy of it)"));
    try (ObjectStore store = ObjectStores.open(run.toString())) {
      StoreFormat.writeUtf8(store, "run.textproto", "generation { num_samples: 0 } shard_size: 4");
    }
    assertThat(merge(file)).isEqualTo(badInput("RUN: there are 0 samples, expected at least 1"));
    assertThat(files()).containsExactly("run");
  }

  @Test
  void tellsWhatIsNoFileForSamples() throws IOException {
    MadeRun.labelled(run, 10, 8).write();

    assertThat(merge(directory.resolve("samples")))
        .isEqualTo(
            badInput(
                "FILE.npz: '%s' is not a directory and does not end in .npz"
                    .formatted(directory.resolve("samples"))));
    Path among = run.resolve("samples/all.npz");
    assertThat(merge(among))
        .isEqualTo(
            badInput(
                "FILE.npz: '%s' is among the shards of the run, where it would count as samples: "
                        .formatted(among)
                    + "name another directory than %s/samples".formatted(run)));
    assertThat(merge(run.resolve("all.npz")).status()).isZero();
    assertThat(merge("\0.npz"))
        .isEqualTo(badInput("FILE.npz: '\\u0000.npz' is not a path: Nul character not allowed"));
  }

  /** The file looks as it did before, so that only reading it shows the damage. */
  @Test
  void aShardThatTurnsOutToBeDamagedLeavesNothingBehind() throws IOException {
    MadeRun.labelled(run, 10, 8).write();
    Path shard = shard(1);
    FileTime time = Files.getLastModifiedTime(shard);
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 4;
    Files.write(shard, bytes);
    Files.setLastModifiedTime(shard, time);

    CommandLineRun merged = merge(file);

    assertThat(merged.status()).isEqualTo(1);
    assertThat(merged.errors())
        .startsWith("upstack: %s: member 'arr_0.npy' is damaged: its CRC-32 is ".formatted(shard));
    assertThat(files()).containsExactly("run");
  }

  @Test
  void aShardOfOtherElementsIsNamed() throws IOException {
    MadeRun.labelled(run, 10, 8).write();
    NamedArray images =
        new NamedArray(
            "arr_0",
            ElementType.INT8,
            List.of(4L, 8L, 8L, 3L),
            output -> output.write(new byte[4 * 8 * 8 * 3]));
    NamedArray labels = NamedArray.ofLongs("arr_1", List.of(4L), new long[4]);
    try (ObjectStore store = ObjectStores.open(run.toString())) {
      store.replace(
          "samples/00001.npz", output -> NpzWriter.write(output, List.of(images, labels)));
    }

    assertThat(merge(file))
        .isEqualTo(
            new CommandLineRun(
                1,
                List.of(),
                ("upstack: %s: arr_0 is INT8 of shape [4, 8, 8, 3], expected UINT8 of shape"
                        + " [4, 8, 8, 3]\n")
                    .formatted(shard(1))));
    assertThat(files()).containsExactly("run");
  }

  private Path shard(int index) {
    return run.resolve("samples/%05d.npz".formatted(index));
  }

  private CommandLineRun merge(Object target, String... more) {
    return more.length == 0
        ? CommandLineRun.of("merge", run, target)
        : CommandLineRun.of("merge", run, target, more[0]);
  }

  private static CommandLineRun merge(Path from, Path target) {
    return CommandLineRun.of("merge", from, target);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static CommandLineRun badInput(String... problems) {
    String noun = problems.length == 1 ? "problem" : "problems";
    return new CommandLineRun(
        2,
        List.of(),
        "%d %s in what was given to merge:\n  %s\n"
            .formatted(problems.length, noun, String.join("\n  ", problems)));
  }
}
