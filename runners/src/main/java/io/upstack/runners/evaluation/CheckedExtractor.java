package io.upstack.runners.evaluation;

import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.store.InputFile;

/**
 * A feature extractor that has been tried.
 *
 * @param file the file, which is read only while it has the content that was tried
 * @param widths the widths of the extractor's outputs
 */
public record CheckedExtractor(InputFile file, FeatureWidths widths) {}
