/** Makes reference batches. */
package io.upstack.runners.reference;
