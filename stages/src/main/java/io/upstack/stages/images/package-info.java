/** Images as users have them, in npz files and directories of pictures. */
package io.upstack.stages.images;
