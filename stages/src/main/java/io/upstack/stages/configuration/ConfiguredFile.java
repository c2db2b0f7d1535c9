package io.upstack.stages.configuration;

import java.nio.file.Path;

/**
 * A file that a configuration names.
 *
 * @param field full path of the field, such as generation.base.model_path
 * @param written the file as it is written there
 * @param path absolute
 */
public record ConfiguredFile(String field, String written, Path path) {}
