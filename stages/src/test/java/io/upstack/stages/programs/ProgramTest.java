package io.upstack.stages.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
  private static final int SIZE = 12;

  @TempDir private static Path folder;
  private static Path file;
  private static Program program;

  @BeforeAll
  static void load() throws IOException {
    file = folder.resolve("example.pt");
    example().writeTo(file);
    program = Program.load(file, Device.cpu());
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @Test
  void whatIsNoProgramIsNamedWithTheReasonAlone() throws IOException {
    Path text = Files.writeString(folder.resolve("text.pt"), "no archive");
    assertThatThrownBy(() -> Program.load(text, Device.cpu()))
        .isInstanceOf(ProgramException.class)
        .hasMessage(
            "%s is not a TorchScript program: PytorchStreamReader failed reading zip archive:"
                    .formatted(text)
                + " not a ZIP archive");
  }

  @Test
  void aMethodThatFailsIsNamedWithTheReasonAlone() {
    try (NDManager manager = program.newManager()) {
      NDList inputs = new NDList(manager.ones(new Shape(2, 3)), manager.ones(new Shape(2, 3)));
      assertThatThrownBy(() -> program.run("product", inputs))
          .isInstanceOf(ProgramException.class)
          .hasMessage(
              "product of %s failed: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)"
                  .formatted(file));
    }
  }

  @Test
  void aMethodThatDoesNotExistIsNamed() {
    try (NDManager manager = program.newManager()) {
      NDList inputs = new NDList(manager.ones(new Shape(1)));
      assertThatThrownBy(() -> program.run("absent", inputs))
          .isInstanceOf(ProgramException.class)
          .hasMessage("absent of %s failed: Method 'absent' is not defined.".formatted(file));
    }
  }

  @Test
  void gradientsAreTakenInsideAndTheThreadIsLeftAsItWas() {
    for (boolean mode : List.of(false, true)) {
      JniUtils.setGradMode(mode);
      try (NDManager manager = program.newManager()) {
        NDList inputs = new NDList(manager.create(new float[] {1, -2, 3}));
        NDArray gradient = program.runWithGradients("cube_gradient", inputs).get(0);
        assertThat(gradient.toFloatArray()).containsExactly(3, 12, 27);
        assertThat(JniUtils.isGradMode()).isEqualTo(mode);
      } finally {
        JniUtils.setGradMode(false);
      }
    }
  }

  @Test
  void withoutGradientsNoneAreTakenAndTheThreadIsLeftAsItWas() {
    JniUtils.setGradMode(true);
    try (NDManager manager = program.newManager()) {
      NDList inputs = new NDList(manager.create(new float[] {1, -2, 3}));
      assertThatThrownBy(() -> program.run("cube_gradient", inputs))
          .isInstanceOf(ProgramException.class)
          .hasMessageContaining("does not require grad");
      assertThat(JniUtils.isGradMode()).isTrue();
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  @Test
  void resultsBelongToTheManagerOfTheFirstInput() {
    try (NDManager manager = program.newManager();
        NDManager other = program.newManager()) {
      NDArray first = manager.ones(new Shape(2, 3));
      NDArray second = other.ones(new Shape(3, 2));
      NDArray result = program.run("product", new NDList(first, second)).get(0);
      assertThat(result.getManager()).isSameAs(manager);
      manager.close();
      assertThat(result.isReleased()).isTrue();
      assertThat(second.isReleased()).isFalse();
    }
  }

  @Test
  void aFreshProgramAndAWarmOneGiveTheSameBytes() throws IOException {
    try (Program fresh = Program.load(file, Device.cpu())) {
      byte[] first = network(fresh, 0);
      for (int call = 2; call < 10; call++) {
        network(fresh, 0);
      }
      assertThat(network(fresh, 0)).isEqualTo(first);
    }
  }

  @Test
  void threadsThatShareAProgramGetTheBytesOfOneAlone() throws Exception {
    List<byte[]> alone = new ArrayList<>();
    for (int input = 0; input < 4; input++) {
      alone.add(network(program, input));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<byte[]>>> results = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int input = thread;
        results.add(
            threads.submit(
                () -> {
                  List<byte[]> outputs = new ArrayList<>();
                  for (int call = 0; call < 20; call++) {
                    outputs.add(network(program, input));
                  }
                  return outputs;
                }));
      }
      for (int input = 0; input < 4; input++) {
        byte[] expected = alone.get(input);
        assertThat(results.get(input).get()).allSatisfy(it -> assertThat(it).isEqualTo(expected));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** A call makes 0.5 MB of results and 1.5 MB within: 300 calls kept would show. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void nativeMemoryStaysFlatOverManyCalls() throws IOException {
    callOften(20);
    long before = residentKilobytes();
    callOften(300);
    assertThat(residentKilobytes() - before).isLessThan(100_000);
  }

  private static void callOften(int calls) {
    for (int call = 0; call < calls; call++) {
      try (NDManager manager = program.newManager()) {
        NDList inputs = new NDList(manager.ones(new Shape(1 << 17)));
        NDArray gradient = program.runWithGradients("cube_gradient", inputs).get(0);
        assertThat(gradient.getFloat(0)).isEqualTo(3);
      }
    }
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }

  private static byte[] network(Program program, int input) {
    float[] values = new float[3 * SIZE * SIZE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i * 0.37 + input);
    }
    try (NDManager manager = program.newManager()) {
      NDArray x = manager.create(values, new Shape(1, 3, SIZE, SIZE));
      return program.run("network", new NDList(x)).get(0).toByteArray();
    }
  }

  /** The network has what a fusing optimiser would take hold of: chains of pointwise operators. */
  private static ProgramBuilder example() {
    ProgramBuilder builder = new ProgramBuilder("Example");
    MethodBuilder product = builder.method("product");
    Value left = product.parameter("left");
    Value right = product.parameter("right");
    product.returns(product.evaluate("torch.matmul(%s, %s)", left, right));

    MethodBuilder cube = builder.method("cube_gradient");
    Value x = cube.parameter("x");
    Value leaf = cube.evaluate("torch.requires_grad_(torch.detach(%s), True)", x);
    Value sum = cube.evaluate("torch.sum(torch.mul(torch.mul(%s, %s), %s))", leaf, leaf, leaf);
    Value gradient =
        cube.evaluate("unchecked_cast(Tensor, (torch.autograd.grad([%s], [%s]))[0])", sum, leaf);
    cube.returns(cube.evaluate("torch.detach(%s)", gradient));

    double[] kernel = new double[3 * 3 * 3 * 3];
    Arrays.setAll(kernel, i -> Math.cos(i * 1.7) / 4);
    Value weight = builder.tensor("weight", Constants.float32(List.of(3L, 3L, 3L, 3L), kernel));
    MethodBuilder network = builder.method("network");
    Value h = network.parameter("x");
    for (int layer = 0; layer < 3; layer++) {
      h = network.evaluate("torch.conv2d(%s, %s, None, [1, 1], [1, 1], [1, 1], 1)", h, weight);
      h = network.evaluate("torch.mul(torch.sigmoid(%s), torch.add(torch.exp(%s), 0.1))", h, h);
      h = network.evaluate("torch.sub(torch.tanh(%s), torch.mul(%s, 0.3))", h, h);
    }
    network.returns(h);
    return builder;
  }
}
