package io.upstack.stages.configuration;

/** What a configuration is to be used for, which decides what must be in it. */
public enum Purpose {
  /** Generate and evaluate. */
  RUN,
  /** Generate only: no evaluation is read. */
  GENERATE,
  /** Upsample given base samples, with the labels that come with them: no base stage is read. */
  UPSAMPLE
}
