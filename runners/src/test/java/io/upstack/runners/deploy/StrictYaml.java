package io.upstack.runners.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;

/** Reads a resource of Kubernetes, and refuses fields that its classes don't have. */
final class StrictYaml {
  static final Path DIRECTORY = Path.of("deploy");

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "ConfigMap", ConfigMap.class,
          "CronJob", CronJob.class,
          "Deployment", Deployment.class,
          "FlinkDeployment", FlinkDeployment.class,
          "PodMonitor", PodMonitor.class,
          "Role", Role.class,
          "RoleBinding", RoleBinding.class,
          "ServiceAccount", ServiceAccount.class);

  private StrictYaml() {}

  static <T> T read(String file, Class<T> type) throws IOException {
    return parse(Files.readString(DIRECTORY.resolve(file)), type);
  }

  static <T> T parse(String text, Class<T> type) throws IOException {
    return mapper().readValue(text, type);
  }

  /** Reads all resources of a text, each as the class of its kind. */
  static List<HasMetadata> parseAll(String text) throws IOException {
    List<HasMetadata> resources = new ArrayList<>();
    ObjectMapper mapper = mapper();
    try (MappingIterator<JsonNode> documents = mapper.readerFor(JsonNode.class).readValues(text)) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        String kind = document.path("kind").asText();
        Class<? extends HasMetadata> type = KINDS.get(kind);
        assertThat(type).as("the class of the kind '%s'", kind).isNotNull();
        HasMetadata resource = mapper.treeToValue(document, type);
        assertThat(document.path("apiVersion").asText()).isEqualTo(resource.getApiVersion());
        resources.add(resource);
      }
    }
    return resources;
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

  /** Overrides annotations by which the classes keep or ignore fields that they do not know. */
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
