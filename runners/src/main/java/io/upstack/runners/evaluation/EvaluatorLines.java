package io.upstack.runners.evaluation;

import io.upstack.proto.Metrics;
import java.io.PrintWriter;

/** The lines that evaluator.py of guided-diffusion prints, for scripts that read them. */
public final class EvaluatorLines {
  private EvaluatorLines() {}

  /** A metric that the extractor gives nothing for has no line. */
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
