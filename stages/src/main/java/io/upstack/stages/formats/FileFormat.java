package io.upstack.stages.formats;

import io.upstack.stages.problems.Printable;
import io.upstack.stages.zip.MalformedZipException;
import io.upstack.stages.zip.ZipArchive;
import io.upstack.stages.zip.ZipMember;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The format of a file: one of the formats that the program reads somewhere, or one that people
 * mistake for them. It is used in messages about a file that is not what was expected.
 *
 * @param description a phrase that follows "is", such as "an HTML page"
 * @param remedy what to do about it; empty if there is nothing to add
 */
public record FileFormat(Kind kind, String description, String remedy) {
  private static final int START = 1024;
  private static final int END = 8;
  private static final int QUOTED = 60;

  private static final String AGAIN = "the download or copy did not end well, get the file again";
  private static final String CHECKPOINT =
      "a checkpoint goes where a configuration has model_path or classifier_path";
  private static final String NO_WEIGHTS = "weights are read as PyTorch saves them";

  /** The kinds of files that the program distinguishes. */
  public enum Kind {
    EMPTY,
    /** A zip archive written by {@code torch.save}. */
    TORCH,
    /** The format of PyTorch before 1.6. */
    TORCH_LEGACY,
    /** The format of PyTorch before 0.2. */
    TORCH_TAR,
    TORCHSCRIPT,
    SAFETENSORS,
    NPZ,
    /** A zip archive with other content. */
    ZIP,
    /** A zip archive whose end is missing. */
    CUT_ZIP,
    /** A format that this program never reads. */
    FOREIGN
  }

  /**
   * The bytes that all files of a format have in the same place.
   *
   * @param position the position of the bytes in the file
   */
  private record Magic(Kind kind, int position, String bytes, String description, String remedy) {
    static Magic of(String bytes, String description, String remedy) {
      return new Magic(Kind.FOREIGN, 0, bytes, description, remedy);
    }

    boolean matches(byte[] start) {
      byte[] magic = bytes.getBytes(StandardCharsets.ISO_8859_1);
      return start.length >= position + magic.length
          && Arrays.equals(start, position, position + magic.length, magic, 0, magic.length);
    }
  }

