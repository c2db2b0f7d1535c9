package io.upstack.stages.flags;

import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.joining;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.Diffusion;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.Sampling;
import io.upstack.proto.SuperResolution;
import io.upstack.proto.UNet;
import io.upstack.proto.UpsamplerStage;
import io.upstack.stages.configuration.EditDistance;
import io.upstack.stages.flags.ShellScript.Command;
import io.upstack.stages.flags.ShellScript.Word;
import io.upstack.stages.problems.Problems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the flags of guided-diffusion's sample scripts, as people have them, into a configuration.
 * Flags are read as argparse reads them: {@code --flag value}, {@code --flag=value}, and beginnings
 * of names that only one flag has.
 */
public final class SampleFlags {
  private static final String CLASSIFIER = "classifier_";
  private static final int FARTHEST_TYPO = 2;
  private static final int SHORTEST_TYPO = 6;

  private static final Set<String> OF_TRAINING =
      Set.of(
          "anneal_lr",
          "data_dir",
          "ema_rate",
          "eval_interval",
          "fp16_scale_growth",
          "iterations",
          "log_interval",
          "lr",
          "lr_anneal_steps",
          "microbatch",
          "noised",
          "resume_checkpoint",
          "save_interval",
          "schedule_sampler",
          "val_data_dir",
          "weight_decay");

  private static final Set<String> OF_BASE =
      names(
          Stream.of(UNet.getDescriptor(), Diffusion.getDescriptor(), Sampling.getDescriptor()),
          "num_samples",
          "batch_size",
          "model_path");

  private static final Set<String> OF_CLASSIFIER =
      names(Stream.of(Classifier.getDescriptor())).stream()
          .filter(name -> name.startsWith(CLASSIFIER))
          .collect(Collectors.toCollection(LinkedHashSet::new));

  private static final Set<String> OF_UPSAMPLER =
      names(
          Stream.of(
              SuperResolution.getDescriptor(), Diffusion.getDescriptor(), Sampling.getDescriptor()),
          "num_samples",
          "batch_size",
          "model_path");

  /** The flags by which the flags of an upsampler are known. */
  private static final Set<String> SIGNS_OF_UPSAMPLER =
      Set.of("--large_size", "--small_size", "--base_samples");

  /** The scripts of guided-diffusion that sample. */
  private enum Script {
    CLASSIFIER_SAMPLE("classifier_sample.py"),
    IMAGE_SAMPLE("image_sample.py"),
    SUPER_RES_SAMPLE("super_res_sample.py");

    private final String file;

    Script(String file) {
      this.file = file;
    }

    static Optional<Script> of(String word) {
      String name = word.substring(word.lastIndexOf('/') + 1);
      return Arrays.stream(values()).filter(script -> script.file.equals(name)).findFirst();
    }

    static String files() {
      return Arrays.stream(values()).map(script -> script.file).collect(joining(", "));
    }
  }

  /**
   * Text that has flags.
   *
   * @param name the option or the file that has it, for problems
   * @param isScript whether it is a shell script that calls the sample scripts
   */
  public record Source(String name, String text, boolean isScript) {}

  /**
   * What the flags say.
   *
   * @param configuration the fields that flags set, and no others
   * @param places the flag that set a field, by the full path of the field
   * @param unused the flags that have no place in the configuration, each with the reason
   * @param remarks what a user should know about flags that were used
   * @param baseIsWhole whether flags that the base stage lacks have guided-diffusion's defaults
   * @param upsamplerIsWhole the same of the upsampler
   */
  public record Reading(
      RunConfiguration configuration,
      Map<String, String> places,
      List<String> unused,
      List<String> remarks,
      boolean baseIsWhole,
      boolean upsamplerIsWhole) {}

  /**
   * Words with flags of one stage.
   *
   * @param where what comes before the name of a flag in problems
   */
  private record Piece(String where, Optional<Script> script, List<Word> words) {}

  private final Problems problems;
  private final RunConfiguration.Builder configuration = RunConfiguration.newBuilder();
  private final Map<String, String> places = new LinkedHashMap<>();
  private final List<String> unused = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private final Map<String, String> shared = new LinkedHashMap<>();

  private SampleFlags(Problems problems) {
    this.problems = problems;
  }

