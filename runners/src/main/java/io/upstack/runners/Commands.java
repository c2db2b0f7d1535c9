package io.upstack.runners;

import io.upstack.runners.bench.BenchClusterWork;
import io.upstack.runners.bench.BenchMetricsWork;
import io.upstack.runners.bench.BenchWork;
import io.upstack.runners.cluster.CancelWork;
import io.upstack.runners.cluster.ClusterWork;
import io.upstack.runners.cluster.StatusWork;
import io.upstack.runners.commands.BenchClusterCommand;
import io.upstack.runners.commands.BenchCommand;
import io.upstack.runners.commands.BenchMetricsCommand;
import io.upstack.runners.commands.BestCommand;
import io.upstack.runners.commands.CancelCommand;
import io.upstack.runners.commands.ClusterCommand;
import io.upstack.runners.commands.CompareCommand;
import io.upstack.runners.commands.ConfigureCommand;
import io.upstack.runners.commands.DoctorCommand;
import io.upstack.runners.commands.EvaluateCommand;
import io.upstack.runners.commands.ExportCommand;
import io.upstack.runners.commands.GenerateCommand;
import io.upstack.runners.commands.HistoryCommand;
import io.upstack.runners.commands.InspectCommand;
import io.upstack.runners.commands.MergeCommand;
import io.upstack.runners.commands.PlanCommand;
import io.upstack.runners.commands.ReferenceCommand;
import io.upstack.runners.commands.RunCommand;
import io.upstack.runners.commands.StatusCommand;
import io.upstack.runners.commands.Subcommand;
import io.upstack.runners.commands.UpsampleCommand;
import io.upstack.runners.commands.VerifyCommand;
import io.upstack.runners.commands.WatchCommand;
import io.upstack.runners.doctor.DoctorWork;
import io.upstack.runners.evaluation.EvaluateWork;
import io.upstack.runners.export.ExportWork;
import io.upstack.runners.history.BestWork;
import io.upstack.runners.history.CompareWork;
import io.upstack.runners.history.HistoryWork;
import io.upstack.runners.merge.MergeWork;
import io.upstack.runners.plan.PlanWork;
import io.upstack.runners.reference.ReferenceWork;
import io.upstack.runners.run.GenerateWork;
import io.upstack.runners.run.RunWork;
import io.upstack.runners.run.UpsampleWork;
import io.upstack.runners.watch.WatchWork;
import java.util.List;
import picocli.CommandLine.Command;

/** Binds each subcommand to the class that does its work. */
public final class Commands {
  private Commands() {}

  /**
   * Returns the subcommands that a command line can use: the one that it begins with, or all.
   * Reading the options of all of them takes longer than many commands need.
   */
  static List<Subcommand> of(String... arguments) {
    List<Subcommand> all = all();
    List<Subcommand> named =
        all.stream()
            .filter(command -> arguments.length > 0 && name(command).equals(arguments[0]))
            .toList();
    return named.isEmpty() ? all : named;
  }

  private static String name(Subcommand command) {
    return command.getClass().getAnnotation(Command.class).name();
  }

  /** Returns all subcommands of the command line. */
  public static List<Subcommand> all() {
    return List.of(
        new RunCommand(new RunWork()),
        new WatchCommand(new WatchWork()),
        new GenerateCommand(new GenerateWork()),
        new UpsampleCommand(new UpsampleWork()),
        new ConfigureCommand(new ConfigureWork()),
        new PlanCommand(new PlanWork()),
        new MergeCommand(new MergeWork()),
        new EvaluateCommand(new EvaluateWork()),
        new ReferenceCommand(new ReferenceWork()),
        new VerifyCommand(new VerifyWork()),
        new ExportCommand(new ExportWork()),
        new InspectCommand(new InspectWork()),
        new HistoryCommand(new HistoryWork()),
        new BestCommand(new BestWork()),
        new CompareCommand(new CompareWork()),
        new DoctorCommand(new DoctorWork()),
        new BenchCommand(new BenchWork()),
        new BenchMetricsCommand(new BenchMetricsWork()),
        new BenchClusterCommand(new BenchClusterWork()),
        new ClusterCommand(new ClusterWork()),
        new StatusCommand(new StatusWork()),
        new CancelCommand(new CancelWork()));
  }
}
