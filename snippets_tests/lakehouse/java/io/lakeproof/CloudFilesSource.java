package io.lakeproof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.util.CaseInsensitiveMap$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.read.streaming.ReadAllAvailable;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.apache.spark.sql.execution.datasources.DataSource;
import org.apache.spark.sql.execution.datasources.LogicalRelation$;
import org.apache.spark.sql.execution.datasources.PathFilterFactory;
import org.apache.spark.sql.execution.datasources.PathFilterStrategy;
import org.apache.spark.sql.execution.streaming.Offset;
import org.apache.spark.sql.execution.streaming.Source;
import org.apache.spark.sql.execution.streaming.runtime.FileStreamSourceOffset;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The files of a folder as a stream, each read once: Auto Loader in the mode that lists folders.
 *
 * Spark's own source of files knows no size of a batch in files and bytes at once, cannot leave out what was there
 * before, or take an overwritten file again, and forgets when it saw a file.
 */
final class CloudFilesSource implements Source, SupportsTriggerAvailableNow, ReportsSourceMetrics {
  private static final String OURS = "cloudfiles.";
  private static final String[] FILTERS = {"pathglobfilter", "modifiedafter", "modifiedbefore"};

  private final SparkSession session;
  private final StructType schema;
  private final Map<String, String> options = new HashMap<>();
  private final Map<String, String> formatOptions = new HashMap<>();
  private final Path path;
  private final FileSystem files;
  private final List<PathFilterStrategy> filters;
  private final CloudFilesLog log;
  private final CloudFilesCleaner cleaner;
  /** When the newest version of each file that a batch holds was written, by path. */
  private final Map<String, Long> seen = new HashMap<>();
  private Set<String> skipped;
  private List<FileStatus> foundOnce;
  private List<FileStatus> outstanding = List.of();

