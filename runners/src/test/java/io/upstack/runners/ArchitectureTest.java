package io.upstack.runners;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.upstack.runners.architecture.ArchitectureRules;

/** Holds the design. ArchitectureRulesTest shows that each rule can fail. */
@AnalyzeClasses(packages = "io.upstack", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest static final ArchRule modulesPointOneWay = ArchitectureRules.MODULES_POINT_ONE_WAY;
  @ArchTest static final ArchRule stagesStandAlone = ArchitectureRules.STAGES_STAND_ALONE;
  @ArchTest static final ArchRule flinkStaysInRunners = ArchitectureRules.FLINK_STAYS_IN_RUNNERS;
  @ArchTest static final ArchRule filesAreTheStores = ArchitectureRules.FILES_ARE_THE_STORES;

  @ArchTest
  static final ArchRule numbersAreThoseOfNoLanguage =
      ArchitectureRules.NUMBERS_ARE_THOSE_OF_NO_LANGUAGE;

  @ArchTest
  static final ArchRule verificationUsesWhatRunsUse =
      ArchitectureRules.VERIFICATION_USES_WHAT_RUNS_USE;

  @ArchTest static final ArchRule stagesAreNotTangled = ArchitectureRules.STAGES_ARE_NOT_TANGLED;
}
