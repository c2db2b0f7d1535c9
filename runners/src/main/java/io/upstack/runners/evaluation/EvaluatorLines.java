package io.upstack.runners.evaluation;

import io.upstack.proto.Metrics;
import java.io.PrintWriter;

/** The lines that evaluator.py of guided-diffusion prints, for scripts that read them. */
public final class EvaluatorLines {
  private EvaluatorLines() {}

  /** Prints the lines. A metric has no line if the extractor lacks the output for it. */
  public static void print(Metrics metrics, PrintWriter output) {
    if (metrics.hasInceptionScore()) {
      output.println("Inception Score: " + metrics.getInceptionScore());
    }
    if (metrics.hasFid()) {
      output.println("FID: " + metrics.getFid());
    }
    if (metrics.hasSfid()) {
      output.println("sFID: " + metrics.getSfid());
    }
    if (metrics.hasPrecision()) {
      output.println("Precision: " + metrics.getPrecision());
    }
    if (metrics.hasRecall()) {
      output.println("Recall: " + metrics.getRecall());
    }
    output.flush();
  }
}
