package io.upstack.stages.configuration;

import static java.util.stream.Collectors.joining;

import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.upstack.proto.RunConfiguration;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.HomePaths;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a {@link RunConfiguration} in protobuf's text format, with the files that it includes. */
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
    return read(file, Optional.empty(), overrides, problems);
  }

  /**
   * Reads a file as {@link #load} does, but adds whatever cannot be read to the problems and leaves
   * it out.
   *
   * @param models the folder, a path or a {@code gs://} path, that has the files that the
   *     configuration names with relative paths; the overrides come after it
   */
  public static RunConfiguration read(
      Path file, Optional<String> models, List<String> overrides, Problems problems) {
    PublishedRow row = new PublishedRow();
    RunConfiguration.Builder configuration = read(file, row, problems).toBuilder();
    models.ifPresent(folder -> WrittenPaths.findIn(folder, configuration, problems));
    for (String override : overrides) {
      FieldOverride.apply(override, configuration, problems);
    }
    if (configuration.getIncludeCount() > 0) {
      problems.add("--set", "include can only be written in a file");
    }
    row.markChanges(configuration);
    return configuration.clearInclude().build();
  }

  private static RunConfiguration read(Path file, PublishedRow row, Problems problems) {
    Optional<String> text = text(file, problems);
    return text.isEmpty()
        ? RunConfiguration.getDefaultInstance()
        : new Inclusion(List.of(), row, problems).read(file, text.get());
  }

  /**
   * Reads files that may include others.
   *
   * @param outer the files that are being read, the outermost first; each includes the next
   * @param row receives what numbers were published for
   */
  private record Inclusion(List<Path> outer, PublishedRow row, Problems problems) {
    RunConfiguration read(Path file, String text) {
      Optional<String> otherFormat = otherFormat(text);
      if (otherFormat.isPresent()) {
        problems.add(
            file.toString(),
            ("is %s; a configuration is a message in protobuf's text format, such as:"
                    + " generation { num_samples: 320 }")
                .formatted(otherFormat.get()));
        return RunConfiguration.getDefaultInstance();
      }
      TextPositions positions = TextPositions.inFile(file.toString(), text);
      ReadMessage read = MessageText.read(text, "", RunConfiguration.getDefaultInstance());
      read.reportTo(problems, positions);
      RunConfiguration own = (RunConfiguration) read.message();
      if (own.getIncludeCount() == 0) {
        row.note(own, own);
        return own;
      }
      RunConfiguration.Builder whole = RunConfiguration.newBuilder();
      for (int i = 0; i < own.getIncludeCount(); i++) {
        overwrite(whole, include(file, own.getInclude(i), positions.at(place(read, own, i))));
      }
      overwrite(whole, own.toBuilder().clearInclude().build());
      row.note(own, whole.build());
      return whole.build();
    }

    private RunConfiguration include(Path file, String written, String place) {
      List<Path> inner = new ArrayList<>(outer);
      inner.add(absolute(file));
      Path folder = absolute(file).getParent();
      Path included;
      try {
        // Messages name an included file as the user named the including one: relative or absolute.
        included = file.resolveSibling(HomePaths.expand(written)).normalize();
      } catch (InvalidPathException e) {
        problems.add(place, "include: expected the path of a file, found \"" + written + "\"");
        return RunConfiguration.getDefaultInstance();
      }
      Path absolute = absolute(included);
      if (inner.contains(absolute)) {
        String circle =
            Stream.concat(
                    inner.stream().dropWhile(path -> !path.equals(absolute)), Stream.of(absolute))
                .map(Path::toString)
                .collect(joining(" includes "));
        problems.add(place, "include: a configuration cannot include itself: " + circle);
        return RunConfiguration.getDefaultInstance();
      }
      Optional<String> problem = FileProblems.find(included, NamedFile.Kind.FILE);
      if (problem.isPresent()) {
        problems.add(place, "include: " + included + " " + problem.get());
        return RunConfiguration.getDefaultInstance();
      }
      Optional<String> text = text(included, problems);
      if (text.isEmpty()) {
        return RunConfiguration.getDefaultInstance();
      }
      RunConfiguration.Builder read =
          new Inclusion(inner, row, problems).read(included, text.get()).toBuilder();
      WrittenPaths.rebase(read, absolute.getParent(), folder);
      return read.build();
    }

    /** Returns the offset of an included file's name, or of the list that it is in. */
    private static int place(ReadMessage read, RunConfiguration own, int index) {
      List<WrittenField> fields =
          read.fields().stream().filter(field -> field.path().equals("include")).toList();
      return fields.get(fields.size() == own.getIncludeCount() ? index : 0).valueStart();
    }

    private static Path absolute(Path file) {
      return file.toAbsolutePath().normalize();
    }

    /** Sets the fields that a message has. Lists are replaced, where protobuf would append. */
    private static void overwrite(Message.Builder target, Message source) {
      source
          .getAllFields()
          .forEach(
              (field, value) -> {
                if (field.getJavaType() != JavaType.MESSAGE || field.isRepeated()) {
                  target.setField(field, value);
                } else {
                  overwrite(target.getFieldBuilder(field), (Message) value);
                }
              });
    }
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
