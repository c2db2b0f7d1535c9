package io.upstack.stages.zip;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes an archive from front to back whose bytes are a function of its members alone: stored,
 * dated 1980-01-01, in the order given, without data descriptors, zip64 only where needed.
 *
 * <pre>{@code
 * ZipWriter writer = ZipWriter.to(output);
 * writer.add("version", 2, content);
 * writer.finish();
 * }</pre>
 */
public final class ZipWriter {
  /** Sizes from here on do not fit in 32 bits. */
  static final long WIDE = 0xffff_ffffL;

  private final OutputStream output;
  private final int alignment;
  private final long wideFrom;
  private final List<ZipMember> members = new ArrayList<>();
  private final Set<String> names = new LinkedHashSet<>();
  private long position;

  ZipWriter(OutputStream output, int alignment, long wideFrom) {
    this.output = output;
    this.alignment = alignment;
    this.wideFrom = wideFrom;
  }

  /** The output is neither buffered nor closed. */
  public static ZipWriter to(OutputStream output) {
    return new ZipWriter(output, 1, WIDE);
  }

  /** As {@link #to}, the bytes of each member at a multiple of {@code alignment} in the archive. */
  public static ZipWriter aligned(OutputStream output, int alignment) {
    return new ZipWriter(output, alignment, WIDE);
  }

  /**
   * Adds a member.
   *
   * @throws IOException naming the member if its content is not {@code size} bytes, or is not the
   *     same twice
   */
  public void add(String name, long size, MemberContent content) throws IOException {
    if (!names.add(name)) {
      throw new IllegalArgumentException("the member '%s' is added twice".formatted(name));
    }
    int crc32 = crc32(name, size, content);
    ZipMember member = new ZipMember(name, ZipMember.STORED, 0, crc32, size, size, position);
    ZipRecords records = new ZipRecords(wideFrom);
    write(records.localHeader(member, alignment));
    ChecksumStream stream = new ChecksumStream(output);
    content.writeTo(stream);
    if (stream.crc32() != crc32 || stream.count() != size) {
      throw new IOException(
          "the content of the member '%s' changed while it was written".formatted(name));
    }
    position += size;
    members.add(member);
  }

  /** Ends the archive and flushes the output. Nothing may be added after. */
  public void finish() throws IOException {
    ZipRecords records = new ZipRecords(wideFrom);
    long directoryOffset = position;
    for (ZipMember member : members) {
      write(records.directoryEntry(member));
    }
    write(records.end(directoryOffset, position - directoryOffset, members.size()));
    output.flush();
  }

  private static int crc32(String name, long size, MemberContent content) throws IOException {
    ChecksumStream stream = new ChecksumStream(OutputStream.nullOutputStream());
    content.writeTo(stream);
    if (stream.count() != size) {
      throw new IOException(
          "the content of the member '%s' is %d bytes, expected %d"
              .formatted(name, stream.count(), size));
    }
    return stream.crc32();
  }

  private void write(byte[] record) throws IOException {
    output.write(record);
    position += record.length;
  }
}
