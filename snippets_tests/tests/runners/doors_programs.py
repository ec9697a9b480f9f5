"""Programs that a notebook and Databricks Connect must answer alike, each on a schema of its door's own.

A program is given `spark` and `schema`, and leaves what it found in `found`: rows, or anything that JSON can hold.
"""

from __future__ import annotations

TABLES = """
from delta.tables import DeltaTable
from pyspark.errors import PySparkException
from pyspark.sql.functions import col, lit

spark.sql(f"CREATE TABLE {schema}.stock AS SELECT * FROM VALUES ('pen', 5), ('cup', 2) AS t (item, pieces)")
table = DeltaTable.forName(spark, f"{schema}.stock")


def stock():
    return spark.table(f"{schema}.stock").orderBy("item").collect()


def refused(work):
    try:
        work()
    except PySparkException as error:
        # The client of Connect is older than the first name.
        return [(getattr(error, "getCondition", None) or error.getErrorClass)(), error.getSqlState()]
"""

PROGRAMS = {
    "changes, each made once": """
table.update("item = 'pen'", {"pieces": "pieces + 1"})
first = stock()
table.update(set={"pieces": lit(0)})
table.delete("item = 'pen'")
table.delete(col("pieces") > 3)
found = [first, stock(), table.history().select("version", "operation").orderBy("version").collect()]
table.delete()
found.append([table.toDF().count(), table.history(1).select("operation").collect()])
""",
    "merge": """
source = spark.createDataFrame([("pen", 0), ("cup", 9), ("hat", 1), ("cap", -1)], "item STRING, pieces INT")
(
    table.alias("t").merge(source.alias("s"), col("t.item") == col("s.item"))
    .whenMatchedDelete(col("s.pieces") == 0)
    .whenMatchedUpdateAll("s.pieces > 5")
    .whenNotMatchedInsert("s.pieces > 0", {"item": "s.item", "pieces": lit(100)})
    .whenNotMatchedBySourceUpdate("t.pieces < 0", {"pieces": "0"})
    .execute()
)
found = [stock()]
source = spark.createDataFrame([("cup", 1, "blue"), ("hat", 2, "red")], "item STRING, pieces INT, color STRING")
merge = table.alias("t").merge(source.alias("s"), "t.item = s.item").withSchemaEvolution()
merge.whenMatchedUpdateAll().whenNotMatchedInsertAll().whenNotMatchedBySourceDelete().execute()
found.append(stock())
""",
    "optimize, restore, vacuum": """
table.delete("item = 'pen'")
table.optimize().executeCompaction()
table.optimize().executeZOrderBy("item")
table.restoreToVersion(0)
table.vacuum(168)
found = [stock(), table.history().select("operation").orderBy("version").collect()]
""",
    "create": """
from delta.tables import IdentityGenerator

made = (
    DeltaTable.create(spark).tableName(f"{schema}.made").comment("made here")
    .addColumn("id", "BIGINT", generatedAlwaysAs=IdentityGenerator(start=10, step=5))
    .addColumn("day", "DATE", nullable=False, comment="of the sale")
    .addColumn("year", "INT", generatedAlwaysAs="year(day)")
    .property("delta.appendOnly", "true").clusterBy("day").execute()
)
spark.sql(f"INSERT INTO {schema}.made (day) VALUES (DATE '2026-01-15')")
properties = spark.sql(f"SHOW TBLPROPERTIES {schema}.made ('delta.appendOnly')").collect()
comments = spark.sql(f"DESCRIBE {schema}.made").where("col_name = 'day'").select("data_type", "comment").collect()
found = [made.toDF().collect(), made.detail().select("clusteringColumns").collect(), properties, comments]
""",
    "create twice": """
for make in (DeltaTable.createIfNotExists, DeltaTable.createOrReplace, DeltaTable.replace):
    builder = make(spark).tableName(f"{schema}.twice").addColumn("id", "INT").addColumn("day", "DATE")
    builder.partitionedBy("day").execute()
found = DeltaTable.forName(spark, f"{schema}.twice").detail().select("partitionColumns").collect()
""",
    "by path": """
spark.sql(f"CREATE VOLUME {schema}.files")
path = "/Volumes/" + schema.replace(".", "/") + "/files/table"
spark.range(3).write.format("delta").save(path)
there = DeltaTable.forPath(spark, path)
there.delete("id = 1")
empty = path.replace("/table", "/none")
kinds = [bool(DeltaTable.isDeltaTable(spark, name)) for name in (path, empty)]
found = [there.toDF().orderBy("id").collect(), kinds, there.history(1).select("operation").collect()]
""",
    "refusals": """
found = [
    refused(lambda: table.delete("nope = 1")),
    refused(lambda: table.toDF().write.saveAsTable(f"{schema}.stock")),
    refused(lambda: DeltaTable.forName(spark, f"{schema}.nope").toDF().collect())[1],
]
""",
    "detail and protocol": """
table.addFeatureSupport("deletionVectors")
detail = table.detail()
found = detail.select("format", "name", "numFiles", "partitionColumns").collect()
found += [sorted(row[0]) for row in detail.select("tableFeatures").collect()]
""",
    "parameters and temporary views": """
table.toDF().createOrReplaceTempView("v")
found = [
    spark.sql("SELECT :n + 1 AS n", args={"n": 1}).collect(),
    spark.sql("SELECT ? AS a, ? AS b", args=[1, "x"]).collect(),
    spark.sql("SELECT count(*) AS n FROM {df}", df=table.toDF()).collect(),
    spark.sql("SELECT sum(pieces) FROM v").collect(),
    spark.catalog.dropTempView("v"),
    spark.catalog.tableExists("v"),
]
""",
    "catalog": """
spark.catalog.setCurrentCatalog("main")
spark.catalog.setCurrentDatabase(schema.split(".")[1])
found = [
    spark.catalog.currentCatalog(),
    [each.name for each in spark.catalog.listTables()],
    [(each.name, each.dataType) for each in spark.catalog.listColumns("stock")],
    spark.catalog.tableExists("stock"), spark.catalog.tableExists(f"{schema}.nope"),
    spark.catalog.databaseExists(schema), spark.catalog.getTable("stock").tableType,
    [each.name for each in spark.catalog.listCatalogs() if each.name == "main"],
]
""",
    "settings": "spark.conf.set('spark.sql.ansi.enabled', 'false')\n"
    "found = [spark.sql('SELECT 1 / 0 AS none').collect(), spark.conf.get('spark.sql.ansi.enabled')]\n"
    "spark.conf.unset('spark.sql.ansi.enabled')\nfound.append(spark.conf.get('spark.sql.ansi.enabled'))",
    "functions": """
from pyspark.sql.functions import col, pandas_udf, udf

@udf("string")
def loud(text):
    return text.upper()

@pandas_udf("long")
def double(pieces):
    return pieces * 2

spark.udf.register("quiet", lambda text: text.lower(), "string")
found = table.toDF().select(loud("item").alias("a"), double("pieces").alias("b")).orderBy("a").collect()
found.append(spark.sql("SELECT quiet('ABC')").collect())
""",
    "pandas in the middle": """
def half(frames):
    for frame in frames:
        yield frame.assign(pieces=frame["pieces"] // 2)

def total(frame):
    return frame.groupby("item", as_index=False)["pieces"].sum()

rows = table.toDF()
found = [
    rows.mapInPandas(half, rows.schema).orderBy("item").collect(),
    rows.union(rows).groupBy("item").applyInPandas(total, "item STRING, pieces LONG").orderBy("item").collect(),
]
""",
    "from pandas and into a table": """
import pandas

frame = spark.createDataFrame(pandas.DataFrame({"id": [1, 2], "name": ["a", None]}))
frame.write.saveAsTable(f"{schema}.saved")
frame.write.mode("append").saveAsTable(f"{schema}.saved")
frame.writeTo(f"{schema}.written").createOrReplace()
found = [spark.table(f"{schema}.saved").count(), spark.table(f"{schema}.written").orderBy("id").collect()]
""",
    "a stream": """
spark.sql(f"CREATE VOLUME IF NOT EXISTS {schema}.marks")
query = (
    spark.readStream.table(f"{schema}.stock").writeStream
    .option("checkpointLocation", "/Volumes/" + schema.replace(".", "/") + "/marks/stream")
    .trigger(availableNow=True).toTable(f"{schema}.streamed")
)
query.awaitTermination()
rows = spark.table(f"{schema}.streamed").orderBy("item").collect()
found = [rows, query.isActive, query.lastProgress["numInputRows"]]
""",
    "an error in a function": """
from pyspark.errors import PySparkException
from pyspark.sql.functions import udf

@udf("int")
def broken(pieces):
    return 1 // 0

try:
    table.toDF().select(broken("pieces")).collect()
except PySparkException as error:
    found = [type(error).__name__, "ZeroDivisionError" in str(error)]
""",
}
# What only Connect can do, or only Connect answers: name, program, what it finds.
REMOTE = {
    "a change answers how many rows": (
        "found = [table.delete(\"item = 'pen'\").collect(), table.update(set={'pieces': '1'}).collect()]",
        [[[["num_affected_rows", 1]]], [[["num_affected_rows", 1]]]],
    ),
    "copies": (
        "copied = table.clone(f'{schema}.copied', isShallow=True)\n"
        "table.delete()\n"
        "table.cloneAtVersion(0, f'{schema}.older', isShallow=True)\n"
        "found = [copied.toDF().count(), spark.table(f'{schema}.older').count(), table.toDF().count()]",
        [2, 2, 0],
    ),
    "a module of the client": (
        "import pathlib, tempfile\n"
        "from pyspark.sql.functions import udf\n"
        "path = pathlib.Path(tempfile.mkdtemp()) / 'doors_rates.py'\n"
        "path.write_text('def rate(x):\\n    return x * 3\\n')\n"
        "spark.addArtifacts(str(path), pyfile=True)\n"
        "@udf('int')\n"
        "def rated(pieces):\n"
        "    from doors_rates import rate\n"
        "    return rate(pieces)\n"
        "found = [row[0] for row in table.toDF().select(rated('pieces')).orderBy('item').collect()]",
        [6, 15],
    ),
}


def answer(program: str, spark: object, schema: str) -> object:
    """What a program finds, on a table of its own; an error that it did not expect is what it finds."""
    names: dict[str, object] = {"spark": spark, "schema": schema, "__name__": "program"}
    try:
        exec(compile(TABLES + program, "<program>", "exec"), names)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return names["found"]
