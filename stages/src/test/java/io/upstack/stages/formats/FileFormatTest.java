package io.upstack.stages.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.checkpoints.CheckpointWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileFormatTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <!DOCTYPE html><html><head><title>Sign in</title></head>     | an HTML page
          \\n  <HTML lang="en">                                         | an HTML page
          version https://git-lfs.github.com/spec/v1\\noid sha256:6b1d  | a Git LFS pointer, which stands for a file
          \\037\\213\\b\\000                                            | compressed by gzip
          BZh91AY                                                      | compressed by bzip2
          \\3757zXZ\\000\\000                                              | compressed by xz
          (\\265/\\375\\004                                        | compressed by zstd
          \\223NUMPY\\001\\000                                         | a single array of numpy (.npy)
          \\211HDF\\r\\n\\032\\n\\000                                    | an HDF5 file, as Keras saves weights
          GGUF\\003\\000                                                | a GGUF file
          \\b\\007\\022\\007pytorch                                | a program of ONNX
          \\b\\001\\022\\377\\001\\n\\001\\n                      | a SavedModel of TensorFlow
          model_checkpoint_path: "model.ckpt-1"                        | the index of TensorFlow checkpoints in a folder
          \\200\\004\\225\\001\\000                                  | a pickle of Python that torch.save did not write
          \\030\\000\\000\\000\\000\\000\\000\\000{"__metadata__"                        | a safetensors file
          \\211PNG\\r\\n\\032\\n\\000                                    | a PNG image
          {"error": {"code": 404                                       | a text file that begins with '{"error": {"code": 404'
          \\000\\000\\000\\000                                                    | of zeros where its format begins
          """)
  void formatsAreToldByTheirBeginnings(String start, String description) throws IOException {
    assertThat(of(start.translateEscapes().getBytes(StandardCharsets.ISO_8859_1)))
        .map(FileFormat::description)
        .contains(description);
  }

  @Test
  void archivesAreToldByTheirMembers() throws IOException {
    assertKind(FileFormat.Kind.TORCH, new CheckpointWriter().with("data.pkl", "."));
    assertKind(
        FileFormat.Kind.TORCHSCRIPT,
        new CheckpointWriter().with("data.pkl", ".").with("constants.pkl", "."));
    assertKind(FileFormat.Kind.NPZ, new CheckpointWriter().with("arr_0.npy", "."));
    assertKind(FileFormat.Kind.ZIP, new CheckpointWriter().with("model.json", "{}"));
  }

  @Test
  void anArchiveWithoutItsEndIsACutOne() throws IOException {
    Path file = new CheckpointWriter().with("data.pkl", ".").writeTo(directory.resolve("whole"));
    byte[] whole = Files.readAllBytes(file);
    assertThat(of(Arrays.copyOf(whole, whole.length - 1)))
        .contains(
            new FileFormat(
                FileFormat.Kind.CUT_ZIP,
                "a zip archive that is cut short or damaged, of %d bytes"
                    .formatted(whole.length - 1),
                "the download or copy did not end well, get the file again"));
  }

  @Test
  void partsOfTensorFlowsCheckpointsAreToldByTheirEndOrName() throws IOException {
    byte[] index = new byte[60];
    index[0] = 1;
    byte[] end = HexFormat.of().parseHex("57fb808b247547db");
    System.arraycopy(end, 0, index, 52, 8);
    assertThat(of(index))
        .map(FileFormat::description)
        .contains("a part of a TensorFlow checkpoint");
    assertThat(of("model.ckpt-1.data-00000-of-00001", new byte[] {1, 2, 3}))
        .map(FileFormat::description)
        .contains("a part of a TensorFlow checkpoint");
  }

  @Test
  void tarArchivesOfPyTorchAreToldFromOthers() throws IOException {
    byte[] tar = Arrays.copyOf("sys_info".getBytes(StandardCharsets.US_ASCII), 512);
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    assertThat(of(tar)).map(FileFormat::kind).contains(FileFormat.Kind.TORCH_TAR);
    tar[0] = 'S';
    assertThat(of(tar)).map(FileFormat::description).contains("a tar archive");
  }

  @Test
  void whatATextBeginsWithIsEscapedAndCut() throws IOException {
    assertThat(of(("a\u202e" + "b".repeat(100)).getBytes(StandardCharsets.UTF_8)))
        .map(FileFormat::description)
        .contains("a text file that begins with 'a\\u202e" + "b".repeat(58) + "...'");
  }

  @Test
  void aRefusalSaysWhatToDo() {
    assertThat(new FileFormat(FileFormat.Kind.EMPTY, "empty", "get it again").refusal("a", "b"))
        .isEqualTo("a is empty, expected b: get it again");
    assertThat(new FileFormat(FileFormat.Kind.FOREIGN, "a PNG", "").refusal("a", "b"))
        .isEqualTo("a is a PNG, expected b");
  }

  @Test
  void anyBytesAreHarmless() throws IOException {
    Random random = new Random(1);
    for (int tries = 0; tries < 2_000; tries++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      if (bytes.length > 8 && random.nextBoolean()) {
        byte[] start = "PK\3\4".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(start, 0, bytes, 0, 4);
      }
      of(bytes).ifPresent(format -> assertThat(format.description()).isNotEmpty());
    }
  }

  private void assertKind(FileFormat.Kind kind, CheckpointWriter archive) throws IOException {
    byte[] content = Files.readAllBytes(archive.writeTo(directory.resolve("archive")));
    assertThat(of(content)).map(FileFormat::kind).contains(kind);
  }

  private Optional<FileFormat> of(byte[] content) throws IOException {
    return of("file", content);
  }

  private Optional<FileFormat> of(String name, byte[] content) throws IOException {
    Path file = Files.write(directory.resolve(name), content);
    try (FileChannel channel = FileChannel.open(file)) {
      return FileFormat.of(channel, file.toString());
    }
  }
}
