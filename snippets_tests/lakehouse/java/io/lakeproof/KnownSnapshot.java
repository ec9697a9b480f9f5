package io.lakeproof;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionSet;
import org.apache.spark.sql.catalyst.expressions.ExpressionSet$;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.delta.CapturedSnapshot;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.VersionChecksum;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.catalog.DeltaTableV2;
import org.apache.spark.sql.delta.stats.DataSize;
import org.apache.spark.sql.delta.stats.DeltaDataSkippingType$;
import org.apache.spark.sql.delta.stats.DeltaScan;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.collection.immutable.Set$;

/**
 * A version of a small table, which knows its files without asking Spark.
 *
 * <p>Delta runs a query over the log for every query of a table, to leave files out that a filter excludes; with three
 * rows in a file that is three quarters of the time. But the checksum that Delta writes with each version names the
 * files, as long as they are few. Where none can be left out, that is the answer. Tables with partitions are left to
 * Delta, since Spark trusts that their files have been chosen.
 */
final class KnownSnapshot extends Snapshot {
  private static final int MOST_FILES = 20;

  private final VersionChecksum checksum;
  private final List<AddFile> files;

  private KnownSnapshot(Snapshot plain, VersionChecksum checksum, List<AddFile> files) {
    super(plain.path(), plain.version(), plain.logSegment(), plain.deltaLog(), plain.checksumOpt());
    this.checksum = checksum;
    this.files = files;
  }

  /** Let a table that was looked up know its current version's files; returns the table. */
  static Table in(Table table) {
    if (table instanceof DeltaTableV2) {
      DeltaLog log = ((DeltaTableV2) table).deltaLog();
      if (log.currentSnapshot().snapshot().getClass() == Snapshot.class) {
        // Under the lock, for another thread may be installing a newer version.
        log.withSnapshotLockInterruptibly(
            () -> {
              CapturedSnapshot known = of(log.currentSnapshot());
              if (known != null) {
                log.currentSnapshot_$eq(known);
              }
              return null;
            });
      }
    }
    return table;
  }

  private static CapturedSnapshot of(CapturedSnapshot captured) {
    Snapshot plain = captured.snapshot();
    if (plain.getClass() != Snapshot.class || plain.checksumOpt().isEmpty()) {
      return null;
    }
    VersionChecksum checksum = plain.checksumOpt().get();
    if (checksum.allFiles().isEmpty() || !Scala.list(checksum.metadata().partitionColumns()).isEmpty()) {
      return null;
    }
    List<AddFile> files = Scala.list(checksum.allFiles().get());
    return files.size() > MOST_FILES
        ? null
        : new CapturedSnapshot(new KnownSnapshot(plain, checksum, files), captured.updateTimestamp());
  }

  @Override
  public long numOfFiles() {
    return checksum.numFiles();
  }

  @Override
  public long sizeInBytes() {
    return checksum.tableSizeBytes();
  }

  @Override
  public Seq<AddFile> getAllFiles(boolean keepNumRecords) {
    List<AddFile> found = new ArrayList<>();
    for (AddFile file : files) {
      Option<Object> records = file.numPhysicalRecords();
      found.add(with(file, keepNumRecords && records.isDefined() ? "{\"numRecords\":" + records.get() + "}" : null));
    }
    return Scala.seq(found);
  }

  @Override
  public DeltaScan filesForScan(Seq<Expression> filters, boolean keepNumRecords) {
    return chosen(Scala.list(filters))
        ? super.filesForScan(filters, keepNumRecords)
        : scan(getAllFiles(keepNumRecords), filters);
  }

  @Override
  public DeltaScan filesForScan(long limit, Seq<Expression> partitionFilters) {
    return chosen(Scala.list(partitionFilters))
        ? super.filesForScan(limit, partitionFilters)
        : scan(getAllFiles(true), partitionFilters);
  }

  /** Whether it matters which files the filters leave: a DELETE by a condition without columns removes a file whole. */
  private boolean chosen(List<Expression> filters) {
    return !filters.isEmpty()
        && (files.size() > 1 || filters.stream().anyMatch(filter -> filter.references().isEmpty()));
  }

  @SuppressWarnings("unchecked")
  private DeltaScan scan(Seq<AddFile> found, Seq<Expression> filters) {
    DataSize size =
        new DataSize(
            Option.apply(checksum.tableSizeBytes()), Option.empty(), Option.apply((long) files.size()), Option.empty());
    ExpressionSet none = ExpressionSet$.MODULE$.apply(Scala.seq(List.of()));
    return new DeltaScan(
        version(),
        found,
        size,
        size,
        size,
        this,
        none,
        ExpressionSet$.MODULE$.apply(filters),
        none,
        (scala.collection.immutable.Set<Expression>) (Object) Set$.MODULE$.empty(),
        none,
        0,
        DeltaDataSkippingType$.MODULE$.noSkippingV1());
  }

  private static AddFile with(AddFile file, String stats) {
    return file.copy(
        file.path(),
        file.partitionValues(),
        file.size(),
        file.modificationTime(),
        file.dataChange(),
        stats,
        file.tags(),
        file.deletionVector(),
        file.baseRowId(),
        file.defaultRowCommitVersion(),
        file.clusteringProvider(),
        file.backReference(),
        file.amtPassthrough());
  }
}
