package io.lakeproof;

/** What a stream of Auto Loader remembers of one file; times are in milliseconds, null where nothing happened yet. */
public final class CloudFile {
  public String path;
  public long size;
  public long modified;
  public long discovered;
  public Long processed;
  public Long committed;
  public Long archived;
  /** MOVE or DELETE, as was done to it. */
  public String archiveMode;
  public String moveLocation;
}
