package io.upstack.stages.configuration;

import static java.util.stream.Collectors.joining;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The fields that one message of a text has so far. They decide whether another field can be added.
 */
final class FieldsOfMessage {
  private final String path;
  private final Descriptor message;
  private final Set<String> taken = new HashSet<>();

  FieldsOfMessage(String path, Descriptor message) {
    this.path = path;
    this.message = message;
  }

  /** Adds a field and returns what is wrong with a field of this name here, if anything. */
  Optional<String> add(String name) {
    FieldDescriptor field = message.findFieldByName(name);
    if (field == null) {
      return Optional.of(FieldNames.unknown(path, message, name));
    }
    if (field.isRepeated()) {
      return Optional.empty();
    }
    if (!taken.add(name)) {
      return Optional.of(FieldPaths.join(path, name) + " is given more than once");
    }
    Optional<OneofDescriptor> choice = Optional.ofNullable(field.getContainingOneof());
    if (choice.isPresent() && !taken.add("oneof " + choice.get().getName())) {
      return Optional.of("only one of " + names(choice.get()) + " may stand in " + path);
    }
    return Optional.empty();
  }

  private static String names(OneofDescriptor choice) {
    return choice.getFields().stream().map(FieldDescriptor::getName).collect(joining(", "));
  }
}
