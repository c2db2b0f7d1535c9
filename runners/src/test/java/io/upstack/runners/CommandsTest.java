package io.upstack.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.upstack.runners.commands.RunCommand;
import io.upstack.runners.commands.UpstackCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Looks at the commands as they are bound to their work. */
class CommandsTest {
  private static final Path FASHION = Path.of("..", "configs", "fashion32.textproto");
  private static final Path CASES =
      Path.of("..", "stages", "src", "test", "resources", "reference");
  private static final Pattern SPEED =
      Pattern.compile("(base|upsample) +(DDPM|DDIM) +([0-9]+) +([0-9.]+) +([0-9.]+)");
  private static final Pattern OVERHEAD =
      Pattern.compile("overhead, 1 - model seconds / \\(slots x wall seconds\\): ([0-9.]+)%");

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  /**
   * A command that begins with its name needs no other. Its help is the same without the others.
   */
  @Test
  void onlyTheNamedCommandIsRead() {
    assertThat(Commands.of("run", "--help")).singleElement().isInstanceOf(RunCommand.class);
    assertThat(Commands.of()).hasSameSizeAs(Commands.all());
    assertThat(Commands.of("--stacktrace", "run")).hasSameSizeAs(Commands.all());
    assertThat(Commands.of("help", "run")).hasSameSizeAs(Commands.all());

    for (String name : List.of("run", "cluster", "reference")) {
      StringWriter alone = new StringWriter();
      UpstackCommand.commandLine(Commands.of(name), new PrintWriter(alone), new PrintWriter(errors))
          .execute(name, "--help");
      StringWriter amongAll = new StringWriter();
      UpstackCommand.commandLine(Commands.all(), new PrintWriter(amongAll), new PrintWriter(errors))
          .execute(name, "--help");
      assertThat(alone.toString()).isNotEmpty().isEqualTo(amongAll.toString());
    }
  }

  @Test
  void benchesEveryStageByBothMethodsAndThenARun() {
    int status =
        execute(
            "bench",
            FASHION.toString(),
            "--num-samples=8",
            "--batch-size=4",
            "--set=generation.base.diffusion.timestep_respacing=ddim5",
            "--set=generation.upsampler.diffusion.timestep_respacing=ddim4",
            "--set=execution.slots=2");

    assertThat(status).as(errors.toString()).isZero();
    assertThat(output.toString()).startsWith("2 slots, 1 threads an operator, batches of 4, cpu\n");
    List<String> speeds =
        SPEED
            .matcher(output.toString())
            .results()
            .map(speed -> "%s %s %s".formatted(speed.group(1), speed.group(2), speed.group(3)))
            .toList();
    assertThat(speeds)
        .containsExactly("base DDPM 5", "upsample DDPM 4", "base DDIM 5", "upsample DDIM 4");
    assertThat(SPEED.matcher(output.toString()).results().toList())
        .allSatisfy(
            speed -> {
              double secondsOfASample =
                  Double.parseDouble(speed.group(4)) / 1000 * Integer.parseInt(speed.group(3)) / 8;
              assertThat(Double.parseDouble(speed.group(5)) * secondsOfASample).isBetween(0.9, 1.1);
            });
    assertThat(output.toString()).contains("8 samples in ");
    Matcher overhead = OVERHEAD.matcher(output.toString());
    assertThat(overhead.find()).isTrue();
    assertThat(Double.parseDouble(overhead.group(1))).isBetween(0.0, 100.0);
  }

  @Test
  void inspectsACheckpoint() {
    int status = execute("inspect", FASHION.resolveSibling("fashion32/classifier.pt").toString());

    assertThat(status).as(errors.toString()).isZero();
    assertThat(output.toString())
        .contains(
            "Tensors:    103\n", "classifier_width: 32\n", "classifier_pool: \"attention\"\n");
  }

  @Test
  void inspectNamesTheNearestPreset() {
    System.setProperty("upstack.home", "..");
    try {
      assertThat(execute("inspect", FASHION.resolveSibling("fashion32/base.pt").toString()))
          .isZero();
    } finally {
      System.clearProperty("upstack.home");
    }

    assertThat(output.toString())
        .contains("Preset:     it has the tensors of fashion32 (base.pt)\n");
  }

  @Test
  void aFileThatCannotBeInspectedIsBadInput(@TempDir Path directory) throws IOException {
    Path text = Files.writeString(directory.resolve("a\u001b[31m.pt"), "no checkpoint");
    Path missing = directory.resolve("missing.pt");

    assertThat(execute("inspect", text.toString())).isEqualTo(2);
    assertThat(execute("inspect", missing.toString())).isEqualTo(2);
    assertThat(execute("inspect", directory.toString())).isEqualTo(2);
    assertThat(execute("inspect", "s3://bucket/base.pt")).isEqualTo(2);
    assertThat(output.toString()).isEmpty();
    assertThat(errors.toString())
        .startsWith("1 problem in the command line:\n  CHECKPOINT: " + directory)
        .contains("/a\\u001b[31m.pt", missing + " does not exist", "unknown scheme 's3'")
        .doesNotContain("\u001b");
  }

  @Test
  void verifiesACaseThatPasses() {
    assertThat(execute("verify", CASES.resolve("schedules").toString())).isZero();
    assertThat(output.toString()).contains("timestep_map_0").doesNotContain("FAILED");
  }

  @Test
  void failsForACaseThatIsNotAsRecorded(@TempDir Path directory) throws IOException {
    Files.copy(CASES.resolve("schedules/io.npz"), directory.resolve("io.npz"));
    Files.writeString(
        directory.resolve("flags.json"),
        Files.readString(CASES.resolve("schedules/flags.json")).replace("\"ddim25\"", "\"25\""));

    assertThat(execute("verify", directory.toString())).isEqualTo(1);
    assertThat(output.toString()).contains("FAILED");
  }

  @Test
  void isDescribedCommandByCommand() throws IOException {
    execute("--help");
    String page = Files.readString(Path.of("..", "docs", "commands.md"));
    List<String> described =
        Pattern.compile("(?m)^\\| `([a-z-]+)[ `]")
            .matcher(page)
            .results()
            .map(row -> row.group(1))
            .filter(name -> output.toString().contains("\n  " + name + " "))
            .toList();

    // "cancel" is in the row of "status", and the page describes the last two in its text.
    List<String> commands =
        UpstackCommand.commandLine(
                Commands.all(), new PrintWriter(output, true), new PrintWriter(errors, true))
            .getSubcommands()
            .keySet()
            .stream()
            .filter(name -> !Set.of("cancel", "help", "completion").contains(name))
            .toList();
    assertThat(described).containsExactlyInAnyOrderElementsOf(commands);
  }

  /** A lone percent sign in a description would be taken for a conversion. */
  @Test
  void helpTextsAreFormatted() {
    CommandLine commands =
        UpstackCommand.commandLine(
            Commands.all(), new PrintWriter(output, true), new PrintWriter(errors, true));
    assertThat(commands.getSubcommands().values())
        .allSatisfy(
            command -> {
              assertThat(String.join("", command.getCommandSpec().usageMessage().description()))
                  .satisfies(CommandsTest::format);
              assertThat(command.getCommandSpec().options())
                  .allSatisfy(option -> format(String.join("", option.description())));
            });
  }

  private static void format(String description) {
    assertThatCode(() -> description.formatted()).as(description).doesNotThrowAnyException();
  }

  private int execute(String... arguments) {
    return UpstackCommand.commandLine(
            Commands.all(), new PrintWriter(output, true), new PrintWriter(errors, true))
        .execute(arguments);
  }
}
