package io.upstack.runners.architecture;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.upstack.runners.progress.StageGoal;
import io.upstack.stages.diffusion.DiffusionProcess;
import io.upstack.stages.examples.StageThatNamesAFile;
import io.upstack.stages.examples.StageThatReadsAFile;
import io.upstack.stages.examples.StageThatUsesFlink;
import io.upstack.stages.examples.StageThatUsesRunners;
import io.upstack.stages.examples.StageThatWritesAFile;
import io.upstack.stages.firstexample.FirstOfACycle;
import io.upstack.stages.metrics.MetricThatFormats;
import io.upstack.stages.metrics.MetricThatUsesBeam;
import io.upstack.stages.networks.ClassifierPool;
import io.upstack.stages.secondexample.SecondOfACycle;
import io.upstack.stages.store.StoreThatWritesAFile;
import io.upstack.stages.verify.ReplayThatBuildsItsOwn;
import io.upstack.stages.verify.ReplayThatReadsFlags;
import org.junit.jupiter.api.Test;

/** Shows that each rule fails on a class that breaks it. */
final class ArchitectureRulesTest {
  @Test
  void modulesMayNotPointBack() {
    assertFails(
        ArchitectureRules.MODULES_POINT_ONE_WAY,
        "StageThatUsesRunners",
        StageThatUsesRunners.class,
        StageGoal.class);
  }

  @Test
  void numericsMayNotUseBeam() {
    assertFails(
        ArchitectureRules.STAGES_STAND_ALONE, "MetricThatUsesBeam", MetricThatUsesBeam.class);
  }

  @Test
  void stagesMayNotUseFlink() {
    assertFails(
        ArchitectureRules.FLINK_STAYS_IN_RUNNERS, "StageThatUsesFlink", StageThatUsesFlink.class);
  }

  @Test
  void stagesMayNotWriteFiles() {
    assertFails(
        ArchitectureRules.FILES_ARE_THE_STORES, "StageThatWritesAFile", StageThatWritesAFile.class);
  }

  @Test
  void stagesMayNotUseFilesOfJavaIo() {
    assertFails(
        ArchitectureRules.FILES_ARE_THE_STORES, "StageThatNamesAFile", StageThatNamesAFile.class);
  }

  @Test
  void stagesMayReadFilesAndTheStoreMayWriteThem() {
    assertThatCode(
            () ->
                ArchitectureRules.FILES_ARE_THE_STORES.check(
                    classes(StageThatReadsAFile.class, StoreThatWritesAFile.class)))
        .doesNotThrowAnyException();
  }

  @Test
  void packagesOfStagesMayNotNeedEachOther() {
    assertFails(
        ArchitectureRules.STAGES_ARE_NOT_TANGLED,
        "Cycle detected",
        FirstOfACycle.class,
        SecondOfACycle.class);
  }

  @Test
  void verificationMayNotMakeWhatARunMakes() {
    assertFails(
        ArchitectureRules.VERIFICATION_USES_WHAT_RUNS_USE,
        "DiffusionProcess.of",
        ReplayThatBuildsItsOwn.class,
        DiffusionProcess.class);
  }

  @Test
  void verificationMayNotReadFlagsItself() {
    assertFails(
        ArchitectureRules.VERIFICATION_USES_WHAT_RUNS_USE,
        "ReplayThatReadsFlags",
        ReplayThatReadsFlags.class,
        ClassifierPool.class);
  }

  @Test
  void metricsMayNotWriteNumbersInTheLanguageOfTheMachine() {
    assertFails(
        ArchitectureRules.NUMBERS_ARE_THOSE_OF_NO_LANGUAGE,
        "MetricThatFormats",
        MetricThatFormats.class);
  }

  private static void assertFails(ArchRule rule, String named, Class<?>... classes) {
    assertThatThrownBy(() -> rule.check(classes(classes)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Architecture Violation")
        .hasMessageContaining(named);
  }

  private static JavaClasses classes(Class<?>... classes) {
    return new ClassFileImporter().importClasses(classes);
  }
}
