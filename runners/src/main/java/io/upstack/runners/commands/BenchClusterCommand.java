package io.upstack.runners.commands;

import io.upstack.proto.SimulatedWork;
import io.upstack.proto.SlowWorker;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that measures the cost of a cluster itself. */
@Command(
    name = "bench-cluster",
    sortOptions = false,
    sortSynopsis = false,
    header = "Time a run on a Flink cluster whose shards take a set time.",
    description = {
      "",
      "The job is that of 'run', with its checks, attempts, objects, metrics and report; but a"
          + " shard lets time pass and records who made it, and its features are random: few"
          + " numbers for each sample. Prints the job's time next to the ideal one of its shards,"
          + " how long it took to be planned and submitted, how long the metrics and the report"
          + " took at its end, what it took of heap, and who made how many shards.",
      ""
    })
public final class BenchClusterCommand implements Subcommand {
  private final Work<BenchClusterRequest> work;

  @Mixin private FlinkMasterOption master;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Shards in work at once; as many as the cluster has free slots by default.")
  private Optional<Integer> parallelism = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = {
        "An empty directory that all workers reach, or a bucket's path.",
        "By default a temporary one of this machine, which goes when the job is done."
      })
  private Optional<String> output = Optional.empty();

  @Option(
      names = "--num-samples",
      paramLabel = "N",
      defaultValue = "50000",
      description = "${DEFAULT-VALUE} by default.")
  private long samples;

  @Option(
      names = "--shard-size",
      paramLabel = "N",
      defaultValue = "128",
      description = "Samples of a shard; ${DEFAULT-VALUE} by default.")
  private int shardSize;

  @Option(
      names = "--shard-seconds",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long a shard takes; ${DEFAULT-VALUE} by default.")
  private double shardSeconds;

  @Option(
      names = "--slow",
      paramLabel = "WORKER=FACTOR",
      description = {
        "A worker that takes so many times as long. It is named as the output names it: "
            + "taskmanager-N of a local cluster, else by its host's name."
      })
  private Map<String, Double> slow = Map.of();

  @Option(
      names = "--failing-shard",
      paramLabel = "INDEX",
      description = "A shard that fails each time it is begun.")
  private Optional<Integer> failingShard = Optional.empty();

  @Option(
      names = "--fatal-shard",
      paramLabel = "INDEX",
      description = "A shard that ends its worker's process each time it is begun.")
  private Optional<Integer> fatalShard = Optional.empty();

  @Option(
      names = "--failing-worker",
      paramLabel = "WORKER",
      description = "A worker on which every shard fails, named as for --slow.")
  private Optional<String> failingWorker = Optional.empty();

  @Spec private CommandSpec command;

  public BenchClusterCommand(Work<BenchClusterRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    parallelism.ifPresent(value -> require("--parallelism", value, value >= 1, "1 or more"));
    require("--num-samples", samples, samples >= 1, "1 or more");
    require("--shard-size", shardSize, shardSize >= 1, "1 or more");
    require("--shard-seconds", shardSeconds, shardSeconds >= 0, "0 or more");
    slow.forEach(
        (worker, factor) ->
            require("--slow", worker + "=" + factor, factor > 0, "WORKER=FACTOR above 0"));
    RunnerChoice.Flink cluster =
        new RunnerChoice.Flink(master.master(), parallelism, RunnerChoice.Presence.ATTACHED);
    BenchClusterRequest request =
        new BenchClusterRequest(cluster, output, samples, shardSize, simulated());
    return work.perform(request, command.commandLine().getOut()).code();
  }

  private SimulatedWork simulated() {
    SimulatedWork.Builder simulated = SimulatedWork.newBuilder().setShardSeconds(shardSeconds);
    slow.forEach(
        (worker, factor) ->
            simulated.addSlow(SlowWorker.newBuilder().setWorker(worker).setFactor(factor)));
    failingShard.ifPresent(simulated::setFailingShard);
    fatalShard.ifPresent(simulated::setFatalShard);
    failingWorker.ifPresent(simulated::setFailingWorker);
    return simulated.build();
  }

  private void require(String option, Object value, boolean holds, String expected) {
    if (!holds) {
      throw new ParameterException(
          command.commandLine(), "%s=%s: expected %s".formatted(option, value, expected));
    }
  }
}
