package io.lakeproof;

import java.util.function.Supplier;

/** `dbfs:/x`, `/x` and `/Volumes/catalog/schema/volume/x`, the paths of DBFS and of volumes. */
public final class Dbfs extends Storage {
  private static final String[][] MOUNTS = {{"/Volumes", "/volumes"}, {"/Workspace", "/workspace"}};

  @Override
  String place(Supplier<String> files, String authority, String path) {
    for (String[] mount : MOUNTS) {
      if (path.equals(mount[0]) || path.startsWith(mount[0] + "/")) {
        return files.get() + mount[1] + path.substring(mount[0].length());
      }
    }
    return files.get() + "/dbfs" + path;
  }
}
