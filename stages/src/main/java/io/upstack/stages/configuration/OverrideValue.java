package io.upstack.stages.configuration;

import static java.util.stream.Collectors.joining;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.TextFormat;
import java.util.ArrayList;
import java.util.List;

/** Converts the value of an override to text format. */
final class OverrideValue {
  private OverrideValue() {}

  static String text(FieldDescriptor field, String value) {
    boolean takesText = field.getJavaType() == JavaType.STRING;
    if (!field.isRepeated()) {
      return takesText ? quoted(value) : value;
    }
    String list = value.startsWith("[") && value.endsWith("]") ? inner(value) : value;
    return takesText
        ? elements(list).stream().map(OverrideValue::quoted).collect(joining(", ", "[", "]"))
        : "[" + list + "]";
  }

  private static String quoted(String value) {
    if (isQuoted(value)) {
      return value;
    }
    return "\"" + TextFormat.escapeBytes(ByteString.copyFromUtf8(value)) + "\"";
  }

  private static boolean isQuoted(String value) {
    if (value.length() < 2) {
      return false;
    }
    Token token = new Tokenizer(value).next();
    return token.kind() == Token.Kind.QUOTED && token.text().length() == value.length();
  }

  private static String inner(String bracketed) {
    return bracketed.substring(1, bracketed.length() - 1).strip();
  }

  /** Splits a list at the commas that are not within quotes. */
  private static List<String> elements(String list) {
    List<String> elements = new ArrayList<>();
    int start = 0;
    boolean blank = true;
    char quote = 0;
    for (int i = 0; i < list.length(); i++) {
      char character = list.charAt(i);
      boolean opens = blank && "\"'".indexOf(character) >= 0;
      blank &= Character.isWhitespace(character);
      if (quote != 0 && character == '\\') {
        i++;
      } else if (quote != 0) {
        quote = character == quote ? 0 : quote;
      } else if (opens) {
        quote = character;
      } else if (character == ',') {
        elements.add(list.substring(start, i).strip());
        start = i + 1;
        blank = true;
      }
    }
    if (!list.substring(start).isBlank()) {
      elements.add(list.substring(start).strip());
    }
    return List.copyOf(elements);
  }
}
