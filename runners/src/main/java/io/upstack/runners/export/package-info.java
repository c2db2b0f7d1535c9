/** Networks as files for others to use. */
package io.upstack.runners.export;
