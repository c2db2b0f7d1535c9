package io.upstack.stages.arrays;

import io.upstack.stages.formats.FileFormat;
import io.upstack.stages.zip.MalformedZipException;
import io.upstack.stages.zip.MemberReader;
import io.upstack.stages.zip.ZipArchive;
import io.upstack.stages.zip.ZipMember;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A file of named arrays as {@code numpy.savez} and {@code numpy.savez_compressed} write them.
 * Several arrays can be read at the same time.
 */
public final class NpzFile implements AutoCloseable {
  /** The maximum number of arrays that a message names. */
  private static final int MOST_NAMED = 10;

  private static final String SUFFIX = ".npy";
  private static final String EXPECTED = "an npz, as numpy.savez writes it";

  private final ZipArchive archive;
  private final Map<String, ZipMember> arrays;

  private NpzFile(ZipArchive archive) {
    this.archive = archive;
    Map<String, ZipMember> found = new LinkedHashMap<>();
    for (ZipMember member : archive.members()) {
      if (member.name().endsWith(SUFFIX)) {
        String name = member.name();
        found.put(name.substring(0, name.length() - SUFFIX.length()), member);
      }
    }
    this.arrays = Collections.unmodifiableMap(found);
  }

  /**
   * Opens an npz and takes over its channel, which is closed with the file, or at once if it is not
   * an npz.
   *
   * @param description the name of the file in messages
   * @throws MalformedArrayException if it is not a zip archive, or is truncated
   */
  public static NpzFile open(SeekableByteChannel channel, String description) throws IOException {
    try {
      NpzFile file = new NpzFile(ZipArchive.openBorrowed(channel, description));
      if (file.arrays.isEmpty() && !file.archive.members().isEmpty()) {
        throw new MalformedArrayException(
            FileFormat.of(channel, description)
                .map(format -> format.refusal(description, EXPECTED))
                .orElseThrow());
      }
      return file;
    } catch (MalformedZipException exception) {
      try (channel) {
        throw new MalformedArrayException(refusal(channel, description, exception), exception);
      }
    } catch (Throwable exception) {
      channel.close();
      throw exception;
    }
  }

  /** Says what the file is, if that is known, or else what is wrong with the archive. */
  private static String refusal(
      SeekableByteChannel channel, String description, MalformedZipException exception)
      throws IOException {
    return FileFormat.of(channel, description)
        .filter(format -> format.kind() != FileFormat.Kind.CUT_ZIP)
        .map(format -> format.refusal(description, EXPECTED))
        .orElse(exception.getMessage());
  }

  /**
   * Opens the npz at a path, as {@link #open(SeekableByteChannel, String)} does. The path is its
   * description.
   */
  public static NpzFile open(Path path) throws IOException {
    return open(FileChannel.open(path, StandardOpenOption.READ), path.toString());
  }

  /** Returns the names without {@code .npy}, in the order of the file. */
  public Set<String> names() {
    return arrays.keySet();
  }

  public boolean contains(String name) {
    return arrays.containsKey(name);
  }

  /**
   * Opens an array at its first row.
   *
   * @throws MalformedArrayException if there is no array of this name, naming the existing ones, or
   *     its header does not describe its data
   */
  public ArrayReader array(String name) throws IOException {
    return array(name, ArrayReader.FORTRAN_BYTES);
  }

  ArrayReader array(String name, int fortranBytes) throws IOException {
    ZipMember member = arrays.get(name);
    if (member == null) {
      throw new MalformedArrayException(
          "%s has no array '%s', %s"
              .formatted(
                  archive.description(),
                  name,
                  arrays.isEmpty() ? "nor any other" : "only " + firstNames()));
    }
    try {
      return open(name, archive.read(member), fortranBytes);
    } catch (MalformedZipException exception) {
      throw new MalformedArrayException(exception.getMessage(), exception);
    }
  }

  private String firstNames() {
    String first = names().stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int more = names().size() - MOST_NAMED;
    return more > 0 ? "%s and %d more".formatted(first, more) : first;
  }

  private ArrayReader open(String name, MemberReader member, int fortranBytes) throws IOException {
    String description = "%s: array '%s'".formatted(archive.description(), name);
    try {
      NpyHeader header = NpyHeaderReader.read(member, description);
      checkSize(description, header, member.remaining());
      return new ArrayReader(description, header, member, fortranBytes);
    } catch (Throwable exception) {
      member.close();
      throw exception;
    }
  }

  private static void checkSize(String description, NpyHeader header, long size)
      throws MalformedArrayException {
    String problem = "%s has %d bytes of data, expected %s for %s of shape %s";
    try {
      long expected = Math.multiplyExact(header.elements(), header.elementType().size());
      if (size != expected) {
        throw new MalformedArrayException(
            problem.formatted(description, size, expected, header.elementType(), header.shape()));
      }
    } catch (ArithmeticException exception) {
      throw new MalformedArrayException(
          problem.formatted(
              description, size, "2^63 or more", header.elementType(), header.shape()));
    }
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
