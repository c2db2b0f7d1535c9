package io.upstack.stages.configuration;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields that are written in a text, found without interpreting their values. The protobuf
 * parser stops at the first field that it cannot accept, but the outline continues, so that all
 * faults can be reported.
 */
final class TextOutline {
  private final TokenReader tokens;
  private final List<WrittenField> fields = new ArrayList<>();
  private final Map<WrittenField, TextFault> faults = new LinkedHashMap<>();
  private final Deque<String> closers = new ArrayDeque<>();
  private int intactEnd;
  private String intactClosers = "";

  private TextOutline(TokenReader tokens) {
    this.tokens = tokens;
  }

  /**
   * @param path the path of the message whose fields the text holds; empty at the top level
   */
  static TextOutline of(String text, String path, Descriptor message) {
    TextOutline outline = new TextOutline(new TokenReader(text));
    outline.readFields(path, message, Optional.empty());
    return outline;
  }

  /** Returns all complete fields. Fields within a message come before the message. */
  List<WrittenField> fields() {
    return List.copyOf(fields);
  }

  /** Returns the fields that are not permitted in their places. */
  Map<WrittenField, TextFault> faults() {
    return Map.copyOf(faults);
  }

  Optional<SyntaxError> error() {
    return tokens.fault().map(fault -> new SyntaxError(fault, intactEnd, intactClosers));
  }

  private void readFields(String path, Descriptor message, Optional<String> closer) {
    FieldsOfMessage fieldsOfMessage = new FieldsOfMessage(path, message);
    while (!tokens.failed()) {
      intactEnd = tokens.previousEnd();
      intactClosers = String.join(" ", closers);
      if (closer.isEmpty() ? tokens.atEnd() : tokens.peek().is(closer.get())) {
        tokens.next();
        return;
      }
      if (tokens.peek().kind() == Token.Kind.WORD) {
        readField(path, message, fieldsOfMessage);
      } else {
        tokens.fail("expected a field" + closer.map(text -> " or \"" + text + "\"").orElse(""));
      }
    }
  }

  private void readField(String path, Descriptor message, FieldsOfMessage fieldsOfMessage) {
    Token name = tokens.next();
    if (tokens.failed()) {
      return;
    }
    Optional<TextFault> fault =
        fieldsOfMessage.add(name.text()).map(what -> new TextFault(name.start(), what));
    boolean colon = tokens.skip(":");
    Token value = tokens.peek();
    if (!colon && !value.opensMessage()) {
      String missing = "expected \":\" after " + name.described();
      fault = fault.or(() -> Optional.of(new TextFault(value.start(), missing)));
    }
    readValue(FieldPaths.join(path, name.text()), messageType(message, name.text()));
    if (tokens.failed()) {
      return;
    }
    int valueEnd = tokens.previousEnd();
    if (tokens.peek().separates()) {
      tokens.next();
    }
    WrittenField field =
        new WrittenField(path, message, name, value.start(), valueEnd, tokens.previousEnd());
    fields.add(field);
    fault.ifPresent(found -> faults.put(field, found));
  }

  private static Optional<Descriptor> messageType(Descriptor message, String name) {
    return Optional.ofNullable(message.findFieldByName(name))
        .filter(field -> field.getJavaType() == JavaType.MESSAGE)
        .map(FieldDescriptor::getMessageType);
  }

  private void readValue(String path, Optional<Descriptor> type) {
    Token first = tokens.peek();
    if (type.isPresent() && first.opensMessage()) {
      String closer = tokens.next().closer();
      closers.push(closer);
      readFields(path, type.get(), Optional.of(closer));
      closers.pop();
    } else if (type.isPresent() && first.is("[")) {
      readMessages(path, type);
    } else {
      tokens.skipValue();
    }
  }

  private void readMessages(String path, Optional<Descriptor> type) {
    closers.push(tokens.next().closer());
    boolean more = !tokens.skip("]");
    while (more && !tokens.failed()) {
      readValue(path, type);
      more = tokens.skip(",");
      if (!more && !tokens.skip("]")) {
        tokens.fail("expected \",\" or \"]\"");
      }
    }
    closers.pop();
  }
}
