package io.upstack.stages.configuration;

import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.joining;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.upstack.proto.RunConfiguration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Suggests which field was meant by a name that does not exist. */
final class FieldNames {
  private static final Map<String, Descriptor> MESSAGES =
      FieldPaths.messages(RunConfiguration.getDescriptor());

  private FieldNames() {}

  /**
   * @param messagePath the path of the message that has the name
   * @param message the type of that message
   */
  static String unknown(String messagePath, Descriptor message, String name) {
    String problem =
        "unknown field " + ExpectedValue.quoted(name) + " " + placed("in ", messagePath);
    return problem + "; " + suggestion(messagePath, message, name);
  }

  private static String suggestion(String messagePath, Descriptor message, String name) {
    List<String> homes = messagesWith(messagePath, name);
    if (!homes.isEmpty()) {
      return "it belongs "
          + homes.stream().map(home -> placed("in ", home)).collect(joining(" or "));
    }
    Optional<String> here = nearest(names(message).toList(), name);
    if (here.isPresent()) {
      return "did you mean \"" + here.get() + "\"?";
    }
    Optional<String> elsewhere =
        nearest(MESSAGES.values().stream().flatMap(FieldNames::names).distinct().toList(), name);
    if (elsewhere.isPresent()) {
      String home = messagesWith(messagePath, elsewhere.get()).get(0);
      return "did you mean \"" + elsewhere.get() + "\" " + placed("of ", home) + "?";
    }
    String fields = names(message).collect(joining(", "));
    return fields.isEmpty() ? "it has no fields" : "its fields are " + fields;
  }

  /**
   * Returns the paths of the messages that have this field, with those nearest to the place of the
   * name first.
   */
  private static List<String> messagesWith(String messagePath, String name) {
    List<String> homes =
        MESSAGES.entrySet().stream()
            .filter(entry -> entry.getValue().findFieldByName(name) != null)
            .map(entry -> entry.getKey())
            .toList();
    int nearest =
        homes.stream().mapToInt(home -> FieldPaths.sharedParts(home, messagePath)).max().orElse(0);
    return homes.stream()
        .filter(home -> FieldPaths.sharedParts(home, messagePath) == nearest)
        .toList();
  }

  private static Optional<String> nearest(Collection<String> names, String name) {
    int limit = Math.max(1, name.length() / 3);
    return names.stream()
        .filter(candidate -> Math.abs(candidate.length() - name.length()) <= limit)
        .filter(candidate -> EditDistance.between(name, candidate) <= limit)
        .min(comparingInt(candidate -> EditDistance.between(name, candidate)));
  }

  private static Stream<String> names(Descriptor message) {
    return message.getFields().stream().map(FieldDescriptor::getName);
  }

  private static String placed(String preposition, String messagePath) {
    return messagePath.isEmpty() ? "at the top level" : preposition + messagePath;
  }
}
