package io.upstack.runners;

import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.VerifyRequest;
import io.upstack.runners.commands.Work;
import io.upstack.stages.verify.Verification;
import java.io.PrintWriter;

/** {@code upstack verify}: replays reference cases. */
final class VerifyWork implements Work<VerifyRequest> {
  @Override
  public ExitStatus perform(VerifyRequest request, PrintWriter output) {
    boolean passed = Verification.run(request.cases(), output::println).passed();
    output.flush();
    return passed ? ExitStatus.DONE : ExitStatus.FAILED;
  }
}
