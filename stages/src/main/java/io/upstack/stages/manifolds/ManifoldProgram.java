package io.upstack.stages.manifolds;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TemporaryProgram;
import io.upstack.stages.programs.Value;
import java.io.IOException;

/**
 * Computes the matrix products behind all distances on the CPU. Open one and share it: it is safe
 * for use by many threads.
 */
public final class ManifoldProgram implements AutoCloseable {
  private static final String PRODUCTS = "products";

  private final Program program;

  private ManifoldProgram(Program program) {
    this.program = program;
  }

  /**
   * Loads the program.
   *
   * @throws IOException if there is not enough space for temporary files
   */
  public static ManifoldProgram open() throws IOException {
    ProgramBuilder builder = new ProgramBuilder("Manifolds");
    MethodBuilder method = builder.method(PRODUCTS);
    Value u = method.parameter("u");
    Value v = method.parameter("v");
    Value products = method.parameter("products");
    method.returns(method.evaluate("torch.mm(%s, torch.t(%s), out=%s)", u, v, products));
    return new ManifoldProgram(TemporaryProgram.load(builder, Device.cpu()));
  }

  NDManager newManager() {
    return program.newManager();
  }

  /** Overwrites {@code products} [n, m] with u v' for u [n, D] and v [m, D] in fp32. */
  void products(NDArray u, NDArray v, NDArray products) {
    program.run(PRODUCTS, new NDList(u, v, products)).close();
  }

  @Override
  public void close() {
    program.close();
  }
}