  /** Reads the flags, and adds everything that is wrong with them to the problems. */
  public static Reading read(List<Source> sources, Problems problems) {
    List<Piece> ofBase = new ArrayList<>();
    List<Piece> ofUpsampler = new ArrayList<>();
    for (Source source : sources) {
      for (Piece piece : pieces(source, problems)) {
        (isOfUpsampler(piece) ? ofUpsampler : ofBase).add(piece);
      }
    }
    SampleFlags flags = new SampleFlags(problems);
    boolean baseIsWhole = flags.readBase(ofBase);
    boolean upsamplerIsWhole = flags.readUpsampler(ofUpsampler);
    return new Reading(
        flags.configuration.build(),
        flags.places,
        List.copyOf(flags.unused),
        List.copyOf(flags.remarks),
        baseIsWhole,
        upsamplerIsWhole);
  }

  private static List<Piece> pieces(Source source, Problems problems) {
    List<Command> commands = ShellScript.commands(source.text());
    List<Piece> calls = new ArrayList<>();
    for (Command command : commands) {
      for (int i = 0; !command.assigns() && i < command.words().size(); i++) {
        Optional<Script> script = Script.of(command.words().get(i).text());
        if (script.isPresent()) {
          String where =
              "%s line %d, %s: ".formatted(source.name(), command.line(), script.get().file);
          List<Word> words = command.words().subList(i + 1, command.words().size());
          calls.add(new Piece(where, script, words));
          break;
        }
      }
    }
    if (calls.isEmpty() && source.isScript()) {
      problems.add(source.name(), "calls none of guided-diffusion's " + Script.files());
    }
    if (!calls.isEmpty() || source.isScript()) {
      return calls;
    }
    List<Word> words =
        commands.stream()
            .flatMap(
                command -> command.assigns() ? split(command.words()) : command.words().stream())
            .toList();
    return List.of(new Piece(source.name() + ": ", Optional.empty(), words));
  }

  /** Returns the words in the values of variables, such as MODEL_FLAGS="--image_size 64". */
  private static Stream<Word> split(List<Word> values) {
    return values.stream()
        .flatMap(
            value ->
                value.text().contains("--")
                    ? ShellScript.commands(value.text()).stream()
                        .flatMap(command -> command.words().stream())
                        .map(word -> new Word(word.text(), value.unknown()))
                    : Stream.of());
  }

  private static boolean isOfUpsampler(Piece piece) {
    return piece
        .script()
        .map(script -> script == Script.SUPER_RES_SAMPLE)
        .orElseGet(
            () ->
                piece.words().stream()
                    .anyMatch(
                        word -> SIGNS_OF_UPSAMPLER.contains(word.text().replaceFirst("=.*", ""))));
  }

  private boolean readBase(List<Piece> pieces) {
    Set<Script> scripts = scripts(pieces);
    boolean hasClassifier = !scripts.equals(Set.of(Script.IMAGE_SAMPLE));
    Set<String> known = new LinkedHashSet<>(OF_BASE);
    if (hasClassifier) {
      known.addAll(OF_CLASSIFIER);
    }
    Given given = given(pieces, known);
    if (pieces.isEmpty()) {
      return false;
    }
    BaseStage.Builder base = configuration.getGenerationBuilder().getBaseBuilder();
    String path = "generation.base";
    FlagReader flags = given.reader(false);
    readShared(given, flags);
    flags.optionalText("model_path").ifPresent(base::setModelPath);
    place(given, path, "model_path");
    UNet.Builder model = UNet.newBuilder();
    readInto(given, flags, model, path + ".model");
    base.setModel(model);
    readSampling(given, flags, path, base.getDiffusionBuilder(), base.getSamplingBuilder());
    Classifier.Builder classifier = Classifier.newBuilder();
    readInto(given, given.reader(true), classifier, path + ".classifier");
    if (scripts.contains(Script.CLASSIFIER_SAMPLE)
        || !classifier.build().equals(Classifier.getDefaultInstance())) {
      base.setClassifier(classifier);
    }
    return !scripts.isEmpty() || given.values().containsKey("num_channels");
  }

