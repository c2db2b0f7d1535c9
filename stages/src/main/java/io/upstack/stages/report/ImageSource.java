package io.upstack.stages.report;

import java.io.IOException;

/** Provides images by index: the samples of a run, or a reference batch. */
@FunctionalInterface
public interface ImageSource {
  RgbImage image(int index) throws IOException;
}
