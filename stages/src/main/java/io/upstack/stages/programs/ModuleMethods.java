package io.upstack.stages.programs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Calls methods of a module outside inference mode.
 *
 * <p>DJL's own {@code IValueUtils.forward} does the same, but releases its references to the inputs
 * only if the call succeeds. Each call that ran out of memory would keep its inputs on the device
 * forever. The native call behind it is not public.
 */
final class ModuleMethods {
  private static final boolean OWN_STREAM = false;
  private static final boolean OUTSIDE_INFERENCE_MODE = true;
  private static final MethodHandle CALL;
  private static final MethodHandle RESULT;

  static {
    try {
      Class<?> library =
          Class.forName("ai.djl.pytorch.jni.PyTorchLibrary", true, IValue.class.getClassLoader());
      MethodHandles.Lookup inLibrary =
          MethodHandles.privateLookupIn(library, MethodHandles.lookup());
      Object instance = inLibrary.findStaticGetter(library, "LIB", library).invoke();
      MethodType type =
          MethodType.methodType(
              long.class, long.class, String.class, long[].class, boolean.class, boolean.class);
      CALL = inLibrary.findVirtual(library, "moduleRunMethod", type).bindTo(instance);
      RESULT =
          MethodHandles.privateLookupIn(IValue.class, MethodHandles.lookup())
              .findConstructor(IValue.class, MethodType.methodType(void.class, long.class));
    } catch (Throwable e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private ModuleMethods() {}

  /**
   * Returns the results, which belong to {@code owner}.
   *
   * @throws ai.djl.engine.EngineException with libtorch's message
   */
  static NDList call(PtSymbolBlock block, String method, NDList inputs, PtNDManager owner) {
    IValue[] values = new IValue[inputs.size()];
    long[] handles = new long[values.length];
    try {
      for (int i = 0; i < values.length; i++) {
        NDArray input = inputs.get(i);
        values[i] = IValue.from((PtNDArray) input);
        handles[i] = values[i].getHandle();
      }
      try (IValue result = result(block.getHandle(), method, handles)) {
        return result.toNDList(owner);
      }
    } finally {
      for (IValue value : values) {
        if (value != null) {
          value.close();
        }
      }
    }
  }

  private static IValue result(long block, String method, long[] handles) {
    try {
      long result = (long) CALL.invoke(block, method, handles, OUTSIDE_INFERENCE_MODE, OWN_STREAM);
      return (IValue) RESULT.invoke(result);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new LinkageError("DJL's native call declares no such exception", e);
    }
  }
}