  /**
   * The pickle protocol 2 and the number 0x1950a86a20f9469cfc6c (PyTorch's {@code
   * serialization.py}).
   */
  private static final String TORCH_LEGACY_START =
      new String(
          HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa85019"), StandardCharsets.ISO_8859_1);

  private static final String UNPACK = "unpack it first";

  private static final List<Magic> MAGICS =
      List.of(
          new Magic(
              Kind.TORCH_LEGACY,
              0,
              TORCH_LEGACY_START,
              "a file of torch.save before PyTorch 1.6",
              ""),
          Magic.of(
              "version https://git-lfs.github.com/spec/",
              "a Git LFS pointer, which stands for a file",
              "fetch the file itself with 'git lfs pull' in its repository, or download it"),
          Magic.of("\u001f\u008b", "compressed by gzip", UNPACK + ", with gunzip or tar -xzf"),
          Magic.of("BZh", "compressed by bzip2", UNPACK + ", with bunzip2 or tar -xjf"),
          Magic.of("\u00fd7zXZ\0", "compressed by xz", UNPACK + ", with unxz or tar -xJf"),
          Magic.of("(\u00b5/\u00fd", "compressed by zstd", UNPACK + ", with unzstd"),
          Magic.of("7z\u00bc\u00af'\u001c", "a 7z archive", UNPACK),
          Magic.of("Rar!\u001a\u0007", "a RAR archive", UNPACK),
          Magic.of(
              "\u0093NUMPY",
              "a single array of numpy (.npy)",
              "an npz is written by numpy.savez(FILE, arr_0=array)"),
          Magic.of("\u0089HDF\r\n\u001a\n", "an HDF5 file, as Keras saves weights", NO_WEIGHTS),
          Magic.of("GGUF", "a GGUF file", NO_WEIGHTS),
          Magic.of(
              "model_checkpoint_path:",
              "the index of TensorFlow checkpoints in a folder",
              NO_WEIGHTS),
          Magic.of("\u0089PNG\r\n\u001a\n", "a PNG image", ""),
          Magic.of("\u00ff\u00d8\u00ff", "a JPEG image", ""),
          Magic.of("GIF8", "a GIF image", ""),
          Magic.of("%PDF-", "a PDF document", ""));

  private static final byte[] TENSORFLOW_INDEX_END = HexFormat.of().parseHex("57fb808b247547db");

  /** The names of the members that a tar archive of PyTorch can begin with. */
  private static final List<String> TORCH_TAR_NAMES =
      List.of("sys_info", "pickle", "tensors", "storages");

  /**
   * Detects a format from the beginning and the end of a file, and from the list of a zip archive's
   * members.
   *
   * @param channel the file's channel, whose position moves; it stays open
   * @param name the name of the file, for what its content does not show
   * @return the format, or nothing if it is not one of the known formats
   */
  public static Optional<FileFormat> of(SeekableByteChannel channel, String name)
      throws IOException {
    byte[] start = read(channel, 0, START);
    if (start.length == 0) {
      return some(Kind.EMPTY, "empty", AGAIN);
    }
    if (begins(start, "PK\u0003\u0004") || begins(start, "PK\u0005\u0006")) {
      return Optional.of(archive(channel, name));
    }
    Optional<Magic> magic = MAGICS.stream().filter(known -> known.matches(start)).findFirst();
    if (magic.isPresent()) {
      return some(magic.get().kind(), magic.get().description(), magic.get().remedy());
    }
    return tar(start)
        .or(() -> safetensors(start))
        .or(() -> pickle(start))
        .or(() -> protobuf(start))
        .or(() -> tensorFlow(channel, name))
        .or(() -> zeros(start))
        .or(() -> text(start));
  }

  /** Returns a message that names the file, what it is, what was expected, and what to do. */
  public String refusal(String file, String expected) {
    String message = "%s is %s, expected %s".formatted(file, description, expected);
    return remedy.isEmpty() ? message : message + ": " + remedy;
  }

  private static Optional<FileFormat> some(Kind kind, String description, String remedy) {
    return Optional.of(new FileFormat(kind, description, remedy));
  }

  private static FileFormat archive(SeekableByteChannel channel, String name) throws IOException {
    ZipArchive archive;
    try {
      archive = ZipArchive.openBorrowed(channel, name);
    } catch (MalformedZipException exception) {
      return new FileFormat(
          Kind.CUT_ZIP,
          "a zip archive that is cut short or damaged, of %d bytes".formatted(channel.size()),
          AGAIN);
    }
    if (has(archive, "/constants.pkl") || holds(archive, "/code/")) {
      return new FileFormat(
          Kind.TORCHSCRIPT,
          "a TorchScript program",
          "a program is an extractor, or an export; the checkpoint is the file of weights that it"
              + " was made of");
    }
    if (has(archive, "/data.pkl")) {
      return new FileFormat(Kind.TORCH, "a checkpoint of PyTorch", CHECKPOINT);
    }
    if (has(archive, ".npy")) {
      return new FileFormat(
          Kind.NPZ, "an npz of numpy", "arrays are read as samples, references and images");
    }
    Stream<String> names = archive.members().stream().map(ZipMember::name);
    return new FileFormat(
        Kind.ZIP,
        archive.members().isEmpty()
            ? "a zip archive without members"
            : "a zip archive with the member '%s'"
                .formatted(Printable.name(names.findFirst().orElseThrow())),
        "if the file is in it, unpack it");
  }

  private static boolean has(ZipArchive archive, String end) {
    return archive.members().stream().anyMatch(member -> member.name().endsWith(end));
  }

  private static boolean holds(ZipArchive archive, String part) {
    return archive.members().stream().anyMatch(member -> member.name().contains(part));
  }

  private static Optional<FileFormat> tar(byte[] start) {
    if (!new Magic(Kind.FOREIGN, 257, "ustar", "", "").matches(start)) {
      return Optional.empty();
    }
    String name = new String(start, 0, 100, StandardCharsets.ISO_8859_1).split("\0", 2)[0];
    return TORCH_TAR_NAMES.stream()
            .anyMatch(known -> name.equals(known) || name.equals("./" + known))
        ? some(
            Kind.TORCH_TAR,
            "in PyTorch's old tar format",
            "save it again with PyTorch 1.6 or later: torch.save(torch.load(FILE), NEW_FILE,"
                + " _use_new_zipfile_serialization=True)")
        : some(Kind.FOREIGN, "a tar archive", UNPACK + ", with tar -xf");
  }

  /** Detects safetensors by the length of its JSON header and the beginning of the header. */
  private static Optional<FileFormat> safetensors(byte[] start) {
    if (start.length < Long.BYTES + 1 || start[Long.BYTES] != '{') {
      return Optional.empty();
    }
    long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return length >= 2 && length < 1L << 32
        ? some(Kind.SAFETENSORS, "a safetensors file", CHECKPOINT)
        : Optional.empty();
  }

  private static Optional<FileFormat> pickle(byte[] start) {
    return start.length > 2 && start[0] == (byte) 0x80 && start[1] >= 2 && start[1] <= 5
        ? some(
            Kind.FOREIGN,
            "a pickle of Python that torch.save did not write",
            "save the state dict of the network in it: torch.save(network.state_dict(), NEW_FILE)")
        : Optional.empty();
  }

  /** Detects a ModelProto of ONNX and a SavedModel of TensorFlow by their first fields. */
  private static Optional<FileFormat> protobuf(byte[] start) {
    if (start.length < 8 || start[0] != 0x08 || start[1] < 1 || start[1] > 64) {
      return Optional.empty();
    }
    boolean isOnnx = start[2] == 0x3a || (start[2] == 0x12 && Character.isLetter(start[4]));
    if (isOnnx) {
      return some(Kind.FOREIGN, "a program of ONNX", NO_WEIGHTS);
    }
    return start[1] == 1 && start[2] == 0x12
        ? some(Kind.FOREIGN, "a SavedModel of TensorFlow", NO_WEIGHTS)
        : Optional.empty();
  }

  private static Optional<FileFormat> tensorFlow(SeekableByteChannel channel, String name) {
    boolean isData = name.matches("(?s).*\\.data-[0-9]{5}-of-[0-9]{5}");
    return isData || Arrays.equals(end(channel), TENSORFLOW_INDEX_END)
        ? some(Kind.FOREIGN, "a part of a TensorFlow checkpoint", NO_WEIGHTS)
        : Optional.empty();
  }

  private static Optional<FileFormat> zeros(byte[] start) {
    for (byte value : start) {
      if (value != 0) {
        return Optional.empty();
      }
    }
    return some(Kind.FOREIGN, "of zeros where its format begins", AGAIN);
  }

  private static Optional<FileFormat> text(byte[] start) {
    int content = 0;
    for (; content < start.length; content++) {
      byte value = start[content];
      boolean isBinary =
          value >= 0 && value < ' ' && value != '\n' && value != '\r' && value != '\t';
      if (isBinary) {
        return Optional.empty();
      }
    }
    String text = new String(start, StandardCharsets.UTF_8).replace("\ufeff", "").strip();
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("<!doctype html")
        || lower.startsWith("<html")
        || lower.contains("<head")) {
      return some(
          Kind.FOREIGN,
          "an HTML page",
          "the address gave a page in place of the file, such as a warning or a sign-in; download"
              + " the file by its direct link");
    }
    if (text.indexOf('\ufffd') >= 0 && text.indexOf('\ufffd') < text.length() - 3) {
      return Optional.empty();
    }
    String quoted = Printable.cut(text.lines().findFirst().orElse(""), QUOTED);
    return some(Kind.FOREIGN, "a text file that begins with '%s'".formatted(quoted), "");
  }

  private static boolean begins(byte[] start, String bytes) {
    return Magic.of(bytes, "", "").matches(start);
  }

  private static byte[] end(SeekableByteChannel channel) {
    try {
      return read(channel, Math.max(0, channel.size() - END), END);
    } catch (IOException exception) {
      // The parts that could be read are enough.
      return new byte[0];
    }
  }

  /** Reads at most the given number of bytes, or fewer if the file ends before that. */
  private static byte[] read(SeekableByteChannel channel, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    channel.position(position);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // A read may return fewer bytes than there are.
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
