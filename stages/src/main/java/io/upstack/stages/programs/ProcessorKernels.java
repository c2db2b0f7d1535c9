package io.upstack.stages.programs;

import com.sun.jna.Function;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of oneDNN's kernels are right on this processor.
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

  private static boolean isChosen;

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

  /** Whether the system knows the size of a cache. */
  static boolean areKnown(Path caches) {
    return Files.isReadable(caches.resolve("index0").resolve("size"));
  }
}
