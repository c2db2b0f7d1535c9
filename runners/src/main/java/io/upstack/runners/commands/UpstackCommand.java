package io.upstack.runners.commands;

import io.upstack.stages.store.Buckets;
import java.io.PrintWriter;
import java.util.Collection;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The whole command line: its subcommands and their common options. */
@Command(
    name = "upstack",
    header = "Generate samples from guided-diffusion checkpoints, and measure them.",
    description = {
      "",
      "For a first run:  ./upstack run configs/fashion32.textproto --output=out",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands (run 'upstack COMMAND --help' for all options):%n",
    footer = {
      "",
      "Environment:",
      "  JAVA_HOME              the JDK to use, 17 or newer",
      "  UPSTACK_JAVA_OPTIONS   options for the JVM, such as -Xmx8g",
      "  UPSTACK_CACHE          where inputs from gs:// paths are kept",
      "  GOOGLE_APPLICATION_CREDENTIALS   a key for gs:// paths"
    },
    versionProvider = Versions.class)
public final class UpstackCommand implements Runnable {
  @Spec private CommandSpec command;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the versions of Upstack and of the engines under it.")
  private boolean version;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in the program a failure happened.")
  private boolean stackTrace;

  @Mixin private BucketOptions buckets;

  private UpstackCommand() {}

  /**
   * @param output standard output
   * @param errors standard error
   */
  public static CommandLine commandLine(
      Collection<Subcommand> subcommands, PrintWriter output, PrintWriter errors) {
    UpstackCommand upstack = new UpstackCommand();
    CommandLine line = new CommandLine(upstack);
    subcommands.forEach(line::addSubcommand);
    line.addSubcommand(new CompletionCommand());
    line.addSubcommand(new HelpCommand());
    describeExitStatus(line);
    line.registerConverter(Long.class, UpstackCommand::wholeNumber);
    return line.setOut(output)
        .setErr(errors)
        .setUsageHelpWidth(96)
        .setUsageHelpAutoWidth(true)
        .setExecutionStrategy(upstack::execute)
        .setParameterExceptionHandler(new UsageProblems())
        .setExecutionExceptionHandler(new Failures(() -> upstack.stackTrace));
  }

  private static void describeExitStatus(CommandLine line) {
    line.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit status:%n")
        .exitCodeList(ExitStatus.meanings());
    line.getSubcommands().values().forEach(UpstackCommand::describeExitStatus);
  }

  private int execute(ParseResult parsed) {
    Buckets.begin(buckets.settings());
    return new RunLast().execute(parsed);
  }

  private static Long wholeNumber(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("expected a whole number, got '%s'".formatted(text));
    }
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "expected a command");
  }
}
