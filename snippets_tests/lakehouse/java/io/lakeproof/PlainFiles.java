package io.lakeproof;

import java.io.File;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * Local files without permissions and without checksums.
 *
 * Hadoop starts a program, `chmod`, for every folder that it makes, and keeps a checksum file beside each file. It must
 * be a LocalFileSystem all the same: whatever copies from or to the local disk, as the state store RocksDB does, asks
 * for one by that class. What that class does for checksums is passed by, not only switched off: it would still look
 * for their files at each rename and deletion.
 */
public final class PlainFiles extends LocalFileSystem {
  public PlainFiles() {
    super(new Bare());
    setWriteChecksum(false);
    setVerifyChecksum(false);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return fs.open(path, bufferSize);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return fs.create(path, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) throws IOException {
    return fs.append(path, bufferSize, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return fs.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return fs.delete(path, recursive);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return fs.listStatus(path);
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    return fs.mkdirs(path);
  }

  private static final class Bare extends RawLocalFileSystem {
    @Override
    protected boolean mkOneDirWithMode(Path path, File folder, FsPermission permission) throws IOException {
      return super.mkOneDirWithMode(path, folder, null);
    }

    @Override
    public void setPermission(Path path, FsPermission permission) {
      // The process's own default is right.
    }
  }
}
