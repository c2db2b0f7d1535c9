/**
 * The Inception-v3 of 2015-12-05, by whose features published samples are measured, written as a
 * TorchScript program from any of the files that its weights come in.
 */
package io.upstack.stages.inception;
