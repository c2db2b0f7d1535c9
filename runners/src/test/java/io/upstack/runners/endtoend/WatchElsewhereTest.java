package io.upstack.runners.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.RecordedRequest;
import io.upstack.runners.CommandLineRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints in a bucket, and evaluations on a cluster. */
@Tag("slow")
@Timeout(600)
final class WatchElsewhereTest {
  private static final Path BASE = SmallStack.MODELS.resolve("base.pt");
  private static final String HISTORY = "gs://study/history";
  private static final Pattern FID = Pattern.compile("\"fid\": ?([-0-9.E]+)");

  @TempDir private Path directory;

  @Test
  void watchesABucketAndLeavesTheHistoryInIt() throws Exception {
    try (StudyBucket bucket = StudyBucket.start()) {
      BucketServer server = bucket.server();
      bucket.put(
          "references/small.npz", SmallReference.shipped().writeTo(directory.resolve("small.npz")));
      bucket.put("run7/ema_100.pt", BASE);
      bucket.put(
          "run7/ema_200.pt",
          PatchedCheckpoint.withForeignGlobal(BASE, directory.resolve("broken.pt")));
      Path configuration = SmallStack.write(directory, StudyBucket.stack());

      CommandLineRun first = watch(bucket, configuration);

      assertThat(first.status()).as(first.errors()).isZero();
      String rows = new String(server.bytes(StudyBucket.BUCKET, "history/history.jsonl"), UTF_8);
      assertThat(rows.lines()).hasSize(2);
      assertThat(rows)
          .contains("gs://study/run7/ema_100.pt", "gs://study/run7/ema_200.pt", "posix.system");
      assertThat(server.paths(StudyBucket.BUCKET))
          .contains("history/history.html", "history/history.csv")
          .noneMatch(path -> path.startsWith("history/watch/"))
          .anyMatch(path -> path.matches("history/checkpoints/ema_100.pt-[^/]*/report/index.html"));

      server.forgetRequests();
      assertThat(watch(bucket, configuration).output()).isEmpty();
      assertThat(server.requests())
          .filteredOn(request -> List.of("insert", "start").contains(request.operation()))
          .extracting(RecordedRequest::object)
          .noneMatch(object -> object.matches("history/(checkpoints|history/records)/.*"));
      // The page is built again, with one reader for samples that are close to one another.
      assertThat(server.requests())
          .filteredOn(request -> request.object().endsWith("/samples/00000.npz"))
          .hasSizeBetween(1, 4);
      List<Object> best = new ArrayList<>(List.of("best", HISTORY));
      best.addAll(bucket.options(directory.resolve("cache")));
      assertThat(CommandLineRun.of(best.toArray()).output())
          .containsExactly("gs://study/run7/ema_100.pt");
    }
  }

  @Test
  void evaluatesOnAClusterWhatItEvaluatesEmbedded() throws Exception {
    Path checkpoints = Files.createDirectory(directory.resolve("checkpoints"));
    Files.copy(BASE, checkpoints.resolve("ema_100.pt"));
    Path configuration = SmallStack.write(directory);
    String[] options = {
      "--checkpoints=" + checkpoints + "/ema_{step}.pt", "--once", "--set=watch.settle_seconds=0"
    };
    Path embedded = directory.resolve("embedded");
    CommandLineRun here =
        CommandLineRun.of(
            "watch", configuration, options[0], options[1], options[2], "--output=" + embedded);
    assertThat(here.status()).as(here.errors()).isZero();

    Path output = directory.resolve("clustered");
    try (ClusterProcesses cluster = ClusterProcesses.start(directory, 1);
        UpstackProcess watcher =
            UpstackProcess.start(
                directory,
                "watch",
                configuration.toString(),
                options[0],
                options[1],
                options[2],
                "--output=" + output,
                "--runner=flink",
                "--flink-master=" + cluster.master())) {
      Outcome outcome = watcher.finish();
      assertThat(outcome.status()).as(outcome.errors()).isZero();
      assertThat(cluster.stop().status()).isZero();
    }
    assertThat(fids(output)).hasSize(1).isEqualTo(fids(embedded));
  }

  private CommandLineRun watch(StudyBucket bucket, Path configuration) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "watch",
                configuration,
                "--checkpoints=gs://study/run7/ema_{step}.pt",
                "--once",
                "--output=" + HISTORY));
    arguments.addAll(bucket.options(directory.resolve("cache")));
    return CommandLineRun.of(arguments.toArray());
  }

  /** Returns the FID of each result in a history. */
  private static List<String> fids(Path history) throws Exception {
    return Files.readAllLines(history.resolve("history.jsonl")).stream()
        .map(
            line ->
                FID.matcher(line).results().map(match -> match.group(1)).findFirst().orElseThrow())
        .toList();
  }
}
