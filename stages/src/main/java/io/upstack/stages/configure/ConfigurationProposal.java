package io.upstack.stages.configure;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.Diffusion;
import io.upstack.proto.Generation;
import io.upstack.proto.Labels;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.UNet;
import io.upstack.proto.UpsamplerStage;
import io.upstack.stages.checkpoints.CheckpointFile;
import io.upstack.stages.checkpoints.CheckpointTensor;
import io.upstack.stages.checkpoints.MalformedCheckpointException;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.configuration.ConfigurationText;
import io.upstack.stages.configuration.ConfigurationValidator;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.configuration.StackClasses;
import io.upstack.stages.configuration.WrittenPaths;
import io.upstack.stages.flags.SampleFlags;
import io.upstack.stages.inspection.FlagInference;
import io.upstack.stages.inspection.InferredNetwork;
import io.upstack.stages.inspection.ModelFiles;
import io.upstack.stages.inspection.NetworkFlag;
import io.upstack.stages.inspection.NetworkKind;
import io.upstack.stages.inspection.PresetNetworks;
import io.upstack.stages.networks.UNetArchitecture;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.FilePart;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes a configuration of flags and of what the shapes of checkpoints show, and marks with
 * comments what neither of them shows.
 */
public final class ConfigurationProposal {
  private static final String CHECK = "Check: not in the shapes; ";
  private static final String DEFAULT = CHECK + "guided-diffusion's default.";
  private static final String BASE = "generation.base";
  private static final String UPSAMPLER = "generation.upsampler";
  private static final int LOWEST_RESOLUTION = 8;
  private static final int DEFAULT_HEAD_CHANNELS = 64;
  private static final int NORMALIZATION_GROUPS = 32;
  private static final String PAPERS_STEPS = "250";

  /**
   * What a configuration is made of.
   *
   * @param flags the texts that have flags
   * @param checkpoints the checkpoints that were named next to the flags, by their kinds
   * @param extractor the extractor of the evaluation
   * @param reference the reference of the evaluation
   * @param directory the folder that relative paths start from
   */
  public record Request(
      List<SampleFlags.Source> flags,
      Map<NetworkKind, String> checkpoints,
      Optional<String> extractor,
      Optional<String> reference,
      Path directory) {}

  /**
   * @param configuration its relative paths start from the folder of the request
   * @param comments the comments above fields, by the full path of the field
   * @param unused the flags that have no place in it, each with the reason
   * @param remarks what a user should know or check
   */
  public record Proposal(
      RunConfiguration configuration,
      Map<String, String> comments,
      List<String> unused,
      List<String> remarks) {

    /**
     * Returns the text of a configuration file.
     *
     * @param from the folder that the paths of this configuration start from
     * @param folder the folder of the file
     */
    public String text(Path from, Path folder) {
      RunConfiguration.Builder rebased = configuration.toBuilder();
      WrittenPaths.rebase(rebased, from, folder);
      List<String> header = new ArrayList<>();
      header.add("Written by `upstack configure`.");
      if (comments.values().stream().anyMatch(comment -> comment.startsWith("Check:"))) {
        header.add("Lines under \"Check\" have what neither flags nor shapes show.");
      }
      header.addAll(remarks);
      if (!unused.isEmpty()) {
        header.add("Flags that were not used:");
        unused.forEach(flag -> header.add("  " + flag));
      }
      return ConfigurationText.of(rebased.build(), header, comments);
    }
  }

  private final Request request;
  private final Problems problems;
  private final SampleFlags.Reading reading;
  private final RunConfiguration.Builder configuration;
  private final Map<String, String> comments = new LinkedHashMap<>();
  private final List<String> unused = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private final Map<NetworkKind, InferredNetwork> networks = new EnumMap<>(NetworkKind.class);
  private final Map<NetworkKind, PresetNetworks.Entry> presets = new EnumMap<>(NetworkKind.class);

  private ConfigurationProposal(Request request, Problems problems) {
    this.request = request;
    this.problems = problems;
    this.reading = SampleFlags.read(request.flags(), problems);
    this.configuration = reading.configuration().toBuilder();
    unused.addAll(reading.unused());
    remarks.addAll(reading.remarks());
  }

