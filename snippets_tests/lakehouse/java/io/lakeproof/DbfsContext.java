package io.lakeproof;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;

/** The same for Hadoop's second file interface, which streaming checkpoints prefer. */
public final class DbfsContext extends DelegateToFileSystem {
  public DbfsContext(URI uri, Configuration conf) throws IOException, URISyntaxException {
    super(uri, new Dbfs(), conf, "dbfs", false);
  }

  @Override
  public int getUriDefaultPort() {
    return -1;
  }
}
