/** Checksums of contents that are put together from parts. */
package io.upstack.stages.checksums;
