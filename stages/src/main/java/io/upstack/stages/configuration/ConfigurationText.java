package io.upstack.stages.configuration;

import static java.util.stream.Collectors.joining;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.upstack.proto.RunConfiguration;
import io.upstack.stages.problems.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes a configuration with comments, as a person would. */
public final class ConfigurationText {
  private static final int WIDTH = 96;

  private final Map<String, String> comments;
  private final List<String> lines = new ArrayList<>();

  private ConfigurationText(Map<String, String> comments) {
    this.comments = comments;
  }

  /**
   * Returns the text, which {@link ConfigurationFile} reads as the same configuration. Messages
   * without fields are left out if they mean nothing.
   *
   * @param header comments at the top
   * @param comments the comments above fields, by the full path of the field
   */
  public static String of(
      RunConfiguration configuration, List<String> header, Map<String, String> comments) {
    ConfigurationText text = new ConfigurationText(comments);
    header.forEach(line -> text.addComment("", line));
    text.add("", "", configuration);
    return String.join("\n", text.lines) + "\n";
  }

  private void add(String indent, String path, Message message) {
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              String fieldPath = FieldPaths.join(path, field.getName());
              if (field.getJavaType() == JavaType.MESSAGE && !field.isRepeated()) {
                addMessage(indent, fieldPath, field, (Message) value);
                return;
              }
              if (comments.containsKey(fieldPath)) {
                addComment(indent, comments.get(fieldPath));
              }
              lines.add("%s%s: %s".formatted(indent, field.getName(), text(field, value)));
            });
  }

  private void addMessage(String indent, String path, FieldDescriptor field, Message value) {
    boolean isChoice = field.getContainingOneof() != null;
    if (value.getAllFields().isEmpty() && !isChoice) {
      return;
    }
    if (comments.containsKey(path)) {
      addComment(indent, comments.get(path));
    }
    if (value.getAllFields().isEmpty()) {
      lines.add("%s%s {}".formatted(indent, field.getName()));
      return;
    }
    int before = lines.size();
    lines.add("%s%s {".formatted(indent, field.getName()));
    add(indent + "  ", path, value);
    if (lines.size() == before + 1) {
      lines.remove(before);
      return;
    }
    lines.add(indent + "}");
  }

  private static String text(FieldDescriptor field, Object value) {
    if (field.isRepeated()) {
      return ((List<?>) value)
          .stream().map(element -> element(field, element)).collect(joining(", ", "[", "]"));
    }
    return element(field, value);
  }

  private static String element(FieldDescriptor field, Object value) {
    if (field.getJavaType() == JavaType.DOUBLE
        && (double) value == Math.rint((double) value)
        && field.isRepeated()) {
      return String.valueOf(((Double) value).longValue());
    }
    return switch (field.getJavaType()) {
      case STRING -> "\"" + TextFormat.escapeDoubleQuotesAndBackslashes((String) value) + "\"";
      case MESSAGE ->
          "{ "
              + TextFormat.printer().emittingSingleLine(true).printToString((Message) value)
              + " }";
      case INT, LONG, FLOAT, DOUBLE, BOOLEAN, BYTE_STRING, ENUM -> String.valueOf(value);
    };
  }

  /** Adds a comment, broken into lines between its words. */
  private void addComment(String indent, String comment) {
    StringBuilder line = new StringBuilder(indent + "#");
    for (String word : Printable.line(comment).split(" ", -1)) {
      if (line.length() + 1 + word.length() > WIDTH && line.length() > indent.length() + 1) {
        lines.add(line.toString());
        line = new StringBuilder(indent + "#  ");
      }
      line.append(' ').append(word);
    }
    lines.add(line.toString().stripTrailing());
  }
}
