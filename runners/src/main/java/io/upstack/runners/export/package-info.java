/** The export of networks to files, for use by other programs. */
package io.upstack.runners.export;
