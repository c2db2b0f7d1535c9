package io.upstack.stages.store;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads and writes objects that are text or messages. The same value gives the same bytes. */
public final class StoreFormat {
  private StoreFormat() {}

  /** Thrown when an object exists and is whole, but its content is not what was expected. */
  public static final class MalformedObjectException extends IOException {
    private static final long serialVersionUID = 1L;

    private MalformedObjectException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Returns the exception for an object whose content is not what was expected.
   *
   * @param expected what the object should be, such as "a record of a history"
   */
  public static MalformedObjectException malformed(
      ObjectStore store, String name, String expected, Exception cause) {
    return new MalformedObjectException(
        "object '%s' in %s is not %s: %s"
            .formatted(name, store.root(), expected, cause.getMessage()),
        cause);
  }

  public static ObjectContent utf8(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return output -> output.write(bytes);
  }

  /** Returns the message in protobuf's text format, with one field per line. */
  public static ObjectContent textProto(Message message) {
    return utf8(TextFormat.printer().escapingNonAscii(false).printToString(message));
  }

  /** Writes text, replacing any object of the name. */
  public static StoredObject writeUtf8(ObjectStore store, String name, String text)
      throws IOException {
    return store.replace(name, utf8(text));
  }

  /** Writes a message in text format, replacing any object of the name. */
  public static StoredObject writeMessage(ObjectStore store, String name, Message message)
      throws IOException {
    return store.replace(name, textProto(message));
  }

  /**
   * Merges an object in protobuf's text format into {@code builder}, and returns it.
   *
   * @throws MalformedObjectException naming object, line and column, if it is not a message of this
   *     type
   */
  public static <B extends Message.Builder> B readMessage(ObjectStore store, String name, B builder)
      throws IOException {
    try {
      TextFormat.merge(readUtf8(store, name), builder);
      return builder;
    } catch (TextFormat.ParseException exception) {
      throw new MalformedObjectException(
          "object '%s' in %s is not a %s in text format, at line:column %s"
              .formatted(
                  name,
                  store.root(),
                  builder.getDescriptorForType().getName(),
                  exception.getMessage().replaceAll("\\s+", " ")),
          exception);
    }
  }

  public static String readUtf8(ObjectStore store, String name) throws IOException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(readFully(store, name)))
          .toString();
    } catch (CharacterCodingException exception) {
      throw new MalformedObjectException(
          "object '%s' in %s is not UTF-8 text".formatted(name, store.root()), exception);
    }
  }

  /** Reads the bytes of an object of less than 2 GiB. */
  public static byte[] readFully(ObjectStore store, String name) throws IOException {
    try (SeekableByteChannel channel = store.read(name)) {
      if (channel.size() > Integer.MAX_VALUE - Long.BYTES) {
        throw new IOException(
            "object '%s' in %s has %d bytes, too many to be read at once"
                .formatted(name, store.root(), channel.size()));
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      if (bytes.hasRemaining()) {
        throw new IOException(
            "object '%s' in %s ends after %d of %d bytes"
                .formatted(name, store.root(), bytes.position(), bytes.capacity()));
      }
      return bytes.array();
    }
  }
}
