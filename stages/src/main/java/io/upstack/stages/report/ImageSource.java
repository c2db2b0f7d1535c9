package io.upstack.stages.report;

import java.io.IOException;

/** Images by index: the samples of a run, or a reference batch. */
@FunctionalInterface
public interface ImageSource {
  RgbImage image(int index) throws IOException;
}
