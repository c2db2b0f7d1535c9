package io.upstack.stages.configuration;

import com.google.common.base.Splitter;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Full paths of fields, such as generation.base.model. The top level has the empty path. */
final class FieldPaths {
  private FieldPaths() {}

  static String join(String messagePath, String name) {
    return messagePath.isEmpty() ? name : messagePath + "." + name;
  }

  /** Returns a message and every message within it by path, in the order of declaration. */
  static Map<String, Descriptor> messages(Descriptor root) {
    Map<String, Descriptor> messages = new LinkedHashMap<>();
    collect("", root, messages);
    return messages;
  }

  static int sharedParts(String path, String other) {
    List<String> parts = Splitter.on('.').splitToList(path);
    List<String> otherParts = Splitter.on('.').splitToList(other);
    int shared = 0;
    while (shared < Math.min(parts.size(), otherParts.size())
        && parts.get(shared).equals(otherParts.get(shared))) {
      shared++;
    }
    return shared;
  }

  private static void collect(String path, Descriptor message, Map<String, Descriptor> messages) {
    messages.put(path, message);
    for (FieldDescriptor field : message.getFields()) {
      if (field.getJavaType() == JavaType.MESSAGE) {
        collect(join(path, field.getName()), field.getMessageType(), messages);
      }
    }
  }
}
