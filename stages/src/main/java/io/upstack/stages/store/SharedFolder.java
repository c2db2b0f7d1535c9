package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;

/**
 * Folders under names that other users of the machine know, such as those in the temporary folder.
 * Another user may have made the folder first, or put a symbolic link in its place, so it is
 * checked each time before anything is written there.
 */
final class SharedFolder {
  private static final int OTHERS_MAY_WRITE = 0002;
  private static final int GROUP_OR_OTHERS_MAY_WRITE = 0022;
  private static final int STICKY = 01000;
  private static final int ALL_USERS = 01777;
  private static final int ROOT = 0;

  private SharedFolder() {}

  /**
   * Makes a folder in which every user may add files and only a file's owner may remove it.
   *
   * @throws IOException naming the folder, if something else is there, or if other users may remove
   *     the files in it
   */
  static void ofAllUsers(Path folder) throws IOException {
    make(folder, ALL_USERS);
    State state = State.of(folder);
    boolean removable = (state.mode & OTHERS_MAY_WRITE) != 0 && (state.mode & STICKY) == 0;
    if (!removable) {
      return;
    }
    int user = currentUser();
    if (user != ROOT && user != state.owner) {
      throw new IOException(
          "%s belongs to user %d and has the mode %o, so that every user may remove what is in it; the mode 1777 was expected"
              .formatted(folder, state.owner, state.mode));
    }
    setMode(folder, ALL_USERS);
  }

  /**
   * Makes a folder that only this user reads and writes.
   *
   * @throws IOException naming the folder, if something else is there, if it belongs to another
   *     user, or if others may write to it
   */
  static void ofUser(Path folder) throws IOException {
    make(folder, 0700);
    State state = State.of(folder);
    int user = currentUser();
    if (state.owner != user) {
      throw new IOException(
          "%s belongs to user %d; a folder of user %d, who this process runs as, was expected"
              .formatted(folder, state.owner, user));
    }
    if ((state.mode & GROUP_OR_OTHERS_MAY_WRITE) != 0) {
      throw new IOException(
          "%s has the mode %o, so that other users may write to it; the mode 700 was expected"
              .formatted(folder, state.mode));
    }
  }

  /** Returns whether a path is a folder, not a link to one, that belongs to this user. */
  static boolean isOwn(Path folder) throws IOException {
    try {
      return State.of(folder).owner == currentUser();
    } catch (NoSuchFileException e) {
      return false;
    } catch (NotAFolderException e) {
      return false;
    }
  }

  /** Returns the number of the user that this process runs as. */
  static int currentUser() throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  static void setMode(Path path, int mode) throws IOException {
    Files.setAttribute(path, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Makes the folder and sets its mode before it gets its name, so that nobody sees it with another
   * mode.
   */
  private static void make(Path folder, int mode) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Path above = folder.toAbsolutePath().getParent();
    Files.createDirectories(above);
    TemporaryLeftovers.remove(above, TemporaryLeftovers.MADE, Clock.systemUTC());
    Path made =
        Files.createDirectory(
            above.resolve(TemporaryLeftovers.MADE + UUID.randomUUID()),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      setMode(made, mode);
      Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.delete(made);
      throw e;
    } catch (FileSystemException e) {
      Files.delete(made);
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      // Another process was faster.
    }
  }

  private static final class NotAFolderException extends FileAlreadyExistsException {
    private static final long serialVersionUID = 1L;

    NotAFolderException(Path path, String what) {
      super(path.toString(), null, "is %s; a folder was expected".formatted(what));
    }

    @Override
    public String getMessage() {
      return "%s %s".formatted(getFile(), getReason());
    }
  }

  /**
   * The state of a folder, from its inode.
   *
   * @param owner the number of the user
   * @param mode the twelve bits of permissions
   */
  private record State(int owner, int mode) {
    static State of(Path folder) throws IOException {
      Map<String, Object> attributes =
          Files.readAttributes(
              folder, "unix:isDirectory,isSymbolicLink,uid,mode", LinkOption.NOFOLLOW_LINKS);
      if ((Boolean) attributes.get("isSymbolicLink")) {
        throw new NotAFolderException(folder, "a symbolic link");
      }
      if (!(Boolean) attributes.get("isDirectory")) {
        throw new NotAFolderException(folder, "not a folder");
      }
      return new State((Integer) attributes.get("uid"), (Integer) attributes.get("mode") & 07777);
    }
  }
}
