package io.upstack.stages.zip;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes an archive from front to back. Its bytes are a function of its members alone: stored,
 * dated 1980-01-01, in the order given, without data descriptors, with zip64 only where needed.
 *
 * <pre>{@code
 * ZipWriter writer = ZipWriter.to(output);
 * writer.add("version", 2, content);
 * writer.finish();
 * }</pre>
 */
public final class ZipWriter {
  /** Sizes from this one on do not fit in 32 bits. */
  static final long WIDE = 0xffff_ffffL;

  private final ArchiveOutput output;
  private final int alignment;
  private final long wideFrom;
  private final List<ZipMember> members = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private long position;

  ZipWriter(ArchiveOutput output, int alignment, long wideFrom) {
    this.output = output;
    this.alignment = alignment;
    this.wideFrom = wideFrom;
  }

  /**
   * Returns a writer to an output, which it neither buffers nor closes. It asks for the content of
   * each member twice.
   */
  public static ZipWriter to(OutputStream output) {
    return new ZipWriter(new StreamOutput(output), 1, WIDE);
  }

  /**
   * Returns a writer like {@link #to} that places the bytes of each member at a multiple of {@code
   * alignment} in the archive.
   */
  public static ZipWriter aligned(OutputStream output, int alignment) {
    return new ZipWriter(new StreamOutput(output), alignment, WIDE);
  }

  /**
   * Returns a writer of the same archive to a file, which asks for the content of each member once.
   *
   * @param channel a channel at its beginning; stays open
   */
  public static ZipWriter aligned(SeekableByteChannel channel, int alignment) {
    return new ZipWriter(new ChannelOutput(channel), alignment, WIDE);
  }

  /**
   * Returns a writer that writes nothing and asks for no content. Its {@link #size} is the one that
   * {@link #to} would have.
   */
  public static ZipWriter measuring() {
    return new ZipWriter(new MeasuringOutput(), 1, WIDE);
  }

  /** Returns the number of bytes in the archive so far. */
  public long size() {
    return position;
  }

  /**
   * Adds a member.
   *
   * @throws IOException naming the member if its content is not {@code size} bytes, or was asked
   *     for twice and is not the same
   */
  public void add(String name, long size, MemberContent content) throws IOException {
    requireNew(name);
    ZipRecords records = new ZipRecords(wideFrom);
    int headerSize = records.localHeader(member(name, size, 0), alignment).length;
    int crc32 =
        output.writeMember(
            name,
            size,
            checksum -> records.localHeader(member(name, size, checksum), alignment),
            content);
    members.add(member(name, size, crc32));
    position += headerSize + size;
  }

  /**
   * Adds a member whose content the caller puts after what has been written so far, at any time and
   * by any means.
   *
   * @param crc32 the CRC-32 of the content
   */
  public void addHeader(String name, long size, int crc32) throws IOException {
    requireNew(name);
    ZipMember member = member(name, size, crc32);
    write(new ZipRecords(wideFrom).localHeader(member, alignment));
    members.add(member);
    position += size;
  }

  /** Ends the archive and flushes the output. Nothing may be added afterwards. */
  public void finish() throws IOException {
    ZipRecords records = new ZipRecords(wideFrom);
    long directoryOffset = position;
    for (ZipMember member : members) {
      write(records.directoryEntry(member));
    }
    write(records.end(directoryOffset, position - directoryOffset, members.size()));
    output.flush();
  }

  private void requireNew(String name) {
    if (!names.add(name)) {
      throw new IllegalArgumentException("the member '%s' is added twice".formatted(name));
    }
  }

  private ZipMember member(String name, long size, int crc32) {
    return new ZipMember(name, ZipMember.STORED, 0, crc32, size, size, position);
  }

  private void write(byte[] bytes) throws IOException {
    output.write(bytes);
    position += bytes.length;
  }
}
