package io.lakeproof;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * Storage that is called as on Databricks and lies in local files.
 *
 * The session's setting `lakeproof.files` says where a tenant's files are. Hadoop would share one instance among all
 * sessions, so its cache must be off for these schemes.
 */
abstract class Storage extends FileSystem {
  static final String FILES = "lakeproof.files";

  private final PlainFiles local = new PlainFiles();
  private URI root;
  private String files;

  /** The local place of a path, given the tenant's folder. */
  abstract String place(Supplier<String> tenantFiles, String authority, String path);

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    super.initialize(uri, conf);
    setConf(conf);
    root = URI.create(uri.getScheme() + "://" + (uri.getAuthority() == null ? "" : uri.getAuthority()) + "/");
    local.initialize(URI.create("file:///"), conf);
    files = conf.get(FILES);
    if (files == null) {
      // A configuration made by the Spark context knows no session's settings.
      Option<SparkSession> active = SparkSession.getActiveSession();
      files = active.isDefined() ? active.get().conf().get(FILES, null) : null;
    }
  }

  @Override
  public String getScheme() {
    return root.getScheme();
  }

  @Override
  public URI getUri() {
    return root;
  }

  private String tenantFiles() {
    if (files == null) {
      throw new IllegalStateException("no tenant is active: its files cannot be found");
    }
    return files;
  }

  private Path real(Path path) {
    return new Path("file:" + place(this::tenantFiles, root.getAuthority(), makeQualified(path).toUri().getPath()));
  }

  private FileStatus shown(FileStatus status, Path path) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        1,
        status.getBlockSize(),
        status.getModificationTime(),
        status.getAccessTime(),
        null,
        null,
        null,
        makeQualified(path));
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return local.open(real(path), bufferSize);
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
    return local.create(real(path), overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) throws IOException {
    return local.append(real(path), bufferSize, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return local.rename(real(from), real(to));
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return local.delete(real(path), recursive);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus[] found = local.listStatus(real(path));
    FileStatus[] out = new FileStatus[found.length];
    boolean file = found.length == 1 && getFileStatus(path).isFile();
    for (int i = 0; i < found.length; i++) {
      out[i] = shown(found[i], file ? path : new Path(path, found[i].getPath().getName()));
    }
    return out;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    try {
      return shown(local.getFileStatus(real(path)), path);
    } catch (FileNotFoundException missing) {
      // The local file's name must not show in the message.
      throw new FileNotFoundException("No such file or directory: " + makeQualified(path));
    }
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    return local.mkdirs(real(path));
  }

  @Override
  public void setTimes(Path path, long modified, long accessed) throws IOException {
    local.setTimes(real(path), modified, accessed);
  }

  @Override
  public void setWorkingDirectory(Path path) {
    // Relative names hang on the root, as on Databricks.
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path(root);
  }
}
