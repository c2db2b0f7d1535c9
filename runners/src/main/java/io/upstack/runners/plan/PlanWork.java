package io.upstack.runners.plan;

import static java.util.Locale.ROOT;

import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.PlanRequest;
import io.upstack.runners.commands.Work;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.configuration.ConfigurationValidator;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.cost.RunCost;
import io.upstack.stages.problems.Problems;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** {@code upstack plan}: says what runs will cost. */
public final class PlanWork implements Work<PlanRequest> {
  private static final String PREFIXES = " kMGTPE";

  /**
   * A plan of a configuration.
   *
   * @param missing what is wrong with the files that it names
   */
  private record Plan(String name, RunCost cost, List<String> missing) {}

  @Override
  public ExitStatus perform(PlanRequest request, PrintWriter output) {
    Problems problems = new Problems();
    List<Plan> plans = new ArrayList<>();
    for (PlanRequest.Named named : request.configurations()) {
      plan(named, problems, plans);
    }
    problems.throwIfAny("what is to be planned");
    if (plans.size() == 1) {
      print(plans.get(0), request.teraflops(), output);
    } else {
      printTable(plans, request.teraflops(), output);
    }
    output.flush();
    return ExitStatus.DONE;
  }

  private static void plan(PlanRequest.Named named, Problems problems, List<Plan> plans) {
    Problems found = new Problems();
    ResolvedConfiguration configuration =
        ResolvedConfiguration.of(
            ConfigurationFile.read(
                named.configuration().file(),
                named.configuration().models(),
                named.configuration().overrides(),
                found),
            named.configuration().file());
    Problems ofFiles = new Problems();
    if (found.isEmpty()) {
      Purpose purpose =
          configuration.configuration().hasEvaluation() ? Purpose.RUN : Purpose.GENERATE;
      ConfigurationValidator.validateFiles(configuration, purpose, ofFiles);
      ConfigurationValidator.validate(configuration, purpose, found);
    }
    List<String> wrong =
        found.list().stream().filter(problem -> !ofFiles.list().contains(problem)).toList();
    for (String problem : wrong) {
      // The problems of several configurations are reported together, so each names its own.
      problems.add(named.name(), problem);
    }
    if (wrong.isEmpty()) {
      plans.add(new Plan(named.name(), RunCost.of(configuration.configuration()), ofFiles.list()));
    }
  }

  private static void print(Plan plan, OptionalDouble teraflops, PrintWriter output) {
    RunCost cost = plan.cost();
    output.printf(
        ROOT,
        "%s: %d samples in %d shards of %d%n%n",
        plan.name(),
        cost.samples(),
        cost.shards(),
        cost.shardSize());
    output.printf(
        ROOT,
        "%-10s %-10s %11s %14s %14s%n",
        "stage",
        "network",
        "evaluations",
        "each",
        "a sample");
    for (RunCost.Part part : cost.parts()) {
      output.printf(
          ROOT,
          "%-10s %-10s %11d %14s %14s%n",
          part.stage(),
          part.network(),
          part.evaluations(),
          flop(part.operations()),
          flop(part.total()));
    }
    output.printf(
        ROOT,
        "%-10s %-10s %11s %14s %14s%n%n",
        "all",
        "",
        "",
        "",
        flop(cost.operationsPerSample()));
    output.printf(ROOT, "computed   %s%s%n", flop(cost.operations()), hours(cost, teraflops));
    output.printf(
        ROOT,
        "stored     %s: %s%n",
        bytes(cost.allBytes()),
        cost.bytes().entrySet().stream()
            .map(stage -> stage.getKey() + " " + bytes(stage.getValue()))
            .collect(Collectors.joining(", ")));
    output.printf("requests   about %d, if it is stored in a bucket%n", cost.requests());
    if (!plan.missing().isEmpty()) {
      output.printf("%nmissing files:%n");
      plan.missing().forEach(file -> output.printf("  %s%n", file));
    }
  }

  private static String hours(RunCost cost, OptionalDouble teraflops) {
    return teraflops.isEmpty()
        ? ""
        : String.format(
            ROOT,
            ", %.1f hours of a device at %.0f TFLOP/s",
            cost.hours(teraflops.getAsDouble() * 1e12),
            teraflops.getAsDouble());
  }

  private static void printTable(List<Plan> plans, OptionalDouble teraflops, PrintWriter output) {
    int width =
        Math.max(
            "configuration".length(),
            plans.stream().mapToInt(plan -> plan.name().length()).max().orElse(0));
    output.printf(
        "%-" + width + "s %8s %14s %14s %9s %10s %8s %8s%n",
        "configuration",
        "samples",
        "a sample",
        "computed",
        "hours",
        "stored",
        "shards",
        "requests");
    for (Plan plan : plans) {
      RunCost cost = plan.cost();
      output.printf(
          ROOT,
          "%-" + width + "s %8d %14s %14s %9s %10s %8d %8d%n",
          plan.name(),
          cost.samples(),
          flop(cost.operationsPerSample()),
          flop(cost.operations()),
          teraflops.isEmpty()
              ? "-"
              : String.format(ROOT, "%.1f", cost.hours(teraflops.getAsDouble() * 1e12)),
          bytes(cost.allBytes()),
          cost.shards(),
          cost.requests());
    }
  }

  private static String flop(double operations) {
    return scaled(operations, "FLOP");
  }

  private static String bytes(double bytes) {
    return scaled(bytes, "B");
  }

  /** Writes a number with the largest prefix that leaves it at least 1. */
  private static String scaled(double number, String unit) {
    double rest = number;
    int prefix = 0;
    while (rest >= 1000 && prefix < PREFIXES.length() - 1) {
      rest /= 1000;
      prefix++;
    }
    return String.format(ROOT, "%.2f %s%s", rest, PREFIXES.substring(prefix, prefix + 1), unit)
        .replace("  ", " ");
  }
}