  private boolean readUpsampler(List<Piece> pieces) {
    Given given = given(pieces, OF_UPSAMPLER);
    if (pieces.isEmpty()) {
      return false;
    }
    UpsamplerStage.Builder upsampler = configuration.getGenerationBuilder().getUpsamplerBuilder();
    String path = "generation.upsampler";
    FlagReader flags = given.reader(false);
    readShared(given, flags);
    flags.optionalText("model_path").ifPresent(upsampler::setModelPath);
    place(given, path, "model_path");
    SuperResolution.Builder model = SuperResolution.newBuilder();
    readInto(given, flags, model, path + ".model");
    upsampler.setModel(model);
    readSampling(
        given, flags, path, upsampler.getDiffusionBuilder(), upsampler.getSamplingBuilder());
    if (upsampler.getSampling().getUseDdim()) {
      remarks.add(
          given.values().get("use_ddim").where()
              + "use_ddim: super_res_sample.py ignores it and samples with DDPM. The upsampler of"
              + " this configuration samples with DDIM, as the flag says.");
    }
    return !scripts(pieces).isEmpty() || given.values().containsKey("num_channels");
  }

  private Set<Script> scripts(List<Piece> pieces) {
    List<Piece> calls = pieces.stream().filter(piece -> piece.script().isPresent()).toList();
    for (Piece call : calls.subList(Math.min(1, calls.size()), calls.size())) {
      problems.add(
          call.where().replaceFirst(": $", ""),
          "is a second call for the same stage; a configuration has one, such as "
              + calls.get(0).where().replaceFirst(": $", ""));
    }
    return calls.stream()
        .limit(1)
        .map(call -> call.script().orElseThrow())
        .collect(Collectors.toSet());
  }

  private void readSampling(
      Given given,
      FlagReader flags,
      String path,
      Diffusion.Builder diffusion,
      Sampling.Builder sampling) {
    readInto(given, flags, diffusion, path + ".diffusion");
    readInto(given, flags, sampling, path + ".sampling");
  }

  /** Reads the flags of which a configuration has one for all stages. */
  private void readShared(Given given, FlagReader flags) {
    flags
        .optionalInteger("num_samples")
        .ifPresent(
            number -> {
              agree(given, "num_samples", String.valueOf(number));
              configuration.getGenerationBuilder().setNumSamples(number);
              place(given, "generation", "num_samples");
            });
    flags
        .optionalInteger("batch_size")
        .ifPresent(
            number -> {
              boolean first = !configuration.getExecution().hasBatchSize();
              int before = configuration.getExecution().getBatchSize();
              if (!first && before != number) {
                unused.add(
                    "%sbatch_size %d: Upstack has one batch size for all stages, the smaller one is %d"
                        .formatted(
                            given.values().get("batch_size").where(),
                            Math.max(before, number),
                            Math.min(before, number)));
              }
              configuration
                  .getExecutionBuilder()
                  .setBatchSize(first ? number : Math.min(before, number));
              place(given, "execution", "batch_size");
            });
  }

  private void agree(Given given, String name, String value) {
    String before = shared.putIfAbsent(name, value);
    if (before != null && !before.equals(value)) {
      problems.add(
          given.values().get(name).where() + name,
          "is %s, expected %s as for the base stage".formatted(value, before));
    }
  }

  private void readInto(Given given, FlagReader flags, Message.Builder message, String path) {
    flags.readInto(message, Map.of()).keySet().forEach(field -> place(given, path, field));
  }

  private void place(Given given, String path, String name) {
    Optional.ofNullable(given.values().get(name))
        .ifPresent(flag -> places.put(path + "." + name, flag.where() + name));
  }

  /**
   * A flag that was given.
   *
   * @param where what comes before its name in problems, including the dashes
   */
  private record Flag(String where, String value) {}

  /** The flags of a stage by their names. */
  private record Given(Map<String, Flag> values, Problems problems) {
    /** Returns a reader of the flags of the classifier, or of all the others. */
    FlagReader reader(boolean ofClassifier) {
      Struct.Builder struct = Struct.newBuilder();
      values.forEach(
          (name, flag) -> {
            if (OF_CLASSIFIER.contains(name) == ofClassifier) {
              struct.putFields(name, Value.newBuilder().setStringValue(flag.value()).build());
            }
          });
      String where = values.values().stream().map(Flag::where).findFirst().orElse("--");
      return FlagReader.of(where, struct.build(), problems);
    }
  }

  private Given given(List<Piece> pieces, Set<String> known) {
    Map<String, Flag> values = new LinkedHashMap<>();
    for (Piece piece : pieces) {
      List<Word> words = piece.words();
      int next = 0;
      while (next < words.size()) {
        Word word = words.get(next);
        next++;
        String text = word.text();
        if (!text.startsWith("--") || text.length() == 2) {
          reportLoose(piece, word);
          continue;
        }
        int equals = text.indexOf('=');
        String name = text.substring(2, equals < 0 ? text.length() : equals);
        Optional<Word> value = Optional.empty();
        if (equals >= 0) {
          value = Optional.of(new Word(text.substring(equals + 1), word.unknown()));
        } else if (next < words.size() && !words.get(next).text().startsWith("--")) {
          value = Optional.of(words.get(next));
          next++;
        }
        add(piece, name, value, known, values);
      }
    }
    return new Given(values, problems);
  }