  /**
   * Makes a configuration. Whatever contradicts itself or a checkpoint is added to the problems,
   * all at once.
   *
   * @param known the networks that supply what shapes do not show, if they have the same tensors
   */
  public static Proposal of(Request request, PresetNetworks known, Problems problems) {
    ConfigurationProposal proposal = new ConfigurationProposal(request, problems);
    for (NetworkKind kind : NetworkKind.values()) {
      proposal.nameCheckpoint(kind);
      proposal.infer(kind, known);
    }
    proposal.fill();
    proposal.complete();
    proposal.check(known);
    return new Proposal(
        proposal.configuration.build(),
        Map.copyOf(proposal.comments),
        List.copyOf(proposal.unused),
        List.copyOf(proposal.remarks));
  }

  /** Writes the checkpoint that an option names into the configuration. */
  private void nameCheckpoint(NetworkKind kind) {
    Optional<String> named = Optional.ofNullable(request.checkpoints().get(kind));
    if (named.isEmpty()) {
      return;
    }
    Optional<String> before = written(kind);
    if (before.isPresent() && !before.equals(named)) {
      unused.add(
          "%s %s: %s names the checkpoint"
              .formatted(
                  reading.places().getOrDefault(kind.place(), kind.place()),
                  before.get(),
                  option(kind)));
    }
    switch (kind) {
      case BASE_MODEL -> base().setModelPath(named.get());
      case CLASSIFIER -> base().getClassifierBuilder().setClassifierPath(named.get());
      case UPSAMPLER -> upsampler().setModelPath(named.get());
    }
  }

  private Optional<String> written(NetworkKind kind) {
    Generation generation = configuration.getGeneration();
    String path =
        switch (kind) {
          case BASE_MODEL -> generation.getBase().getModelPath();
          case CLASSIFIER -> generation.getBase().getClassifier().getClassifierPath();
          case UPSAMPLER -> generation.getUpsampler().getModelPath();
        };
    return path.isEmpty() ? Optional.empty() : Optional.of(path);
  }

  private static String option(NetworkKind kind) {
    return switch (kind) {
      case BASE_MODEL -> "--model";
      case CLASSIFIER -> "--classifier";
      case UPSAMPLER -> "--upsampler";
    };
  }

  /** Reads the shapes of a checkpoint, if there is one. */
  private void infer(NetworkKind kind, PresetNetworks known) {
    Optional<String> path = written(kind);
    if (path.isEmpty()) {
      return;
    }
    String place =
        request.checkpoints().containsKey(kind)
            ? option(kind)
            : reading.places().getOrDefault(kind.place(), kind.place());
    String location =
        new ResolvedConfiguration(configuration.build(), request.directory()).locate(path.get());
    FilePart part = FilePart.of(location);
    try {
      InputFile file = part.file();
      if (!file.exists()) {
        if (request.checkpoints().containsKey(kind)) {
          problems.add(place, path.get() + " does not exist");
        } else {
          remarks.add("%s is not there, so its tensors were not compared.".formatted(path.get()));
        }
        return;
      }
      Map<String, List<Long>> shapes = shapes(new CheckpointFile(file.localPath(), part.part()));
      Optional<InferredNetwork> inferred = FlagInference.infer(shapes);
      if (inferred.isEmpty()) {
        problems.add(place, path.get() + " has none of guided-diffusion's networks");
        return;
      }
      NetworkKind found = inferred.get().network().kind();
      if (found != kind) {
        problems.add(
            place,
            "%s holds a %s, expected a %s; the option for it is %s"
                .formatted(path.get(), found.description(), kind.description(), option(found)));
        return;
      }
      networks.put(kind, inferred.get());
      known
          .nearest(kind, shapes)
          .filter(PresetNetworks.Nearest::isExact)
          .ifPresent(nearest -> presets.put(kind, nearest.entries().get(0)));
    } catch (MalformedCheckpointException e) {
      problems.add(place, e.getMessage());
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      problems.add(place, "%s cannot be read: %s".formatted(path.get(), e.getMessage()));
    }
  }

  private static Map<String, List<Long>> shapes(CheckpointFile file) throws IOException {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    try (StateDict checkpoint = StateDict.open(file, Optional.empty())) {
      for (CheckpointTensor tensor : checkpoint.tensors().values()) {
        shapes.put(tensor.name(), tensor.shape());
      }
    }
    return shapes;
  }

