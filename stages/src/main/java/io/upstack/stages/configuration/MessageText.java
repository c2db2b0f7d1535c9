package io.upstack.stages.configuration;

import static java.util.Comparator.comparingInt;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the fields of a message from a text and finds every field that cannot be read. A wrong
 * field is blanked out, because the protobuf parser stops at the first error.
 */
final class MessageText {
  private static final TextFormat.Parser PARSER = TextFormat.Parser.newBuilder().build();

  private final String text;
  private final TextOutline outline;
  private final List<TextFault> faults = new ArrayList<>();
  private final StringBuilder remaining;

  private MessageText(String text, String path, Message type) {
    this.text = text;
    this.outline = TextOutline.of(text, path, type.getDescriptorForType());
    this.remaining = new StringBuilder(text);
  }

  /**
   * @param path the path of the message for use in faults; empty at the top level
   * @param type any message of the type to read
   */
  static ReadMessage read(String text, String path, Message type) {
    MessageText messageText = new MessageText(text, path, type);
    messageText.cutAtSyntaxError();
    messageText.removeMisplaced();
    Message message = messageText.parse(type);
    List<TextFault> inOrder =
        messageText.faults.stream().sorted(comparingInt(TextFault::offset)).toList();
    return new ReadMessage(message, messageText.outline.fields(), inOrder);
  }

  private void cutAtSyntaxError() {
    Optional<SyntaxError> error = outline.error();
    if (error.isPresent()) {
      faults.add(error.get().fault());
      remaining.setLength(error.get().intactEnd());
      remaining.append(' ').append(error.get().closers());
    }
  }

  private void removeMisplaced() {
    outline
        .faults()
        .forEach(
            (field, fault) -> {
              faults.add(fault);
              blank(field);
            });
  }

  private Message parse(Message type) {
    Message.Builder builder = type.newBuilderForType();
    if (parses(remaining, builder)) {
      return builder.buildPartial();
    }
    // Each field is read alone, and the fields within a message are read before the message. So the
    // time grows with the text, and not with the text times its faults.
    outline.fields().forEach(this::blankIfWrong);
    Message.Builder rest = type.newBuilderForType();
    try {
      PARSER.merge(remaining, rest);
    } catch (TextFormat.ParseException e) {
      int offset = offset(e, remaining);
      faults.add(new TextFault(Math.min(offset, text.length()), reason(e)));
    }
    return rest.buildPartial();
  }

  private static boolean parses(CharSequence text, Message.Builder builder) {
    try {
      PARSER.merge(text, builder);
      return true;
    } catch (TextFormat.ParseException e) {
      return false;
    }
  }

  private void blankIfWrong(WrittenField field) {
    int start = field.name().start();
    if (remaining.charAt(start) == ' ') {
      return;
    }
    String written = remaining.substring(start, field.end());
    try {
      PARSER.merge(written, DynamicMessage.newBuilder(field.message()));
    } catch (TextFormat.ParseException e) {
      int offset = start + offset(e, written);
      faults.add(new TextFault(offset, wrongValue(field, offset, reason(e))));
      blank(field);
    }
  }

  private String wrongValue(WrittenField field, int offset, String reason) {
    Token first = new Tokenizer(text, offset).next();
    if (first.kind() == Token.Kind.QUOTED && field.takesText()) {
      return field.path() + ": " + reason;
    }
    String found =
        field.isRepeated() || first.opens()
            ? first.text()
            : text.substring(field.valueStart(), field.valueEnd());
    return field.path()
        + ": expected "
        + field.expected()
        + ", found "
        + ExpectedValue.quoted(found);
  }

  private void blank(WrittenField field) {
    for (int offset = field.name().start(); offset < field.end(); offset++) {
      if (remaining.charAt(offset) != '\n') {
        remaining.setCharAt(offset, ' ');
      }
    }
  }

  /**
   * Returns the offset of a parser's error. The parser's lines end at line feeds, and its lines and
   * columns count from 1.
   */
  private static int offset(TextFormat.ParseException exception, CharSequence parsed) {
    int lineStart = 0;
    for (int line = 1; line < exception.getLine(); line++) {
      while (parsed.charAt(lineStart) != '\n') {
        lineStart++;
      }
      lineStart++;
    }
    return lineStart + exception.getColumn() - 1;
  }

  /** Returns the parser's message without the position that it starts with. */
  private static String reason(TextFormat.ParseException exception) {
    return exception.getMessage().replaceFirst("^\\d+:\\d+: ", "");
  }
}
