package io.lakeproof;

import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.execution.streaming.Source;
import org.apache.spark.sql.sources.StreamSourceProvider;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;

/**
 * The data source behind `cloudFiles`, which Python asks for once it knows format and schema.
 *
 * Options with the prefix are CloudFilesSource's, the others are the file format's. It is itself a file format only for
 * Spark to offer the column `_metadata`; files are read by the format that the option names.
 */
public final class CloudFiles implements FileFormat, StreamSourceProvider {
  @Override
  public Tuple2<String, StructType> sourceSchema(
      SQLContext context, Option<StructType> schema, String provider, Map<String, String> options) {
    return new Tuple2<>("CloudFilesSource", schema.get());
  }

  @Override
  public Source createSource(
      SQLContext context, String place, Option<StructType> schema, String provider, Map<String, String> options) {
    return new CloudFilesSource(Sessions.classic(context.sparkSession()), place, schema.get(), options);
  }

  @Override
  public Option<StructType> inferSchema(
      SparkSession session, Map<String, String> options, Seq<FileStatus> files) {
    throw new UnsupportedOperationException("cloudFiles is only read as a stream, with a schema");
  }

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession session, Job job, Map<String, String> options, StructType schema) {
    throw new UnsupportedOperationException("cloudFiles cannot be written");
  }

  /** Of Parquet, whose `_metadata` also has the number of the row. */
  public static final class Parquet extends ParquetFileFormat implements StreamSourceProvider {
    @Override
    public Tuple2<String, StructType> sourceSchema(
        SQLContext context, Option<StructType> schema, String provider, Map<String, String> options) {
      return new CloudFiles().sourceSchema(context, schema, provider, options);
    }

    @Override
    public Source createSource(
        SQLContext context, String place, Option<StructType> schema, String provider, Map<String, String> options) {
      return new CloudFiles().createSource(context, place, schema, provider, options);
    }
  }
}