  /** Fills in what the shapes show, and proposes what they do not show. */
  private void fill() {
    Optional.ofNullable(networks.get(NetworkKind.BASE_MODEL)).ifPresent(this::fillBase);
    Optional.ofNullable(networks.get(NetworkKind.CLASSIFIER)).ifPresent(this::fillClassifier);
    Optional.ofNullable(networks.get(NetworkKind.UPSAMPLER)).ifPresent(this::fillUpsampler);
  }

  private void fillBase(InferredNetwork network) {
    Message.Builder model = base().getModelBuilder();
    if (!base().getModel().hasImageSize()) {
      Optional.ofNullable(networks.get(NetworkKind.CLASSIFIER))
          .filter(InferredNetwork::tellsImageSize)
          .ifPresent(classifier -> base().getModelBuilder().setImageSize(imageSize(classifier)));
      propose(model, BASE + ".model", "image_size", baseSize(network));
    }
    fillFlags(network.atImageSize(base().getModel().getImageSize()), model);
    if (!reading.baseIsWhole()) {
      Optional<PresetNetworks.Entry> preset = preset(NetworkKind.BASE_MODEL);
      proposeUntold(
          model,
          BASE + ".model",
          preset,
          preset.map(entry -> entry.generation().getBase().getModel()));
      proposeDiffusion(
          base().getDiffusionBuilder(),
          BASE + ".diffusion",
          preset,
          preset.map(entry -> entry.generation().getBase().getDiffusion()));
    }
  }

  private void fillUpsampler(InferredNetwork network) {
    Message.Builder model = upsampler().getModelBuilder();
    String path = UPSAMPLER + ".model";
    Optional<PresetNetworks.Entry> preset = preset(NetworkKind.UPSAMPLER);
    UNet ofBase = configuration.getGeneration().getBase().getModel();
    if (!upsampler().getModel().hasSmallSize() && ofBase.hasImageSize()) {
      model.setField(field(model, "small_size"), ofBase.getImageSize());
    }
    if (!upsampler().getModel().hasLargeSize()) {
      propose(model, path, "large_size", largeSize(network));
    }
    int largeSize = upsampler().getModel().getLargeSize();
    if (!upsampler().getModel().hasSmallSize()) {
      propose(model, path, "small_size", new Guess(Math.max(1, largeSize / 4), "a guess."));
    }
    fillFlags(network.atImageSize(largeSize), model);
    if (!reading.upsamplerIsWhole()) {
      proposeUntold(
          model, path, preset, preset.map(entry -> entry.generation().getUpsampler().getModel()));
      proposeDiffusion(
          upsampler().getDiffusionBuilder(),
          UPSAMPLER + ".diffusion",
          preset,
          preset.map(entry -> entry.generation().getUpsampler().getDiffusion()));
    }
  }

  private void fillClassifier(InferredNetwork network) {
    Classifier.Builder classifier = base().getClassifierBuilder();
    String path = BASE + ".classifier";
    int size = base().getModel().getImageSize();
    fillFlags(network.atImageSize(size), classifier);
    if (!classifier.hasClassifierScale()) {
      propose(classifier, path, "classifier_scale", new Guess(1.0, "guided-diffusion's default."));
    }
    UNetArchitecture unet = network.network().unet();
    boolean divides =
        IntStream.range(0, unet.levels())
            .allMatch(level -> unet.channels(level) % DEFAULT_HEAD_CHANNELS == 0);
    Optional<PresetNetworks.Entry> preset = preset(NetworkKind.CLASSIFIER);
    if (preset.isPresent()) {
      Classifier known = preset.get().generation().getBase().getClassifier();
      copy(known, classifier, path, preset.get(), "num_head_channels");
    } else if (!divides) {
      propose(
          classifier,
          path,
          "num_head_channels",
          new Guess(NORMALIZATION_GROUPS, "guided-diffusion's 64 does not divide the channels."));
    } else if (!reading.baseIsWhole()) {
      propose(
          classifier,
          path,
          "num_head_channels",
          new Guess(DEFAULT_HEAD_CHANNELS, "guided-diffusion's default."));
    }
  }

