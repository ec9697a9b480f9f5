package io.lakeproof;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;

/** Storage for Hadoop's second file interface, by which Spark writes checkpoints and Delta its checksums. */
public abstract class StorageContext extends DelegateToFileSystem {
  StorageContext(URI uri, Storage storage, Configuration conf) throws IOException, URISyntaxException {
    // Hadoop wants a port of every scheme that must have an authority.
    super(uri, storage, conf, uri.getScheme(), false);
  }

  @Override
  public int getUriDefaultPort() {
    return -1;
  }

  /** Of DBFS. */
  public static final class OfDbfs extends StorageContext {
    public OfDbfs(URI uri, Configuration conf) throws IOException, URISyntaxException {
      super(uri, new Dbfs(), conf);
    }
  }

  /** Of buckets. */
  public static final class OfCloud extends StorageContext {
    public OfCloud(URI uri, Configuration conf) throws IOException, URISyntaxException {
      super(uri, new Cloud(), conf);
    }
  }
}
