package io.upstack.stages.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.RunRecord;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardLayout.Labelled;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputSpaceTest {
  private static final int SHARD_SIZE = 500;

  @TempDir private Path directory;

  /** No disk of a machine that runs these tests has room for 39 TB. */
  @Test
  void saysThatTheDiskIsTooSmall() throws IOException {
    assertThat(problems(50_000_000, 512))
        .singleElement()
        .asString()
        .matches(
            "--output: '%s' has [0-9.]+ MB free, and the samples and features that are missing need"
                    .formatted(directory)
                + " 393216[0-9]{2}[.][0-9] MB: free some space, name another place, or set a"
                + " smaller generation.num_samples");
    assertThat(problems(1_000, 4)).isEmpty();
  }

  /** The samples that exist need no space: the first problem has those of all shards. */
  @Test
  void countsOnlyWhatIsMissing() throws IOException {
    double before = needed(problems(50_000_000, 512).get(0));
    try (ObjectStore store = ObjectStores.open(directory.toString())) {
      for (int shard = 0; shard < 4; shard++) {
        store.create("samples/%05d.npz".formatted(shard), output -> output.write(1));
      }
    }
    double after = needed(problems(50_000_000, 512).get(0));
    assertThat(before - after)
        .isBetween(4 * SHARD_SIZE * 512 * 512 * 3 / 1e6, 4 * SHARD_SIZE * 512 * 512 * 3 / 1e6 + 1);
  }

  private static double needed(String problem) {
    return Double.parseDouble(problem.replaceAll(".*need ([0-9.]+) MB.*", "$1"));
  }

  private List<String> problems(long samples, int size) throws IOException {
    RunRecord.Builder record = RunRecord.newBuilder().setShardSize(SHARD_SIZE);
    record.getGenerationBuilder().setNumSamples(samples);
    Problems problems = new Problems();
    try (ObjectStore store = ObjectStores.open(directory.toString())) {
      new RunOutput(store)
          .checkSpace(
              "--output",
              record.build(),
              List.of(ShardLayout.ofImages("upsample", "samples", size, Labelled.NO)),
              problems);
    }
    return problems.list();
  }
}