  /** Sets the flags that are not set to what the shapes show. */
  private static void fillFlags(InferredNetwork network, Message.Builder message) {
    NetworkKind kind = network.network().kind();
    network
        .flags()
        .forEach(
            (flag, value) -> {
              FieldDescriptor field = field(message, flag.nameIn(kind));
              boolean isSize = flag == NetworkFlag.IMAGE_SIZE;
              if (isSize || isSet(message, field) || value.equals("none")) {
                return;
              }
              try {
                TextFormat.merge(field.getName() + ": " + value, message);
              } catch (TextFormat.ParseException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private static boolean isSet(Message.Builder message, FieldDescriptor field) {
    return field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : message.hasField(field);
  }

  private static FieldDescriptor field(Message.Builder message, String name) {
    return message.getDescriptorForType().findFieldByName(name);
  }

  /**
   * A value that shapes do not show.
   *
   * @param why where the value comes from
   */
  private record Guess(Object value, String why) {}

  private void propose(Message.Builder message, String path, String name, Guess guess) {
    FieldDescriptor field = field(message, name);
    if (!isSet(message, field)) {
      message.setField(field, guess.value());
      comments.put(path + "." + name, CHECK + guess.why());
    }
  }

  private static int imageSize(InferredNetwork network) {
    return network.network().unet().imageSize();
  }

  private Guess baseSize(InferredNetwork network) {
    if (configuration.getGeneration().getUpsampler().getModel().hasSmallSize()) {
      return new Guess(
          configuration.getGeneration().getUpsampler().getModel().getSmallSize(),
          "the upsampler's small_size.");
    }
    return preset(NetworkKind.BASE_MODEL)
        .map(
            entry -> new Guess(entry.generation().getBase().getModel().getImageSize(), asIn(entry)))
        .orElseGet(() -> sizeOf(network, network.publishedSizes()));
  }

  private Guess largeSize(InferredNetwork network) {
    Optional<PresetNetworks.Entry> preset = preset(NetworkKind.UPSAMPLER);
    if (preset.isPresent()) {
      return new Guess(
          preset.get().generation().getUpsampler().getModel().getLargeSize(), asIn(preset.get()));
    }
    int four = 4 * upsampler().getModel().getSmallSize();
    List<Integer> published = network.publishedSizes();
    return sizeOf(network, published.contains(four) ? List.of(four) : published);
  }

  private static Guess sizeOf(InferredNetwork network, List<Integer> published) {
    if (published.size() == 1) {
      return new Guess(published.get(0), "that of the published networks with this channel_mult.");
    }
    UNetArchitecture unet = network.network().unet();
    int rate =
        unet.attentionDownsampling().stream()
            .mapToInt(Integer::intValue)
            .max()
            .orElse(LOWEST_RESOLUTION);
    int size = Math.max(rate * LOWEST_RESOLUTION, 1 << (unet.levels() - 1));
    return new Guess(size, "a guess.");
  }

  private Optional<PresetNetworks.Entry> preset(NetworkKind kind) {
    return Optional.ofNullable(presets.get(kind));
  }

  private static String asIn(PresetNetworks.Entry entry) {
    return "as in the preset %s, which has the same tensors.".formatted(entry.preset());
  }

  /** Proposes the heads of a model, and how attention splits its channels among them. */
  private void proposeUntold(
      Message.Builder model,
      String path,
      Optional<PresetNetworks.Entry> preset,
      Optional<? extends Message> known) {
    boolean hasHeads =
        isSet(model, field(model, "num_heads")) || isSet(model, field(model, "num_head_channels"));
    if (preset.isPresent()) {
      Message flags = known.orElseThrow();
      if (!hasHeads) {
        copy(flags, model, path, preset.get(), "num_heads", "num_head_channels");
      }
      copy(flags, model, path, preset.get(), "num_heads_upsample", "use_new_attention_order");
      copy(flags, model, path, preset.get(), "use_fp16");
      return;
    }
    if (!hasHeads) {
      proposeDefaults(model, path, "num_heads", "num_head_channels");
    }
    proposeDefaults(model, path, "num_heads_upsample", "use_new_attention_order");
  }

  private void proposeDiffusion(
      Diffusion.Builder diffusion,
      String path,
      Optional<PresetNetworks.Entry> preset,
      Optional<Diffusion> known) {
    if (preset.isPresent()) {
      copy(known.orElseThrow(), diffusion, path, preset.get(), "diffusion_steps", "noise_schedule");
    }
    proposeDefaults(
        diffusion,
        path,
        "diffusion_steps",
        "noise_schedule",
        "predict_xstart",
        "rescale_timesteps");
    if (!diffusion.hasTimestepRespacing()) {
      diffusion.setTimestepRespacing(PAPERS_STEPS);
      comments.put(path + ".timestep_respacing", "A choice: the paper samples in 250 steps.");
    }
  }

  private void proposeDefaults(Message.Builder message, String path, String... names) {
    for (String name : names) {
      FieldDescriptor field = field(message, name);
      if (!isSet(message, field)) {
        message.setField(field, field.getDefaultValue());
        comments.put(path + "." + name, DEFAULT);
      }
    }
  }

  private void copy(
      Message known,
      Message.Builder message,
      String path,
      PresetNetworks.Entry preset,
      String... names) {
    for (String name : names) {
      FieldDescriptor field = field(message, name);
      if (known.hasField(field)) {
        propose(message, path, name, new Guess(known.getField(field), asIn(preset)));
      }
    }
  }

  /** Adds what a whole configuration has besides its networks. */
  private void complete() {
    Generation generation = configuration.getGeneration();
    if (generation.hasBase()) {
      if (written(NetworkKind.BASE_MODEL).isEmpty()) {
        base().setModelPath("model.pt");
        comments.put(NetworkKind.BASE_MODEL.place(), "Name the checkpoint of the base model here.");
      }
      if (generation.getBase().hasClassifier() && written(NetworkKind.CLASSIFIER).isEmpty()) {
        base().getClassifierBuilder().setClassifierPath("classifier.pt");
        comments.put(NetworkKind.CLASSIFIER.place(), "Name the checkpoint of the classifier here.");
      }
      if (!reading.baseIsWhole() && !networks.containsKey(NetworkKind.BASE_MODEL)) {
        remarks.add(
            "Neither flags nor a checkpoint describe the base model, so it has guided-diffusion's"
                + " defaults.");
      }
    }
    if (generation.hasUpsampler() && written(NetworkKind.UPSAMPLER).isEmpty()) {
      upsampler().setModelPath("upsampler.pt");
      comments.put(NetworkKind.UPSAMPLER.place(), "Name the checkpoint of the upsampler here.");
    }
    if (StackClasses.of(configuration.getGeneration()).isPresent() && generation.hasBase()) {
      configuration
          .getGenerationBuilder()
          .setLabels(Labels.newBuilder().setUniform(Labels.Uniform.getDefaultInstance()));
      comments.put("generation.labels", "guided-diffusion's scripts draw labels uniformly.");
    }
    request.extractor().ifPresent(path -> configuration.getEvaluationBuilder().setExtractor(path));
    request.reference().ifPresent(path -> configuration.getEvaluationBuilder().setReference(path));
    if (!configuration.hasEvaluation()) {
      remarks.add(
          "It has no evaluation: `run` also needs evaluation { extractor: \"...\" reference:"
              + " \"...\" }. `generate` samples without it.");
    }
  }

  /** Finds contradictions between flags, and between flags and checkpoints. */
  private void check(PresetNetworks known) {
    ResolvedConfiguration resolved =
        new ResolvedConfiguration(configuration.build(), request.directory());
    boolean hasBase = configuration.getGeneration().hasBase();
    Purpose purpose =
        !hasBase
            ? Purpose.UPSAMPLE
            : configuration.hasEvaluation() ? Purpose.RUN : Purpose.GENERATE;
    Problems found = new Problems();
    ConfigurationValidator.validate(resolved, purpose, found);
    Problems ofFiles = new Problems();
    ConfigurationValidator.validateFiles(resolved, purpose, ofFiles);
    for (String problem : found.list()) {
      if (!ofFiles.list().contains(problem)) {
        int end = problem.indexOf(": ");
        String field = problem.substring(0, end);
        problems.add(reading.places().getOrDefault(field, field), problem.substring(end + 2));
      }
    }
    problems.addAll(ModelFiles.check(resolved, purpose, () -> known));
  }

  private BaseStage.Builder base() {
    return configuration.getGenerationBuilder().getBaseBuilder();
  }

  private UpsamplerStage.Builder upsampler() {
    return configuration.getGenerationBuilder().getUpsamplerBuilder();
  }
}
