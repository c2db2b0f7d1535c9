package io.upstack.runners;

import io.upstack.runners.commands.ConfigureRequest;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.Work;
import io.upstack.stages.configuration.Presets;
import io.upstack.stages.configure.ConfigurationProposal;
import io.upstack.stages.configure.ConfigurationProposal.Proposal;
import io.upstack.stages.flags.SampleFlags;
import io.upstack.stages.inspection.NetworkKind;
import io.upstack.stages.inspection.PresetNetworks;
import io.upstack.stages.problems.Printable;
import io.upstack.stages.problems.Problems;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code upstack configure}: writes a configuration from flags and checkpoints. */
final class ConfigureWork implements Work<ConfigureRequest> {
  @Override
  public ExitStatus perform(ConfigureRequest request, PrintWriter output) throws IOException {
    Problems problems = new Problems();
    List<SampleFlags.Source> sources = new ArrayList<>();
    request.flags().forEach(text -> sources.add(new SampleFlags.Source("--flags", text, false)));
    request.script().flatMap(file -> read(file, problems)).ifPresent(sources::add);
    Optional<Path> file = request.output().flatMap(name -> newFile(name, problems));
    Path working = Path.of("").toAbsolutePath();
    Proposal proposal =
        ConfigurationProposal.of(
            new ConfigurationProposal.Request(
                sources, checkpoints(request), request.extractor(), request.reference(), working),
            PresetNetworks.of(Presets.installed()),
            problems);
    problems.throwIfAny("what the configuration is made of");
    if (file.isEmpty()) {
      output.print(proposal.text(working, working));
      output.flush();
      return ExitStatus.DONE;
    }
    Path absolute = file.get().toAbsolutePath().normalize();
    Files.writeString(
        file.get(), proposal.text(working, absolute.getParent()), StandardOpenOption.CREATE_NEW);
    output.printf("wrote %s%n", file.get());
    proposal.remarks().forEach(remark -> output.println(Printable.line(remark)));
    proposal.unused().forEach(flag -> output.println(Printable.line("not used: " + flag)));
    proposal.comments().entrySet().stream()
        .filter(comment -> comment.getValue().startsWith("Check:"))
        .map(Map.Entry::getKey)
        .sorted()
        .forEach(field -> output.println("check: " + field));
    output.flush();
    return ExitStatus.DONE;
  }

  private static Map<NetworkKind, String> checkpoints(ConfigureRequest request) {
    Map<NetworkKind, String> checkpoints = new EnumMap<>(NetworkKind.class);
    request.model().ifPresent(path -> checkpoints.put(NetworkKind.BASE_MODEL, path));
    request.classifier().ifPresent(path -> checkpoints.put(NetworkKind.CLASSIFIER, path));
    request.upsampler().ifPresent(path -> checkpoints.put(NetworkKind.UPSAMPLER, path));
    return checkpoints;
  }

  private static Optional<SampleFlags.Source> read(String file, Problems problems) {
    try {
      Path path = Path.of(file);
      if (!Files.isRegularFile(path)) {
        problems.add("--script", file + " is not a file that exists");
        return Optional.empty();
      }
      return Optional.of(new SampleFlags.Source(file, Files.readString(path), true));
    } catch (CharacterCodingException e) {
      problems.add("--script", file + " is not text in UTF-8");
    } catch (InvalidPathException | IOException e) {
      problems.add("--script", "%s cannot be read: %s".formatted(file, e.getMessage()));
    }
    return Optional.empty();
  }

  /** Returns the file to write, which must not exist, in a folder that does. */
  private static Optional<Path> newFile(String name, Problems problems) {
    try {
      Path file = Path.of(name);
      Path folder = file.toAbsolutePath().normalize().getParent();
      if (Files.exists(file)) {
        problems.add("--output", name + " already exists; name a file that does not");
      } else if (folder == null || !Files.isDirectory(folder)) {
        problems.add("--output", "%s is not a folder that exists".formatted(folder));
      } else {
        return Optional.of(file);
      }
    } catch (InvalidPathException e) {
      problems.add("--output", "is not the path of a file: " + e.getMessage());
    }
    return Optional.empty();
  }
}
