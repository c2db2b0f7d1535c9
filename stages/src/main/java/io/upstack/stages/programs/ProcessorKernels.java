package io.upstack.stages.programs;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Selects the kernels of libtorch that work on this processor.
 *
 * <p>oneDNN 3.7 divides its AVX-512 convolutions by the sizes of the caches, which it reads from
 * the processor. Some virtual machines hide them. Its convolutions then silently give wrong numbers
 * (features of the Inception that are off by a fifth were seen), and their gradients crash the
 * process. Its AVX2 kernels do not depend on these sizes.
 */
final class ProcessorKernels {
  private static final Logger logger = LoggerFactory.getLogger(ProcessorKernels.class);

  /** oneDNN reads this variable from the C library's environment once, at its first operator. */
  private static final String LARGEST = "ONEDNN_MAX_CPU_ISA";

  private static final String RIGHT_EVERYWHERE = "AVX2";

  /** Linux fills this directory from what the processor reports about its caches. */
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");

  /** Linux lists the libraries here that this process has loaded. */
  private static final Path LOADED = Path.of("/proc/self/maps");

  private static final Pattern LIBRARY = Pattern.compile("/.*/libtorch_cpu[.]so");

  private static boolean isChosen;
  private static boolean isNnpackAsked;

  private ProcessorKernels() {}

  /** Selects the kernels. Call it before libtorch is loaded. It keeps what a user has set. */
  static synchronized void choose() {
    if (isChosen) {
      return;
    }
    isChosen = true;
    if (System.getenv(LARGEST) == null && !areKnown(CACHES)) {
      int failed =
          Function.getFunction("c", "setenv")
              .invokeInt(new Object[] {LARGEST, RIGHT_EVERYWHERE, 0});
      if (failed != 0) {
        throw new IllegalStateException(
            "this processor does not say how large its caches are; set "
                + LARGEST
                + "="
                + RIGHT_EVERYWHERE
                + " in the environment");
      }
      logger.info(
          "this processor does not say how large its caches are, which AVX-512 convolutions rely"
              + " on: {}={} is used",
          LARGEST,
          RIGHT_EVERYWHERE);
    }
  }

  /**
   * Keeps libtorch from requesting NNPACK if NNPACK does not run on this processor. libtorch would
   * request it in vain for each convolution of 16 or more images, and report that on standard error
   * each time. Call this when libtorch is loaded. Nothing else changes: a processor that NNPACK
   * runs on keeps it.
   */
  static synchronized void passOverNnpack() {
    if (isNnpackAsked) {
      return;
    }
    isNnpackAsked = true;
    try {
      Optional<String> library = loaded(LIBRARY);
      if (library.isEmpty()) {
        return;
      }
      NativeLibrary torch = NativeLibrary.getInstance(library.get());
      if (torch.getFunction("nnp_initialize").invokeInt(new Object[0]) != 0) {
        Pointer context = torch.getFunction("_ZN2at13globalContextEv").invokePointer(new Object[0]);
        torch
            .getFunction("_ZN2at7Context20setUserEnabledNNPACKEb")
            .invokeVoid(new Object[] {context, 0});
      }
    } catch (IOException | UnsatisfiedLinkError e) {
      // This is another build of libtorch. It may print more than a user has to know.
      logger.debug("libtorch is left to ask for NNPACK", e);
    }
  }

  private static Optional<String> loaded(Pattern library) throws IOException {
    try (Stream<String> regions = Files.lines(LOADED, StandardCharsets.UTF_8)) {
      return regions.map(library::matcher).filter(Matcher::find).map(Matcher::group).findFirst();
    }
  }

  /** Returns whether the system knows the size of a cache. */
  static boolean areKnown(Path caches) {
    return Files.isReadable(caches.resolve("index0").resolve("size"));
  }
}
