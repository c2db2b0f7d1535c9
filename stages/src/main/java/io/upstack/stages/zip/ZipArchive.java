package io.upstack.stages.zip;

import io.upstack.stages.problems.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * A zip archive in a file or a bucket. Several members may be read at once, even by several threads
 * with a reader each.
 */
public final class ZipArchive implements AutoCloseable {
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_SIZE = 30;

  /** Deflate cannot do better than 1032 to 1; a larger claim is damage or an attack. */
  private static final long LARGEST_RATIO = 1032;

  private final ChannelReader reader;
  private final DirectoryLocation directory;
  private final Map<String, ZipMember> members;

  private ZipArchive(
      ChannelReader reader, DirectoryLocation directory, Map<String, ZipMember> members) {
    this.reader = reader;
    this.directory = directory;
    this.members = Collections.unmodifiableMap(members);
  }

  /**
   * Opens an archive and takes over the channel, which is closed with the archive, or at once if it
   * is not an archive.
   *
   * @param description the file's name in messages
   * @throws MalformedZipException naming the file and the place
   */
  public static ZipArchive open(SeekableByteChannel channel, String description)
      throws IOException {
    try {
      return openBorrowed(channel, description);
    } catch (Throwable exception) {
      channel.close();
      throw exception;
    }
  }

  /**
   * Opens an archive like {@link #open}, but the caller keeps the channel, and closes it if it is
   * not an archive.
   */
  public static ZipArchive openBorrowed(SeekableByteChannel channel, String description)
      throws IOException {
    ChannelReader reader = new ChannelReader(channel, description);
    DirectoryLocation directory = DirectoryLocation.find(reader);
    return new ZipArchive(reader, directory, CentralDirectory.read(reader, directory));
  }

  /** Returns the file's name in messages. */
  public String description() {
    return reader.description();
  }

  /** Returns the members in the order of the central directory. */
  public Collection<ZipMember> members() {
    return members.values();
  }

  public Optional<ZipMember> member(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /**
   * Returns where a member's (compressed) bytes begin in the archive. They are known to lie inside
   * it.
   *
   * @throws MalformedZipException if the local header does not belong to this member
   */
  public long dataOffset(ZipMember member) throws IOException {
    long offset = member.headerOffset();
    ByteBuffer header = reader.read(offset, LOCAL_SIZE);
    if (header.getInt(0) != LOCAL_SIGNATURE) {
      throw malformed(member, "no local header at byte %d".formatted(offset));
    }
    int nameSize = Short.toUnsignedInt(header.getShort(26));
    int extraSize = Short.toUnsignedInt(header.getShort(28));
    String localName =
        StandardCharsets.UTF_8.decode(reader.read(offset + LOCAL_SIZE, nameSize)).toString();
    if (!localName.equals(member.name())) {
      throw malformed(
          member, "has the local header of another member at byte %d".formatted(offset));
    }
    long dataOffset = offset + LOCAL_SIZE + nameSize + extraSize;
    if (member.compressedSize() > directory.offset() - dataOffset) {
      throw malformed(
          member,
          "is said to be %d bytes at byte %d, expected it to end before byte %d"
              .formatted(member.compressedSize(), dataOffset, directory.offset()));
    }
    return dataOffset;
  }

  /**
   * Opens a member, stored or deflated, for reading from its beginning.
   *
   * @throws MalformedZipException if it is encrypted, compressed in another way, or has impossible
   *     sizes
   */
  public MemberReader read(ZipMember member) throws IOException {
    if (member.isEncrypted()) {
      throw malformed(member, "is encrypted, expected plain");
    }
    long dataOffset = dataOffset(member);
    return switch (member.method()) {
      case ZipMember.STORED -> stored(member, dataOffset);
      case ZipMember.DEFLATED -> deflated(member, dataOffset);
      default ->
          throw malformed(
              member,
              "has compression method %d, expected 0 (stored) or 8 (deflated)"
                  .formatted(member.method()));
    };
  }

  private MemberReader stored(ZipMember member, long dataOffset) throws IOException {
    if (member.size() != member.compressedSize()) {
      throw malformed(
          member,
          "is stored with %d bytes, expected %d".formatted(member.compressedSize(), member.size()));
    }
    return new StoredMemberReader(reader, member, dataOffset);
  }

  private MemberReader deflated(ZipMember member, long dataOffset) throws IOException {
    if (member.size() / LARGEST_RATIO > member.compressedSize()) {
      throw malformed(
          member,
          "%d deflated bytes are said to hold %d, which no deflated data can"
              .formatted(member.compressedSize(), member.size()));
    }
    return new DeflatedMemberReader(reader, member, dataOffset);
  }

  private MalformedZipException malformed(ZipMember member, String problem) {
    return reader.malformed("member '%s' %s".formatted(Printable.name(member.name()), problem));
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
