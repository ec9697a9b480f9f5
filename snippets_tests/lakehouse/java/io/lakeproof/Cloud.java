package io.lakeproof;

import java.util.function.Supplier;

/**
 * `s3://bucket/x` and its like: a tenant's buckets lie in its files.
 *
 * Managed tables lie in a bucket named after the tenant. So they are called alike on every machine, and no two tenants'
 * tables have the same path, by which Delta remembers them.
 */
public final class Cloud extends Storage {
  static final String MANAGED = "lakeproof-";
  static final String WAREHOUSE = "lakeproof.warehouse";
  static final String SAMPLES = "lakeproof.samples";

  @Override
  String place(Supplier<String> files, String authority, String path) {
    if (authority != null && authority.equals(MANAGED + Sessions.SHARED)) {
      return getConf().get(SAMPLES) + path;
    }
    if (authority != null && authority.startsWith(MANAGED)) {
      return getConf().get(WAREHOUSE) + "/" + authority.substring(MANAGED.length()) + path;
    }
    return files.get() + "/cloud/" + getScheme() + "/" + authority + path;
  }
}
