/** PyTorch's state dicts, read from memory-mapped files without running their pickle. */
package io.upstack.stages.checkpoints;
