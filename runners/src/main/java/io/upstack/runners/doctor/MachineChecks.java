package io.upstack.runners.doctor;

import static io.upstack.proto.Diagnosis.Verdict.OK;
import static io.upstack.proto.Diagnosis.Verdict.PROBLEM;
import static io.upstack.proto.Diagnosis.Verdict.WARNING;
import static java.util.Locale.ROOT;

import com.sun.management.OperatingSystemMXBean;
import io.upstack.proto.Diagnosis.Check;
import io.upstack.proto.Diagnosis.Verdict;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.report.Numbers;
import io.upstack.stages.store.UserCaches;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The checks of this machine: Java, processor, memory, disks, libtorch and GPUs. */
final class MachineChecks {
  /** The stack of a run with its networks and one batch has been seen to need this much. */
  private static final long LEAST_MEMORY = 4_000_000_000L;

  /** The natives of libtorch, a copy of a checkpoint and the temporary files of a run. */
  private static final long LEAST_DISK = 5_000_000_000L;

  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");
  private static final int SECONDS_TO_ANSWER = 10;

  private MachineChecks() {}

  static List<Check> all() {
    List<Check> checks = new ArrayList<>();
    checks.add(
        check(
            "java",
            "%s by %s, with at most %s of heap"
                .formatted(
                    Runtime.version(),
                    System.getProperty("java.vendor"),
                    Numbers.bytes(Runtime.getRuntime().maxMemory())),
            OK,
            ""));
    int cores = Runtime.getRuntime().availableProcessors();
    checks.add(
        check(
            "processor",
            Numbers.counted(cores, "core", "cores") + processor(),
            cores > 1 ? OK : WARNING,
            "sampling on one core is slow: use a machine with more"));
    checks.add(memory());
    checks.add(disk("temporary files", Path.of(System.getProperty("java.io.tmpdir"))));
    checks.add(caches());
    checks.addAll(engine());
    return checks;
  }

  static Check check(String name, String found, Verdict verdict, String remedy) {
    Check.Builder check = Check.newBuilder().setName(name).setFound(found).setVerdict(verdict);
    if (verdict != OK) {
      check.setRemedy(remedy);
    }
    return check.build();
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8).stream()
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> ", " + line.substring(line.indexOf(':') + 1).strip())
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  private static Check memory() {
    long bytes =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return check(
        "memory",
        Numbers.bytes(bytes),
        bytes >= LEAST_MEMORY ? OK : WARNING,
        "networks and batches are outside the heap: use at least %s, or a smaller --batch-size"
            .formatted(Numbers.bytes(LEAST_MEMORY)));
  }

  private static Check caches() {
    try {
      return disk("cache", UserCaches.ofThisUser().directory());
    } catch (IOException e) {
      return check("cache", e.getMessage(), PROBLEM, "set XDG_CACHE_HOME to a folder of your own");
    }
  }

  private static Check disk(String name, Path folder) {
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      String found = "%s has %s free".formatted(folder, Numbers.bytes(free));
      if (!Files.isWritable(existing)) {
        return check(name, folder + " is not writable", PROBLEM, "let this user write there");
      }
      return check(
          name,
          found,
          free >= LEAST_DISK ? OK : WARNING,
          "free some space: %s are enough".formatted(Numbers.bytes(LEAST_DISK)));
    } catch (IOException e) {
      return check(name, folder + ": " + e.getMessage(), PROBLEM, "check the disk");
    }
  }

  /** Checks libtorch, and the GPUs that it sees. */
  private static List<Check> engine() {
    String library;
    try {
      library = TorchEngine.library();
    } catch (RuntimeException | LinkageError e) {
      return List.of(
          check(
              "libtorch",
              "does not load: " + e.getMessage(),
              PROBLEM,
              "unset PYTORCH_LIBRARY_PATH, or have it name a libtorch of the version that"
                  + " 'upstack --version' prints"));
    }
    List<Check> checks = new ArrayList<>();
    checks.add(check("libtorch", library, OK, ""));
    checks.addAll(gpus(driver(), listedGpus(), library, TorchEngine.gpuCount()));
    return checks;
  }

  /**
   * Returns what is to be said of the GPUs.
   *
   * @param driver the version of NVIDIA's driver, if it is loaded
   * @param listed the GPUs that nvidia-smi lists, a line each
   * @param library the libtorch that was loaded, as it is described
   * @param seen the number of GPUs that libtorch sees
   */
  static List<Check> gpus(Optional<String> driver, List<String> listed, String library, int seen) {
    List<Check> checks = new ArrayList<>();
    checks.add(check("NVIDIA driver", driver.orElse("none: runs use the CPU, in fp32"), OK, ""));
    if (driver.isEmpty()) {
      return checks;
    }
    for (int gpu = 0; gpu < listed.size(); gpu++) {
      checks.add(check("GPU " + gpu, listed.get(gpu), OK, ""));
    }
    if (seen > 0) {
      checks.add(
          check(
              "devices of libtorch",
              Numbers.counted(seen, "CUDA device", "CUDA devices")
                  + ": use them with --set execution.device=cuda",
              OK,
              ""));
    } else {
      checks.add(
          check(
              "devices of libtorch",
              library + " sees no CUDA devices",
              WARNING,
              library.contains("built without CUDA")
                  ? "have PYTORCH_LIBRARY_PATH name the lib folder of a libtorch with CUDA: see"
                      + " docs/gpus.md"
                  : "the driver may be too old for this libtorch, or CUDA_VISIBLE_DEVICES may hide"
                      + " the devices"));
    }
    return checks;
  }

  private static Optional<String> driver() {
    try {
      return Files.readAllLines(DRIVER, StandardCharsets.UTF_8).stream()
          .findFirst()
          .map(line -> line.replaceAll("^NVRM version:\\s*|\\s+", " ").strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns name, memory and compute capability of each GPU; empty if nvidia-smi says nothing. */
  private static List<String> listedGpus() {
    try {
      Process process =
          new ProcessBuilder(
                  "nvidia-smi",
                  "--query-gpu=name,memory.total,memory.used,compute_cap",
                  "--format=csv,noheader")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(SECONDS_TO_ANSWER, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return List.of();
      }
      return process
          .inputReader(StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(",\\s*", -1))
          .filter(parts -> parts.length == 4)
          .map(
              parts ->
                  String.format(
                      ROOT,
                      "%s, %s of memory, %s in use, compute capability %s",
                      parts[0],
                      parts[1],
                      parts[2],
                      parts[3]))
          .toList();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }
}
