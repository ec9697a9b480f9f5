package io.lakeproof;

import java.io.File;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** Local files without permissions: Hadoop starts a program, `chmod`, for every folder that it makes. */
public final class PlainFiles extends RawLocalFileSystem {
  @Override
  protected boolean mkOneDirWithMode(Path path, File folder, FsPermission permission) throws IOException {
    return super.mkOneDirWithMode(path, folder, null);
  }

  @Override
  public void setPermission(Path path, FsPermission permission) {
    // The process's own default is right.
  }
}
