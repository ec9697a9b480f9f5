package io.lakeproof;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;

/**
 * The files of a stream, in its checkpoint under `sources/N`: a file of JSON lines for each batch, named by its number,
 * and `skipped` with the paths that were there before the stream and are not to be read. Python reads the same files for
 * `cloud_files_state`.
 */
final class CloudFilesLog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SKIPPED = "skipped";

  private final CheckpointFileManager files;
  private final Path folder;
  private final TreeMap<Long, List<CloudFile>> batches = new TreeMap<>();

  CloudFilesLog(String folder, Configuration conf) {
    this.folder = new Path(folder);
    files = CheckpointFileManager.create(this.folder, conf);
    if (!files.exists(this.folder)) {
      return;
    }
    for (FileStatus status : files.list(this.folder, path -> path.getName().matches("\\d+"))) {
      List<CloudFile> batch = new ArrayList<>();
      for (String line : lines(status.getPath())) {
        batch.add(read(line));
      }
      batches.put(Long.parseLong(status.getPath().getName()), batch);
    }
  }

  /** Whether no batch was planned and nothing was skipped so far. */
  boolean fresh() {
    return !files.exists(new Path(folder, SKIPPED));
  }

  /** Begin, without the files at these paths. */
  void begin(List<String> skipped) {
    write(SKIPPED, skipped);
  }

  List<String> skipped() {
    return lines(new Path(folder, SKIPPED));
  }

  /** The number of the newest batch, -1 when there is none. */
  long newest() {
    return batches.isEmpty() ? -1 : batches.lastKey();
  }

  /** The files of the batches after one up to another; -1 is before all. */
  List<CloudFile> between(long after, long upTo) {
    List<CloudFile> found = new ArrayList<>();
    batches.subMap(after, false, upTo, true).values().forEach(found::addAll);
    return found;
  }

  Collection<List<CloudFile>> all() {
    return batches.values();
  }

  /** Remember the files of the next batch. */
  void add(List<CloudFile> batch) {
    long number = newest() + 1;
    batches.put(number, batch);
    save(number);
  }

  /** Write anew what is known about a batch. */
  void save(long number) {
    List<String> lines = new ArrayList<>();
    for (CloudFile file : batches.get(number)) {
      lines.add(text(file));
    }
    write(Long.toString(number), lines);
  }

  /** Note that all batches up to one are done, and write those anew that were not. */
  void commit(long upTo, long now) {
    batches.headMap(upTo, true).forEach(
        (number, batch) -> {
          if (!batch.isEmpty() && batch.get(0).committed == null) {
            for (CloudFile file : batch) {
              file.committed = now;
              file.processed = file.processed == null ? Long.valueOf(now) : file.processed;
            }
            save(number);
          }
        });
  }

  /** The numbers of all batches. */
  List<Long> numbers() {
    return new ArrayList<>(batches.keySet());
  }

  List<CloudFile> batch(long number) {
    return batches.get(number);
  }

  private void write(String name, List<String> lines) {
    files.mkdirs(folder);
    try (CheckpointFileManager.CancellableFSDataOutputStream out = files.createAtomic(new Path(folder, name), true)) {
      for (String line : lines) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  private List<String> lines(Path path) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(files.open(path), StandardCharsets.UTF_8))) {
      List<String> found = new ArrayList<>();
      in.lines().forEach(found::add);
      return found;
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  private static CloudFile read(String line) {
    try {
      return JSON.readValue(line, CloudFile.class);
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  private static String text(CloudFile file) {
    try {
      return JSON.writeValueAsString(file);
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }
}
