package io.upstack.runners.evaluation;

/**
 * The places where a user names the files of an evaluation, as problems name them.
 *
 * @param reference a place such as evaluation.reference
 * @param extractor a place such as evaluation.extractor
 */
public record EvaluationFields(String reference, String extractor) {
  public static final EvaluationFields OF_CONFIGURATION =
      new EvaluationFields("evaluation.reference", "evaluation.extractor");

  static final EvaluationFields OF_COMMAND_LINE =
      new EvaluationFields("--reference", "--extractor");
}
