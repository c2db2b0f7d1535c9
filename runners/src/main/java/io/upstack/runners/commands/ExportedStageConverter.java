package io.upstack.runners.commands;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

final class ExportedStageConverter implements ITypeConverter<ExportedStage> {
  @Override
  public ExportedStage convert(String text) {
    return switch (text) {
      case "base" -> ExportedStage.BASE;
      case "classifier" -> ExportedStage.CLASSIFIER;
      case "upsampler" -> ExportedStage.UPSAMPLER;
      default ->
          throw new TypeConversionException(
              "expected base, classifier or upsampler, got '%s'".formatted(text));
    };
  }
}
