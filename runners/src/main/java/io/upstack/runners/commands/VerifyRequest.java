package io.upstack.runners.commands;

import java.nio.file.Path;
import java.util.List;

/**
 * @param cases the directories of reference cases
 */
public record VerifyRequest(List<Path> cases) {
  public VerifyRequest {
    cases = List.copyOf(cases);
  }
}
