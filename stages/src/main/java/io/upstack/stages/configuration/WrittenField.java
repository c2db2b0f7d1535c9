package io.upstack.stages.configuration;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.Optional;

/**
 * A field as it is written in a text.
 *
 * @param messagePath the full path of the message that contains it; empty at the top level
 * @param name the name as written, even if the message has no such field
 * @param valueStart the offset of its value
 * @param valueEnd the offset after its value
 * @param end the offset after its value and the separator that can follow
 */
record WrittenField(
    String messagePath, Descriptor message, Token name, int valueStart, int valueEnd, int end) {

  /** Returns the field's descriptor, or nothing if the message has no field of this name. */
  Optional<FieldDescriptor> descriptor() {
    return Optional.ofNullable(message.findFieldByName(name.text()));
  }

  String path() {
    return FieldPaths.join(messagePath, name.text());
  }

  boolean contains(int offset) {
    return name.start() <= offset && offset < end;
  }

  boolean isRepeated() {
    return descriptor().map(FieldDescriptor::isRepeated).orElse(false);
  }

  boolean takesText() {
    return descriptor().map(field -> field.getJavaType() == JavaType.STRING).orElse(false);
  }

  String expected() {
    return descriptor().map(ExpectedValue::of).orElse("a known field");
  }
}
