package io.upstack.stages.configuration;

import io.upstack.proto.RunConfiguration;
import io.upstack.stages.problems.Problems;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a {@link RunConfiguration} in protobuf's text format. */
public final class ConfigurationFile {
  /** The mark that some editors write before a text in UTF-8. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * The beginning of JSON. A message in the text format begins with the name of a field, never with
   * a brace.
   */
  private static final Pattern JSON = Pattern.compile("\\s*+[{\\[]");

  /**
   * The mark of a YAML document, or a name whose value is on the next lines, which only the
   * indentation shows. The text format has a value or a brace after the colon.
   */
  private static final Pattern YAML =
      Pattern.compile("(?m)\\A---\\s*$|^\\w++:[ \\t]*+(?:#.*+)?\\R[ \\t]++(?:- |\\w++:)");

  private ConfigurationFile() {}

  /**
   * Reads a file and applies overrides to it in their order.
   *
   * @param overrides the overrides, each {@code path.to.field=value}, such as {@code
   *     generation.base.classifier.classifier_scale=2}. Texts need no quotes. A list takes {@code
   *     a, b} or {@code [a, b]} and a message takes {@code {field: value}}; both replace the
   *     previous value. Relative paths of files are relative to the configuration's file, as within
   *     it.
   * @throws io.upstack.stages.problems.InvalidInputException with everything that cannot be read:
   *     unknown fields with the nearest right name, values of the wrong type, and syntax errors;
   *     problems in the file have a line and a column
   */
  public static RunConfiguration load(Path file, List<String> overrides) {
    Problems problems = new Problems();
    RunConfiguration configuration = read(file, overrides, problems);
    problems.throwIfAny("the configuration");
    return configuration;
  }

  /**
   * Reads a file as {@link #load} does, but adds whatever cannot be read to the problems and leaves
   * it out.
   */
  public static RunConfiguration read(Path file, List<String> overrides, Problems problems) {
    RunConfiguration.Builder configuration = read(file, problems).toBuilder();
    for (String override : overrides) {
      FieldOverride.apply(override, configuration, problems);
    }
    return configuration.build();
  }

  private static RunConfiguration read(Path file, Problems problems) {
    Optional<String> text = text(file, problems);
    if (text.isEmpty()) {
      return RunConfiguration.getDefaultInstance();
    }
    Optional<String> otherFormat = otherFormat(text.get());
    if (otherFormat.isPresent()) {
      problems.add(
          file.toString(),
          ("is %s; a configuration is a message in protobuf's text format, such as:"
                  + " generation { num_samples: 320 }")
              .formatted(otherFormat.get()));
      return RunConfiguration.getDefaultInstance();
    }
    ReadMessage read = MessageText.read(text.get(), "", RunConfiguration.getDefaultInstance());
    read.reportTo(problems, TextPositions.inFile(file.toString(), text.get()));
    return (RunConfiguration) read.message();
  }

  private static Optional<String> otherFormat(String text) {
    if (JSON.matcher(text).lookingAt()) {
      return Optional.of("JSON");
    }
    return YAML.matcher(text).find() ? Optional.of("YAML") : Optional.empty();
  }

  private static Optional<String> text(Path file, Problems problems) {
    Optional<String> problem = FileProblems.find(file, NamedFile.Kind.FILE);
    if (problem.isPresent()) {
      problems.add(file.toString(), problem.get());
      return Optional.empty();
    }
    try {
      String text = Files.readString(file);
      return Optional.of(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      problems.add(file.toString(), "is not text in UTF-8");
    } catch (IOException e) {
      problems.add(file.toString(), "cannot be read: " + e.getMessage());
    }
    return Optional.empty();
  }
}
