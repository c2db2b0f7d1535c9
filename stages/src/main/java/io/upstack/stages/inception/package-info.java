/**
 * The Inception-v3 of 2015-12-05, whose features are used to measure published samples, written as
 * a TorchScript program from any of the file formats of its weights.
 */
package io.upstack.stages.inception;
