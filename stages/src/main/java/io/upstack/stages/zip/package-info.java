/** Zip archives as numpy and PyTorch write them, zip64 included, read at any position. */
package io.upstack.stages.zip;
