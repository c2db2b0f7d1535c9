package io.upstack.stages.configuration;

/** The purpose of a configuration, which determines what it must contain. */
public enum Purpose {
  /** The run generates and evaluates samples. */
  RUN,
  /** The run only generates samples, and no evaluation is read. */
  GENERATE,
  /** The run upsamples given base samples with their labels, and no base stage is read. */
  UPSAMPLE
}
