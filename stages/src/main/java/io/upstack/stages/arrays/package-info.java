/** Arrays in numpy's npy and npz files, streamed in both directions. */
package io.upstack.stages.arrays;
