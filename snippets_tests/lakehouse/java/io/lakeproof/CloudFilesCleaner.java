package io.lakeproof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.util.IntervalUtils;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Moves or deletes the files that a stream of Auto Loader has read, when they have been kept long enough
 * (`cloudFiles.cleanSource`). What is set now counts, not what was set when a file was read.
 */
public final class CloudFilesCleaner {
  private final FileSystem files;
  private final String mode;
  private final String base;
  private final String destination;
  private final CalendarInterval kept;

  private CloudFilesCleaner(FileSystem files, Map<String, String> options) {
    this.files = files;
    mode = options.getOrDefault("cleansource", "OFF");
    base = options.get("base");
    destination = options.get("cleansource.movedestination");
    kept = interval(options.getOrDefault("cleansource.retentionduration", "30 days"));
  }

  static CloudFilesCleaner of(FileSystem files, Map<String, String> options) {
    return new CloudFilesCleaner(files, options);
  }

  /** When something has been kept for an interval, in milliseconds; an IllegalArgumentException when it is none. */
  public static long due(long since, String interval) {
    return due(since, interval(interval));
  }

  private static CalendarInterval interval(String text) {
    return IntervalUtils.stringToInterval(UTF8String.fromString(text));
  }

  private static long due(long since, CalendarInterval kept) {
    return Instant.ofEpochMilli(since)
        .atOffset(ZoneOffset.UTC)
        .plusMonths(kept.months)
        .plusDays(kept.days)
        .plus(kept.microseconds, ChronoUnit.MICROS)
        .toInstant()
        .toEpochMilli();
  }

  /** Clean up what is due. */
  void clean(CloudFilesLog log, long now) {
    if (mode.equals("OFF")) {
      return;
    }
    for (long number : log.numbers()) {
      boolean changed = false;
      for (CloudFile file : log.batch(number)) {
        if (file.committed != null && file.archived == null && due(file.committed, kept) <= now) {
          changed |= archive(file, now);
        }
      }
      if (changed) {
        log.save(number);
      }
    }
  }

  private boolean archive(CloudFile file, long now) {
    Path path = new Path(file.path);
    try {
      if (!files.exists(path)) {
        return false;
      }
      if (mode.equals("MOVE")) {
        // Below the destination as it was below the source, so that no two files meet.
        String inside = path.toUri().getPath().substring(new Path(base).toUri().getPath().length());
        Path to = new Path(destination + "/" + inside);
        files.mkdirs(to.getParent());
        if (!files.rename(path, to)) {
          return false;
        }
        file.moveLocation = files.makeQualified(to).toString();
      } else if (!files.delete(path, false)) {
        return false;
      }
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
    file.archiveMode = mode;
    file.archived = now;
    return true;
  }
}