  CloudFilesSource(
      SparkSession session, String place, StructType schema, scala.collection.immutable.Map<String, String> given) {
    this.session = session;
    this.schema = schema;
    CollectionConverters.asJava(given)
        .forEach(
            (name, value) -> {
              String key = name.toLowerCase(Locale.ROOT);
              boolean ours = key.startsWith(OURS);
              (ours ? options : formatOptions).put(ours ? key.substring(OURS.length()) : key, value);
            });
    path = new Path(formatOptions.remove("path"));
    Map<String, String> chosen = new HashMap<>();
    for (String filter : FILTERS) {
      if (options.containsKey(filter)) {
        chosen.put(filter, options.get(filter));
      }
    }
    filters = Scala.list(PathFilterFactory.create(CaseInsensitiveMap$.MODULE$.apply(immutable(chosen))));
    Configuration conf = session.sessionState().newHadoopConf();
    try {
      files = path.getFileSystem(conf);
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
    log = new CloudFilesLog(place, conf);
    cleaner = CloudFilesCleaner.of(files, options);
    for (List<CloudFile> batch : log.all()) {
      batch.forEach(file -> seen.merge(file.path, file.modified, Math::max));
    }
  }

  @Override
  public StructType schema() {
    return schema;
  }

  @Override
  public Option<Offset> getOffset() {
    throw new UnsupportedOperationException("latestOffset(Offset, ReadLimit) is to be called");
  }

  @Override
  public ReadLimit getDefaultReadLimit() {
    return ReadLimit.maxFiles(Integer.parseInt(options.get("maxfilespertrigger")));
  }

  @Override
  public synchronized void prepareForTriggerAvailableNow() {
    foundOnce = found();
  }

  @Override
  public synchronized org.apache.spark.sql.connector.read.streaming.Offset latestOffset(
      org.apache.spark.sql.connector.read.streaming.Offset start, ReadLimit limit) {
    long now = now();
    log.commit(start == null ? -1 : number((Offset) start), now);
    List<FileStatus> all = foundOnce == null ? found() : foundOnce;
    begin(all);
    List<FileStatus> news = news(all);
    List<FileStatus> taken = limit instanceof ReadAllAvailable ? news : first(news);
    outstanding = news.subList(taken.size(), news.size());
    if (!taken.isEmpty()) {
      List<CloudFile> batch = new ArrayList<>();
      for (FileStatus status : taken) {
        CloudFile file = new CloudFile();
        file.path = status.getPath().toString();
        file.size = status.getLen();
        file.modified = status.getModificationTime();
        file.discovered = now;
        seen.put(file.path, file.modified);
        batch.add(file);
      }
      log.add(batch);
    }
    cleaner.clean(log, now);
    return log.newest() < 0 ? null : new FileStreamSourceOffset(log.newest());
  }

  @Override
  public Dataset<Row> getBatch(Option<Offset> start, Offset end) {
    List<String> paths = new ArrayList<>();
    for (CloudFile file : log.between(start.isEmpty() ? -1 : number(start.get()), number(end))) {
      file.processed = now();
      paths.add(file.path);
    }
    Map<String, String> reading = new HashMap<>(formatOptions);
    reading.put(DataSource.GLOB_PATHS_KEY(), "false");
    List<String> partitions =
        options.get("partitions").isEmpty() ? List.of() : List.of(options.get("partitions").split(","));
    if (partitions.isEmpty()) {
      // Else Spark would look for partitions in the names of folders.
      reading.put("recursiveFileLookup", "true");
    } else {
      reading.put("basePath", options.get("base"));
    }
    DataSource source =
        DataSource.apply(
            session,
            options.get("format"),
            Scala.seq(paths),
            Option.apply(schema),
            Scala.seq(partitions),
            Option.empty(),
            immutable(reading),
            Option.empty(),
            Option.empty());
    return org.apache.spark.sql.classic.Dataset.ofRows(
        session, LogicalRelation$.MODULE$.apply(source.resolveRelation(false, true, false), true));
  }

  @Override
  public Map<String, String> metrics(Optional<org.apache.spark.sql.connector.read.streaming.Offset> consumed) {
    long bytes = outstanding.stream().mapToLong(FileStatus::getLen).sum();
    return Map.of("numFilesOutstanding", "" + outstanding.size(), "numBytesOutstanding", "" + bytes);
  }

  @Override
  public void stop() {}

  @Override
  public String toString() {
    return "CloudFilesSource[" + path + "]";
  }

  /** Settle which files were there before, once for all starts. */
  private void begin(List<FileStatus> all) {
    if (skipped != null) {
      return;
    }
    if (log.fresh()) {
      boolean skip = options.getOrDefault("includeexistingfiles", "true").equalsIgnoreCase("false");
      log.begin(skip ? all.stream().map(file -> file.getPath().toString()).collect(Collectors.toList()) : List.of());
    }
    skipped = new HashSet<>(log.skipped());
  }

  private long now() {
    return Long.parseLong(Sessions.hookOf(session).now());
  }

  private static long number(Offset offset) {
    return FileStreamSourceOffset.apply(offset).logOffset();
  }

  /** What is to be read, the oldest first, without what was. */
  private List<FileStatus> news(List<FileStatus> all) {
    boolean overwrites = options.getOrDefault("allowoverwrites", "false").equalsIgnoreCase("true");
    List<FileStatus> news = new ArrayList<>();
    for (FileStatus file : all) {
      String name = file.getPath().toString();
      Long before = seen.get(name);
      if (!skipped.contains(name) && (before == null || overwrites && before < file.getModificationTime())) {
        news.add(file);
      }
    }
    news.sort(Comparator.comparingLong(FileStatus::getModificationTime).thenComparing(FileStatus::getPath));
    return news;
  }

  /** As many as fit both limits; one at least, whatever its size. */
  private List<FileStatus> first(List<FileStatus> news) {
    int most = Integer.parseInt(options.get("maxfilespertrigger"));
    String given = options.get("maxbytespertrigger");
    long left = given == null ? Long.MAX_VALUE : JavaUtils.byteStringAsBytes(given);
    int count = 0;
    while (count < Math.min(most, news.size()) && (count == 0 || news.get(count).getLen() <= left)) {
      left -= news.get(count).getLen();
      count++;
    }
    return news.subList(0, count);
  }

  private List<FileStatus> found() {
    List<FileStatus> found = new ArrayList<>();
    try {
      FileStatus[] tops = files.globStatus(path);
      for (FileStatus top : tops == null ? new FileStatus[0] : tops) {
        walk(top, found);
      }
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
    return found;
  }

  private void walk(FileStatus status, List<FileStatus> found) throws IOException {
    if (!status.isDirectory()) {
      if (filters.stream().allMatch(filter -> filter.accept(status))) {
        found.add(status);
      }
      return;
    }
    for (FileStatus inside : files.listStatus(status.getPath())) {
      if (!inside.getPath().getName().matches("[._].*")) {
        walk(inside, found);
      }
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static scala.collection.immutable.Map<String, String> immutable(Map<String, String> map) {
    return Map$.MODULE$.from((scala.collection.IterableOnce) CollectionConverters.asScala(map));
  }
}
