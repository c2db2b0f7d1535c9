package io.upstack.runners.doctor;

import static io.upstack.proto.Diagnosis.Verdict.OK;
import static io.upstack.proto.Diagnosis.Verdict.PROBLEM;
import static io.upstack.proto.Diagnosis.Verdict.WARNING;

import com.google.common.base.Strings;
import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.Diagnosis;
import io.upstack.proto.Diagnosis.Check;
import io.upstack.runners.commands.DoctorCommand;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.Versions;
import io.upstack.runners.commands.Work;
import io.upstack.runners.remote.ClusterOverview;
import io.upstack.runners.remote.FlinkAddress;
import io.upstack.runners.remote.FlinkSession;
import io.upstack.stages.problems.Printable;
import io.upstack.stages.report.Numbers;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalLong;

/** {@code upstack doctor}: says what this machine has, what would be used, and what to do. */
public final class DoctorWork implements Work<DoctorCommand.Request> {
  private static final String GAP = "  ";

  @Override
  public ExitStatus perform(DoctorCommand.Request request, PrintWriter output) throws IOException {
    Diagnosis.Builder diagnosis = Diagnosis.newBuilder();
    diagnosis.addChecks(
        MachineChecks.check(
            "upstack", String.join(", ", List.of(new Versions().getVersion())), OK, ""));
    diagnosis.addAllChecks(MachineChecks.all());
    request.output().map(DoctorWork::output).ifPresent(diagnosis::addChecks);
    request.flinkMaster().map(DoctorWork::flink).ifPresent(diagnosis::addChecks);
    if (request.isJson()) {
      output.println(JsonFormat.printer().print(diagnosis));
    } else {
      lines(diagnosis.build()).forEach(output::println);
    }
    boolean works =
        diagnosis.getChecksList().stream().noneMatch(check -> check.getVerdict() == PROBLEM);
    return works ? ExitStatus.DONE : ExitStatus.FAILED;
  }

  private static List<String> lines(Diagnosis diagnosis) {
    int width =
        diagnosis.getChecksList().stream()
            .mapToInt(check -> check.getName().length())
            .max()
            .orElse(0);
    return diagnosis.getChecksList().stream()
        .map(
            check ->
                Strings.padEnd(verdict(check), 7, ' ')
                    + GAP
                    + Strings.padEnd(check.getName(), width, ' ')
                    + GAP
                    + Printable.line(check.getFound())
                    + (check.hasRemedy() ? "; " + check.getRemedy() : ""))
        .toList();
  }

  private static String verdict(Check check) {
    return switch (check.getVerdict()) {
      case OK -> "ok";
      case WARNING -> "warning";
      case PROBLEM -> "problem";
      case UNKNOWN -> "unknown";
    };
  }

  private static Check output(String location) {
    try (ObjectStore store = ObjectStores.openWritable(location)) {
      OptionalLong free = store.freeBytes();
      return MachineChecks.check(
          "output",
          store.root()
              + " is writable"
              + (free.isPresent() ? ", with " + Numbers.bytes(free.getAsLong()) + " free" : ""),
          OK,
          "");
    } catch (IOException | RuntimeException e) {
      return MachineChecks.check(
          "output", String.valueOf(e.getMessage()), PROBLEM, "a run could not write there");
    }
  }

  private static Check flink(String master) {
    try (FlinkSession session = FlinkSession.open(FlinkAddress.parse(master))) {
      ClusterOverview overview = session.overview();
      return MachineChecks.check(
          "Flink",
          "%s: Flink %s, %s, %d of %s free"
              .formatted(
                  session.address(),
                  overview.version(),
                  Numbers.counted(overview.taskManagers(), "TaskManager", "TaskManagers"),
                  overview.freeSlots(),
                  Numbers.counted(overview.slots(), "slot", "slots")),
          overview.slots() > 0 ? OK : WARNING,
          "start TaskManagers: jobs wait until there is one");
    } catch (IOException | RuntimeException e) {
      return MachineChecks.check(
          "Flink",
          String.valueOf(e.getMessage()),
          PROBLEM,
          "name the REST endpoint of a JobManager that runs");
    }
  }
}
