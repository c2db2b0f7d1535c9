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
 * Which kernels of libtorch are right on this processor.
 *
 * <p>oneDNN 3.7 cuts its AVX-512 convolutions by the sizes of the caches, which it asks the
 * processor for. Some virtual machines hide them. Its convolutions then give wrong numbers without
 * a word (features of the Inception that are off by a fifth were seen), and their gradients end the
 * process. Its AVX2 kernels do not depend on these sizes.
 */
final class ProcessorKernels {
  private static final Logger logger = LoggerFactory.getLogger(ProcessorKernels.class);

  /** Read by oneDNN in the C library's environment, once, at its first operator. */
  private static final String LARGEST = "ONEDNN_MAX_CPU_ISA";

  private static final String RIGHT_EVERYWHERE = "AVX2";

  /** Linux makes it from what the processor says of its caches. */
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");

  /** Where Linux lists the libraries that this process has loaded. */
  private static final Path LOADED = Path.of("/proc/self/maps");

  private static final Pattern LIBRARY = Pattern.compile("/.*/libtorch_cpu[.]so");

  private static boolean isChosen;
  private static boolean isNnpackAsked;

  private ProcessorKernels() {}

  /** To be called before libtorch is loaded. What a user has set stays. */
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
   * Keeps libtorch from asking for NNPACK where NNPACK does not run on this processor. It asks at
   * each convolution of 16 images and more, in vain, and says so on standard error each time. To be
   * called when libtorch is loaded. Nothing else changes: a processor that NNPACK runs on keeps it.
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
      // Another build of libtorch, which may say more than a user has to know.
      logger.debug("libtorch is left to ask for NNPACK", e);
    }
  }

  private static Optional<String> loaded(Pattern library) throws IOException {
    try (Stream<String> regions = Files.lines(LOADED, StandardCharsets.UTF_8)) {
      return regions.map(library::matcher).filter(Matcher::find).map(Matcher::group).findFirst();
    }
  }

  /** Whether the system knows the size of a cache. */
  static boolean areKnown(Path caches) {
    return Files.isReadable(caches.resolve("index0").resolve("size"));
  }
}
