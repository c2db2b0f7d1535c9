package io.upstack.runners.evaluation;

/**
 * Where a user names the files of an evaluation; problems are told there.
 *
 * @param reference such as evaluation.reference
 * @param extractor such as evaluation.extractor
 */
public record EvaluationFields(String reference, String extractor) {
  public static final EvaluationFields OF_CONFIGURATION =
      new EvaluationFields("evaluation.reference", "evaluation.extractor");

  static final EvaluationFields OF_COMMAND_LINE =
      new EvaluationFields("--reference", "--extractor");
}
