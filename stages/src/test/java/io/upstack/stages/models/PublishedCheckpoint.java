package io.upstack.stages.models;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.Diffusion;
import io.upstack.proto.SuperResolution;
import io.upstack.proto.UNet;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** A checkpoint that was published with guided-diffusion: its flags and what it holds. */
public record PublishedCheckpoint(String name, Struct content) {
  public static List<PublishedCheckpoint> all() {
    Struct.Builder content = Struct.newBuilder();
    try (Reader reader =
        new InputStreamReader(
            new GZIPInputStream(
                PublishedCheckpoint.class.getResourceAsStream("published_shapes.json.gz")),
            StandardCharsets.UTF_8)) {
      JsonFormat.parser().merge(reader, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return content.getFieldsMap().entrySet().stream()
        .map(entry -> new PublishedCheckpoint(entry.getKey(), entry.getValue().getStructValue()))
        .toList();
  }

  public static PublishedCheckpoint named(String name) {
    return all().stream().filter(found -> found.name().equals(name)).findFirst().orElseThrow();
  }

  public Kind kind() {
    return switch (content.getFieldsOrThrow("kind").getStringValue()) {
      case "unet" -> Kind.UNET;
      case "superres" -> Kind.SUPER_RESOLUTION;
      case "classifier" -> Kind.CLASSIFIER;
      default -> throw new IllegalStateException(name);
    };
  }

  /** The kind of network that the checkpoint has. */
  public enum Kind {
    UNET,
    SUPER_RESOLUTION,
    CLASSIFIER
  }

  public UNet model() {
    return flags(UNet.newBuilder()).build();
  }

  public SuperResolution superResolution() {
    return flags(SuperResolution.newBuilder()).build();
  }

  /** A base stage with only a classifier. */
  public BaseStage classifier() {
    return BaseStage.newBuilder().setClassifier(flags(Classifier.newBuilder())).build();
  }

  /** The schedule of the diffusion that the model was trained for, without a respacing. */
  public Diffusion diffusion() {
    return flags(Diffusion.newBuilder()).build();
  }

  public long parameters() {
    return (long) content.getFieldsOrThrow("parameters").getNumberValue();
  }

  public int tensors() {
    return (int) content.getFieldsOrThrow("tensors").getNumberValue();
  }

  public String sha256() {
    return content.getFieldsOrThrow("sha256").getStringValue();
  }

  public Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    content
        .getFieldsOrThrow("shapes")
        .getStructValue()
        .getFieldsMap()
        .forEach((tensor, shape) -> shapes.put(tensor, sizes(shape.getListValue())));
    return shapes;
  }

  private static List<Long> sizes(ListValue shape) {
    return shape.getValuesList().stream().map(size -> (long) size.getNumberValue()).toList();
  }

  private <B extends Message.Builder> B flags(B message) {
    content
        .getFieldsOrThrow("flags")
        .getStructValue()
        .getFieldsMap()
        .forEach((flag, value) -> set(message, flag, value));
    return message;
  }

  private static void set(Message.Builder message, String flag, Value value) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(flag);
    if (field == null) {
      return;
    }
    if (field.isRepeated()) {
      Arrays.stream(value.getStringValue().split(","))
          .filter(item -> !item.isEmpty())
          .forEach(item -> message.addRepeatedField(field, Integer.valueOf(item)));
      return;
    }
    switch (field.getJavaType()) {
      case INT -> message.setField(field, (int) value.getNumberValue());
      case DOUBLE -> message.setField(field, value.getNumberValue());
      case BOOLEAN -> message.setField(field, value.getBoolValue());
      case STRING -> message.setField(field, value.getStringValue());
      case LONG, FLOAT, BYTE_STRING, ENUM, MESSAGE ->
          throw new IllegalStateException(field.getFullName());
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