  private void add(
      Piece piece,
      String written,
      Optional<Word> value,
      Set<String> known,
      Map<String, Flag> values) {
    String where = piece.where() + "--";
    Optional<String> found = find(written, known);
    if (found.isEmpty()) {
      leaveOut(piece, written, value.map(Word::text), known);
      return;
    }
    String name = found.get();
    if (value.isEmpty()) {
      problems.add(where + name, "has no value");
      return;
    }
    if (!value.get().unknown().isEmpty()) {
      problems.add(where + name, unassigned(value.get()));
      return;
    }
    Flag flag = new Flag(where, value.get().text());
    Flag before = values.putIfAbsent(name, flag);
    if (before != null && !before.value().equals(flag.value())) {
      problems.add(
          where + name,
          "is given as '%s' and as '%s'; keep one".formatted(before.value(), flag.value()));
    }
  }

  /** Returns the flag of this name, or the only one whose name begins with it. */
  private static Optional<String> find(String written, Set<String> known) {
    if (known.contains(written)) {
      return Optional.of(written);
    }
    List<String> longer =
        known.stream().filter(name -> !written.isEmpty() && name.startsWith(written)).toList();
    return longer.size() == 1 && !isKnownElsewhere(written)
        ? Optional.of(longer.get(0))
        : Optional.empty();
  }

  private static boolean isKnownElsewhere(String name) {
    return OF_TRAINING.contains(name)
        || OF_BASE.contains(name)
        || OF_CLASSIFIER.contains(name)
        || OF_UPSAMPLER.contains(name);
  }

  private void leaveOut(Piece piece, String name, Optional<String> value, Set<String> known) {
    Optional<String> typo =
        known.stream()
            .filter(candidate -> !isKnownElsewhere(name) && name.length() >= SHORTEST_TYPO)
            .filter(candidate -> EditDistance.between(name, candidate) <= FARTHEST_TYPO)
            .min(comparingInt(candidate -> EditDistance.between(name, candidate)));
    if (typo.isPresent()) {
      problems.add(
          piece.where() + "--" + name,
          "is not a flag of guided-diffusion; did you mean --%s?".formatted(typo.get()));
      return;
    }
    unused.add(
        "%s--%s%s: %s"
            .formatted(
                piece.where(),
                name,
                value.map(text -> " " + text).orElse(""),
                reason(name, piece, known)));
  }

  private static String reason(String name, Piece piece, Set<String> known) {
    if (name.equals("base_samples")) {
      return "a run makes the base samples itself; `upstack upsample --base-samples` takes them"
          + " from a file";
    }
    if (OF_TRAINING.contains(name)) {
      return "it is a flag of training";
    }
    if (OF_CLASSIFIER.contains(name)) {
      return "%s has no classifier"
          .formatted(piece.script().map(script -> script.file).orElse("an upsampler"));
    }
    if (isKnownElsewhere(name)) {
      return known.contains("large_size")
          ? "an upsampler has no such flag"
          : "only an upsampler has this flag";
    }
    return "it is not a flag of guided-diffusion's " + Script.files();
  }

  private void reportLoose(Piece piece, Word word) {
    String where = piece.where().replaceFirst(": $", "");
    if (word.unknown().isEmpty()) {
      problems.add(where, "'%s' is not a flag, nor the value of one".formatted(word.text()));
    } else if (Set.of("$@", "$*").containsAll(word.unknown())) {
      unused.add(
          "%s%s: only a running shell knows these arguments; add them with --flags"
              .formatted(piece.where(), String.join(" ", word.unknown())));
    } else {
      problems.add(where, unassigned(word));
    }
  }

  private static String unassigned(Word word) {
    return "%s has no value that can be read here; write the value instead"
        .formatted(String.join(", ", word.unknown()));
  }

  private static Set<String> names(Stream<Descriptor> messages, String... more) {
    return Stream.concat(
            messages.flatMap(message -> message.getFields().stream()).map(FieldDescriptor::getName),
            Stream.of(more))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
