package io.upstack.runners.deploy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a resource of Kubernetes, and refuses fields that its classes don't have. */
final class StrictYaml {
  static final Path DIRECTORY = Path.of("deploy");

  private StrictYaml() {}

  static <T> T read(String file, Class<T> type) throws IOException {
    return parse(Files.readString(DIRECTORY.resolve(file)), type);
  }

  static <T> T parse(String text, Class<T> type) throws IOException {
    return mapper().readValue(text, type);
  }

  private static ObjectMapper mapper() {
    ObjectMapper mapper =
        new ObjectMapper(
            YAMLFactory.builder()
                .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                .build());
    mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    mapper.setAnnotationIntrospector(new Strict());
    return mapper;
  }

  /** The classes keep or pass over what they do not know, as annotations of theirs ask. */
  private static final class Strict extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }

    @Override
    public JsonIgnoreProperties.Value findPropertyIgnoralByName(
        MapperConfig<?> config, Annotated annotated) {
      return JsonIgnoreProperties.Value.empty();
    }
  }
}
