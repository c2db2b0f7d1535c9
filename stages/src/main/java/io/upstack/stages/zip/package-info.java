/** Zip archives as numpy and PyTorch write them, including zip64, read at any position. */
package io.upstack.stages.zip;
