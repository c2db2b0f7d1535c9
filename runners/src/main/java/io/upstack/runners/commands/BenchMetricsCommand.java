package io.upstack.runners.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that measures the speed of the metrics. */
@Command(
    name = "bench-metrics",
    sortOptions = false,
    sortSynopsis = false,
    header = "Time the metrics next to the matrix products that they consist of.",
    description = {
      "",
      "Prints the processor seconds of statistics, of the Fréchet distance and of precision,"
          + " recall, density, coverage and realism with their intervals, each next to those of the"
          + " bare products on this machine; and images/s of Inception next to the same network"
          + " with unfolded batch normalisation. Features and weights are made up.",
      ""
    })
public final class BenchMetricsCommand implements Subcommand {
  private static final int LEAST = 10;

  private final Work<BenchMetricsRequest> work;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "50000",
      description = "${DEFAULT-VALUE} by default.")
  private int samples;

  @Option(
      names = "--references",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Images of the reference; ${DEFAULT-VALUE} by default.")
  private int references;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "2048",
      description = "Features of an image; ${DEFAULT-VALUE} by default.")
  private int width;

  @Option(
      names = "--spatial-width",
      paramLabel = "N",
      defaultValue = "2023",
      description = "Spatial features of an image; ${DEFAULT-VALUE} by default.")
  private int spatialWidth;

  @Spec private CommandSpec command;

  public BenchMetricsCommand(Work<BenchMetricsRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    require("--samples", samples);
    require("--references", references);
    require("--width", width);
    require("--spatial-width", spatialWidth);
    BenchMetricsRequest request = new BenchMetricsRequest(samples, references, width, spatialWidth);
    return work.perform(request, command.commandLine().getOut()).code();
  }

  private void require(String option, int value) {
    if (value < LEAST) {
      throw new ParameterException(
          command.commandLine(),
          "%s: expected %d or more, found %d".formatted(option, LEAST, value));
    }
  }
}
