package io.upstack.runners.evaluation;

import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.store.InputFile;

/**
 * A feature extractor that has been tried.
 *
 * @param file to be read only while it has the content that was tried
 * @param widths of what it gives
 */
public record CheckedExtractor(InputFile file, FeatureWidths widths) {}
