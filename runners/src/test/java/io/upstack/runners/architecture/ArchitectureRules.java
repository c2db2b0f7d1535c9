package io.upstack.runners.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import io.upstack.stages.metrics.FeatureWidths;
import java.io.File;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.Set;

/** The rules of the design for packages. */
public final class ArchitectureRules {
  private static final Set<String> WRITING_METHODS_OF_FILES =
      Set.of(
          "copy",
          "createDirectories",
          "createDirectory",
          "createFile",
          "createLink",
          "createSymbolicLink",
          "createTempDirectory",
          "createTempFile",
          "delete",
          "deleteIfExists",
          "move",
          "newBufferedWriter",
          "newByteChannel",
          "newOutputStream",
          "write",
          "writeString");

  private static final DescribedPredicate<JavaCall<?>> WRITING_OF_FILES =
      describe(
          "of java.nio.file.Files that write",
          call ->
              call.getTargetOwner().isEquivalentTo(Files.class)
                  && WRITING_METHODS_OF_FILES.contains(call.getName()));

  public static final ArchRule MODULES_POINT_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("proto")
          .definedBy("io.upstack.proto..")
          .layer("stages")
          .definedBy("io.upstack.stages..")
          .layer("pipelines")
          .definedBy("io.upstack.pipelines..")
          .layer("runners")
          .definedBy("io.upstack.runners..")
          .whereLayer("runners")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("pipelines")
          .mayOnlyBeAccessedByLayers("runners")
          .whereLayer("stages")
          .mayOnlyBeAccessedByLayers("pipelines", "runners")
          .whereLayer("proto")
          .mayOnlyBeAccessedByLayers("stages", "pipelines", "runners");

  public static final ArchRule STAGES_STAND_ALONE =
      noClasses()
          .that()
          .resideInAPackage("io.upstack.stages..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.beam..", "org.apache.flink..")
          .because(
              "the numerics and the stages are to be read, tested and reused without an engine")
          .allowEmptyShould(true);

  public static final ArchRule FLINK_STAYS_IN_RUNNERS =
      noClasses()
          .that()
          .resideInAPackage("io.upstack..")
          .and()
          .resideOutsideOfPackage("io.upstack.runners..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.apache.flink..", "org.apache.beam.runners.flink.."))
          .because("stages and pipelines run on any of Beam's runners")
          .allowEmptyShould(true);

  /** Checkpoints are read at any position, and a native loader reads programs: both need a file. */
  public static final ArchRule FILES_ARE_THE_STORES =
      noClasses()
          .that()
          .resideInAPackage("io.upstack.stages..")
          .and()
          .resideOutsideOfPackages(
              "io.upstack.stages.store..",
              "io.upstack.stages.checkpoints..",
              "io.upstack.stages.programs..")
          .should()
          .callMethodWhere(WRITING_OF_FILES)
          .orShould()
          .dependOnClassesThat(
              assignableTo(File.class)
                  .or(assignableTo(FileOutputStream.class))
                  .or(assignableTo(FileWriter.class))
                  .or(assignableTo(RandomAccessFile.class)))
          .because(
              "what is written goes through the store: whole or not at all, here or in a bucket")
          .allowEmptyShould(true);

  /** Programs, keys and reports are for machines, and {@code %d} has other digits elsewhere. */
  public static final ArchRule NUMBERS_ARE_THOSE_OF_NO_LANGUAGE =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.upstack.stages.programs..",
              "io.upstack.stages.networks..",
              "io.upstack.stages.diffusion..",
              "io.upstack.stages.inception..",
              "io.upstack.stages.manifolds..",
              "io.upstack.stages.metrics..",
              "io.upstack.stages.measure..",
              "io.upstack.stages.report..")
          .should()
          .callMethod(String.class, "formatted", Object[].class)
          .orShould()
          .callMethod(String.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(String.class, "toLowerCase")
          .orShould()
          .callMethod(String.class, "toUpperCase")
          .because("text that others read is to be the same in every locale: Locale.ROOT")
          .allowEmptyShould(true);

  private static final DescribedPredicate<JavaCall<?>> MAKING_OF_WHAT_A_RUN_MAKES =
      describe(
          "that make what the flags of a run decide",
          call ->
              call.getTargetOwner().getPackageName().startsWith("io.upstack.stages.diffusion")
                  && (call.getName().equals(JavaConstructor.CONSTRUCTOR_NAME)
                      || call.getTarget()
                          .resolveMember()
                          .map(member -> member.getModifiers().contains(JavaModifier.STATIC))
                          .orElse(false)));

  /** Recorded cases test the code with which a run reads flags and measures. */
  public static final ArchRule VERIFICATION_USES_WHAT_RUNS_USE =
      noClasses()
          .that()
          .resideInAPackage("io.upstack.stages.verify..")
          .should()
          .callCodeUnitWhere(MAKING_OF_WHAT_A_RUN_MAKES)
          .orShould()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "io.upstack.stages.networks..",
                      "io.upstack.stages.manifolds..",
                      "io.upstack.stages.metrics..")
                  // It says what the features of a case are, and computes nothing.
                  .and(not(equivalentTo(FeatureWidths.class))))
          .because(
              "a case that is read or measured in another way than a run does not test the run")
          .allowEmptyShould(true);

  public static final ArchRule STAGES_ARE_NOT_TANGLED =
      slices().matching("io.upstack.stages.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  private ArchitectureRules() {}
}
