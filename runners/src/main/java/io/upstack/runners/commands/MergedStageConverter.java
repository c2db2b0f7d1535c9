package io.upstack.runners.commands;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

final class MergedStageConverter implements ITypeConverter<MergedStage> {
  @Override
  public MergedStage convert(String text) {
    return switch (text) {
      case "base" -> MergedStage.BASE;
      case "samples" -> MergedStage.SAMPLES;
      default ->
          throw new TypeConversionException("expected base or samples, got '%s'".formatted(text));
    };
  }
}
