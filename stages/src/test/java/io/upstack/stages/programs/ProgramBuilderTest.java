package io.upstack.stages.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.zip.MemberReader;
import io.upstack.stages.zip.ZipArchive;
import io.upstack.stages.zip.ZipMember;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramBuilderTest {
  private static final String INT64_ONE_TO_SIX =
      "0100000000000000020000000000000003000000000000000400000000000000"
          + "05000000000000000600000000000000";

  @TempDir private Path folder;

  @Test
  void numbersHaveTheDigitsOfPythonInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      for (String tag : List.of("fa-IR", "ar-EG-u-nu-arab", "bn-BD", "tr-TR")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        MethodBuilder method = new MethodBuilder("forward");
        Value x = method.parameter("x");
        List<Value> parts = method.evaluateTuple(2, "torch.chunk(%s, %d)", x, 12);
        method.returns(method.evaluate("torch.add(%s, %d)", parts.get(0), 345));

        assertThat(method.source("Net")).as(tag).contains("(x, 12)", "(v0, 345)");
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  /** Each tensor holds 1 and -2, but for those that cannot; types as c10/core/ScalarType.h. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT16, 5, 003c00c0, -2",
    "BFLOAT16, 15, 803f00c0, -2",
    "FLOAT32, 6, 0000803f000000c0, -2",
    "FLOAT64, 7, 000000000000f03f00000000000000c0, -2",
    "UINT8, 0, 01fe, 254",
    "INT8, 1, 01fe, -2",
    "INT16, 2, 0100feff, -2",
    "INT32, 3, 01000000feffffff, -2",
    "INT64, 4, 0100000000000000feffffffffffffff, -2",
    "BOOL, 11, 0100, 0"
  })
  void tensorsOfEveryElementTypeComeBack(
      ElementType type, long scalarType, String bytes, double second) throws IOException {
    TestTensor tensor = TestTensor.contiguous(type, List.of(2L), bytes);
    try (Program program = loaded(tensor);
        NDManager manager = program.newManager()) {
      assertThat(run(program, manager, "scalar_type").toLongArray()).containsExactly(scalarType);
      assertThat(doubles(program, manager)).containsExactly(1, second);
    }
  }

  @Test
  void aTensorWithoutDimensionsComesBack() throws IOException {
    TestTensor tensor = TestTensor.contiguous(ElementType.FLOAT32, List.of(), "00002041");
    try (Program program = loaded(tensor);
        NDManager manager = program.newManager()) {
      assertThat(value(program, manager).getShape()).isEqualTo(new Shape());
      assertThat(doubles(program, manager)).containsExactly(10);
    }
  }

  @Test
  void anEmptyTensorComesBack() throws IOException {
    TestTensor tensor = TestTensor.contiguous(ElementType.INT32, List.of(2L, 0L, 3L), "");
    try (Program program = loaded(tensor);
        NDManager manager = program.newManager()) {
      assertThat(value(program, manager).getShape()).isEqualTo(new Shape(2, 0, 3));
    }
  }

  @Test
  void aTransposedTensorComesBackInItsOwnOrder() throws IOException {
    TestTensor tensor =
        new TestTensor(ElementType.INT64, List.of(3L, 2L), List.of(1L, 3L), INT64_ONE_TO_SIX);
    try (Program program = loaded(tensor);
        NDManager manager = program.newManager()) {
      assertThat(value(program, manager).getShape()).isEqualTo(new Shape(3, 2));
      assertThat(doubles(program, manager)).containsExactly(1, 4, 2, 5, 3, 6);
    }
  }

  /** Two channels of 1 by 3 pixels, the channels of a pixel side by side. */
  @Test
  void aChannelsLastTensorComesBackInChannelsLastMemory() throws IOException {
    List<Long> shape = List.of(1L, 2L, 1L, 3L);
    TestTensor tensor =
        new TestTensor(ElementType.INT64, shape, Strides.channelsLast(shape), INT64_ONE_TO_SIX);
    try (Program program = loaded(tensor);
        NDManager manager = program.newManager()) {
      assertThat(doubles(program, manager)).containsExactly(1, 3, 5, 2, 4, 6);
      assertThat(run(program, manager, "strides").toLongArray()).containsExactly(6, 1, 6, 2);
    }
  }

  @Test
  void namesOfStateDictsBecomeIdentifiers() throws IOException {
    ProgramBuilder builder = new ProgramBuilder("Named");
    MethodBuilder forward = builder.method("forward");
    Value x = forward.parameter("x");
    Value bias = builder.tensor("out.2.bias", Constants.float32(List.of(), 3));
    forward.returns(forward.evaluate("torch.add(%s, %s)", x, bias));
    try (Program program = TemporaryProgram.load(builder, Device.cpu());
        NDManager manager = program.newManager()) {
      NDList results = program.run("forward", new NDList(manager.create(4f)));
      assertThat(results.get(0).toFloatArray()).containsExactly(7f);
    }
  }

  @Test
  void namesThatCannotBeAreRefused() {
    ProgramBuilder builder = new ProgramBuilder("Names");
    builder.tensor("a.b", Constants.int64(List.of(), 1));
    builder.method("forward");
    assertThatThrownBy(() -> builder.tensor("a_b", Constants.int64(List.of(), 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the program has a tensor 'a_b' already");
    assertThatThrownBy(() -> builder.method("forward"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the program has a method 'forward' already");
    assertThatThrownBy(() -> builder.method("1st"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'1st' is not an identifier");
  }

  @Test
  void aMethodThatReturnsNothingIsRefused() {
    ProgramBuilder builder = new ProgramBuilder("Silent");
    builder.method("forward");
    assertThatThrownBy(builder::source)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("method 'forward' returns nothing");
  }

  @Test
  void aTensorThatIsNotOfItsShapesSizeIsNamed() {
    ProgramBuilder builder = builder(TestTensor.contiguous(ElementType.INT8, List.of(3L), "0102"));
    assertThatThrownBy(() -> builder.writeTo(folder.resolve("short.pt")))
        .isInstanceOf(IOException.class)
        .hasMessage("the content of the member 'Holder/data/0' is 2 bytes, expected 3");
  }

  @Test
  void constantsThatDoNotFillTheirShapeAreRefused() {
    assertThatThrownBy(() -> Constants.float32(List.of(2L, 2L), 1, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a tensor of shape [2, 2] needs 16 bytes, not 12");
  }

  @Test
  void theSameProgramGivesTheSameBytes() throws IOException {
    Path first = folder.resolve("first.pt");
    Path second = folder.resolve("second.pt");
    example().writeTo(first);
    Files.writeString(second, "what was there before is gone, however long it was".repeat(1000));
    example().writeTo(second);
    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void archivesAreReadByTheJdk() throws IOException {
    Path file = folder.resolve("program.pt");
    example().writeTo(file);
    try (ZipFile archive = new ZipFile(file.toFile())) {
      assertThat(archive.stream().map(ZipEntry::getName))
          .containsExactly(
              "Holder/version",
              "Holder/data.pkl",
              "Holder/data/0",
              "Holder/constants.pkl",
              "Holder/code/__torch__.py");
      byte[] version = archive.getInputStream(archive.getEntry("Holder/version")).readAllBytes();
      assertThat(new String(version, StandardCharsets.UTF_8)).isEqualTo("3\n");
    }
  }

  @Test
  void archivesAreReadByUsWithTensorsAligned() throws IOException {
    Path file = folder.resolve("program.pt");
    example().writeTo(file);
    try (ZipArchive archive = ZipArchive.open(FileChannel.open(file), "program.pt")) {
      for (ZipMember member : archive.members()) {
        assertThat(archive.dataOffset(member) % 64).as(member.name()).isZero();
      }
      assertThat(text(archive, "Holder/code/__torch__.py")).isEqualTo(example().source());
    }
  }

  private static String text(ZipArchive archive, String name) throws IOException {
    try (MemberReader reader = archive.read(archive.member(name).orElseThrow())) {
      ByteBuffer content = ByteBuffer.allocate((int) reader.remaining());
      reader.read(content);
      return StandardCharsets.UTF_8.decode(content.flip()).toString();
    }
  }

  private static ProgramBuilder example() {
    return builder(TestTensor.contiguous(ElementType.INT64, List.of(6L), INT64_ONE_TO_SIX));
  }

  private static Program loaded(TensorData tensor) throws IOException {
    return TemporaryProgram.load(builder(tensor), Device.cpu());
  }

  private static ProgramBuilder builder(TensorData tensor) {
    ProgramBuilder builder = new ProgramBuilder("Holder");
    Value held = builder.tensor("held", tensor);
    MethodBuilder value = builder.method("value");
    value.parameter("unused");
    value.returns(value.evaluate("torch.clone(%s)", held));
    MethodBuilder doubles = builder.method("doubles");
    doubles.parameter("unused");
    doubles.returns(doubles.evaluate("torch.contiguous(torch.to(%s, 7))", held));
    MethodBuilder type = builder.method("scalar_type");
    type.parameter("unused");
    type.returns(type.evaluate("torch.tensor([ops.prim.dtype(%s)], dtype=4)", held));
    MethodBuilder strides = builder.method("strides");
    strides.parameter("unused");
    strides.returns(strides.evaluate("torch.tensor(torch.stride(%s), dtype=4)", held));
    return builder;
  }

  private static NDArray value(Program program, NDManager manager) {
    return run(program, manager, "value");
  }

  private static double[] doubles(Program program, NDManager manager) {
    return run(program, manager, "doubles").toDoubleArray();
  }

  private static NDArray run(Program program, NDManager manager, String method) {
    return program.run(method, new NDList(manager.create(0))).get(0);
  }
}
