/** Files that commands leave where a user asked for them. */
package io.upstack.runners.files;
