package io.upstack.runners.commands;

import java.util.concurrent.Callable;

/** A subcommand that knows its work; its name and options are in its annotations. */
public sealed interface Subcommand extends Callable<Integer>
    permits RunCommand,
        GenerateCommand,
        UpsampleCommand,
        MergeCommand,
        EvaluateCommand,
        ReferenceCommand,
        VerifyCommand,
        ExportCommand,
        InspectCommand,
        BenchClusterCommand,
        BenchCommand,
        BenchMetricsCommand,
        ClusterCommand,
        StatusCommand,
        CancelCommand {}
