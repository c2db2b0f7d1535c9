package io.upstack.runners.commands;

import java.util.List;
import java.util.OptionalDouble;

/**
 * @param configurations the configurations, at least one
 * @param teraflops the rate of a device, in 10^12 operations a second
 */
public record PlanRequest(List<Named> configurations, OptionalDouble teraflops) {
  public PlanRequest {
    configurations = List.copyOf(configurations);
  }

  /**
   * @param name the configuration as the command line names it
   */
  public record Named(String name, ConfigurationRequest configuration) {}
}
