/** Checksums of contents that are assembled from parts. */
package io.upstack.stages.checksums;
