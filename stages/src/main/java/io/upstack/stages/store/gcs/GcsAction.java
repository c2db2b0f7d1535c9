package io.upstack.stages.store.gcs;

/** An action that is requested of a bucket, and the permission that it needs. */
enum GcsAction {
  LOOK("looked at", "storage.objects.get"),
  READ("read", "storage.objects.get"),
  LIST("listed", "storage.objects.list"),
  CREATE("written", "storage.objects.create"),
  REPLACE("replaced", "storage.objects.create and storage.objects.delete"),
  DELETE("deleted", "storage.objects.delete");

  private final String participle;
  private final String permission;

  GcsAction(String participle, String permission) {
    this.participle = participle;
    this.permission = permission;
  }

  /** Returns the participle that follows "cannot be". */
  String participle() {
    return participle;
  }

  String permission() {
    return permission;
  }
}
