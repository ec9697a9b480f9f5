"""The catalog `samples`: `nyctaxi.trips` and the eight tables of `tpch`, with Databricks' columns and made-up rows.

Small (TPC-H at a thousandth of its unit), the same on every machine, because each value is a hash of its row's number.
Pure data here; `sample_tables` makes the tables when they are first looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

from .securables import Column, TableFacts

# Raise it when a query below changes: tables made by an older one are then left aside.
EDITION = "1"
BUCKET = "s3://lakeproof-shared"


@dataclass(frozen=True)
class Sample:
    """One table: its columns as Databricks has them, and the query that makes its rows."""

    columns: str
    query: str

    def facts(self, full_name: str) -> TableFacts:
        """What the metastore says of it."""
        pairs = [column.split() for column in self.columns.replace("(18,2)", "(18;2)").split(",")]
        columns = tuple(Column(name, kind.lower().replace(";", ",")) for name, kind in pairs)
        _, schema, table = full_name.split(".")
        return TableFacts(full_name=full_name, columns=columns, storage_location=f"{BUCKET}/{schema}/{table}")


def _pick(salt: str, *words: str) -> str:
    """One of some words, by the row."""
    listed = ", ".join(f"'{word}'" for word in words)
    return f"element_at(array({listed}), CAST(pmod(xxhash64(id, '{salt}'), {len(words)}) AS INT) + 1)"


def _number(salt: str, low: int, high: int, row: str = "id") -> str:
    """A whole number from low to high, by the row."""
    return f"(pmod(xxhash64({row}, '{salt}'), {high - low + 1}) + {low})"


def _money(salt: str, low: int, high: int) -> str:
    """An amount with cents."""
    return f"CAST({_number(salt, low * 100, high * 100)} / 100 AS DECIMAL(18,2))"


def _text(salt: str) -> str:
    """A comment of TPC-H's kind."""
    adverb = _pick(salt + "1", "quickly", "carefully", "furiously", "slyly", "blithely")
    adjective = _pick(salt + "2", "regular", "special", "final", "pending", "ironic", "express")
    noun = _pick(salt + "3", "deposits", "requests", "accounts", "packages", "instructions", "theodolites")
    return f"concat({adverb}, ' ', {adjective}, ' ', {noun})"


def _phone(salt: str, nation: str) -> str:
    parts = ", ".join(_number(f"{salt}{n}", 100, 999) for n in range(2))
    return f"concat_ws('-', {nation} + 10, {parts}, {_number(salt, 1000, 9999)})"


_ZIPS = "10001, 10002, 10003, 10009, 10011, 10012, 10016, 10019, 10023, 10024, 10028, 10065, 10103, 10110, 10171, 11201"
_ZIP = f"element_at(array({_ZIPS}), CAST({{}} AS INT))"
_MILES = f"round(0.4 + pow({_number('miles', 1, 1000)} / 1000.0, 3) * 17, 2)"
_NATIONS = (
    "ALGERIA 0,ARGENTINA 1,BRAZIL 1,CANADA 1,EGYPT 4,ETHIOPIA 0,FRANCE 3,GERMANY 3,INDIA 2,INDONESIA 2,IRAN 4,IRAQ 4,"
    "JAPAN 2,JORDAN 4,KENYA 0,MOROCCO 0,MOZAMBIQUE 0,PERU 1,CHINA 2,ROMANIA 3,SAUDI ARABIA 4,VIETNAM 2,RUSSIA 3,"
    "UNITED KINGDOM 3,UNITED STATES 1"
)
_REGIONS = ("AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST")


def _nation_rows() -> str:
    pairs = [entry.rsplit(" ", 1) for entry in _NATIONS.split(",")]
    return ", ".join(f"({key}, '{name}', {region})" for key, (name, region) in enumerate(pairs))


_ORDERS = 1500
_PRICE = "CAST((90000 + pmod(p_partkey, 200) * 100 + pmod(p_partkey, 1000)) / 100 AS DECIMAL(18,2))"
_ORDER_DATE = f"date_add(DATE '1992-01-01', CAST({_number('odate', 0, 2400, 'l_orderkey')} AS INT))"

TABLES: dict[tuple[str, str], Sample] = {
    ("nyctaxi", "trips"): Sample(
        "tpep_pickup_datetime TIMESTAMP,tpep_dropoff_datetime TIMESTAMP,trip_distance DOUBLE,fare_amount DOUBLE,"
        "pickup_zip INT,dropoff_zip INT",
        f"""
        SELECT pickup, pickup + make_interval(0, 0, 0, 0, 0, 2 + CAST(miles * 3.5 AS INT), {_number("sec", 0, 59)}),
          CAST(miles AS DOUBLE), CAST(round((2.5 + miles * 2.6) * 2) / 2 AS DOUBLE),
          {_ZIP.format(_number("from", 1, 16))}, {_ZIP.format(_number("to", 1, 16))}
        FROM (
          SELECT id, {_MILES} AS miles,
            timestamp_seconds(unix_timestamp(TIMESTAMP '2016-01-01 00:00:00') + id * 2555 + {_number("pick", 0, 2500)})
              AS pickup
          FROM range(2000))
        """,
    ),
    ("tpch", "region"): Sample(
        "r_regionkey BIGINT,r_name STRING,r_comment STRING",
        f"""
        SELECT id, element_at(array({", ".join(map(repr, _REGIONS))}), CAST(id AS INT) + 1), {_text("r")}
        FROM range(5)
        """,
    ),
    ("tpch", "nation"): Sample(
        "n_nationkey BIGINT,n_name STRING,n_regionkey BIGINT,n_comment STRING",
        f"SELECT id, name, region, {_text('n')} FROM VALUES {_nation_rows()} AS t(id, name, region)",
    ),
    ("tpch", "supplier"): Sample(
        "s_suppkey BIGINT,s_name STRING,s_address STRING,s_nationkey BIGINT,s_phone STRING,s_acctbal DECIMAL(18,2),"
        "s_comment STRING",
        f"""
        SELECT id, concat('Supplier#', lpad(id, 9, '0')), substr(sha1(concat('s', id)), 1, 15), nation,
          {_phone("sp", "nation")}, {_money("sb", -999, 9999)}, {_text("s")}
        FROM (SELECT id, {_number("sn", 0, 24)} AS nation FROM range(1, 11))
        """,
    ),
    ("tpch", "customer"): Sample(
        "c_custkey BIGINT,c_name STRING,c_address STRING,c_nationkey BIGINT,c_phone STRING,c_acctbal DECIMAL(18,2),"
        "c_mktsegment STRING,c_comment STRING",
        f"""
        SELECT id, concat('Customer#', lpad(id, 9, '0')), substr(sha1(concat('c', id)), 1, 18), nation,
          {_phone("cp", "nation")}, {_money("cb", -999, 9999)},
          {_pick("seg", "AUTOMOBILE", "BUILDING", "FURNITURE", "HOUSEHOLD", "MACHINERY")}, {_text("c")}
        FROM (SELECT id, {_number("cn", 0, 24)} AS nation FROM range(1, 151))
        """,
    ),
    ("tpch", "part"): Sample(
        "p_partkey BIGINT,p_name STRING,p_mfgr STRING,p_brand STRING,p_type STRING,p_size INT,p_container STRING,"
        "p_retailprice DECIMAL(18,2),p_comment STRING",
        f"""
        SELECT id, concat({_pick("col1", "almond", "azure", "blush", "coral", "cream", "forest", "ivory")}, ' ',
            {_pick("col2", "lace", "linen", "maroon", "navy", "olive", "plum", "rose")}),
          concat('Manufacturer#', maker), concat('Brand#', maker, {_number("brand", 1, 5)}),
          concat({_pick("ty1", "STANDARD", "SMALL", "MEDIUM", "LARGE", "ECONOMY", "PROMO")}, ' ',
            {_pick("ty2", "ANODIZED", "BURNISHED", "PLATED", "POLISHED", "BRUSHED")}, ' ',
            {_pick("ty3", "TIN", "NICKEL", "BRASS", "STEEL", "COPPER")}),
          CAST({_number("size", 1, 50)} AS INT),
          concat({_pick("co1", "SM", "LG", "MED", "JUMBO", "WRAP")}, ' ',
            {_pick("co2", "CASE", "BOX", "BAG", "JAR", "PKG", "PACK", "CAN", "DRUM")}),
          {_PRICE.replace("p_partkey", "id")}, {_text("p")}
        FROM (SELECT id, {_number("maker", 1, 5)} AS maker FROM range(1, 201))
        """,
    ),
    ("tpch", "partsupp"): Sample(
        "ps_partkey BIGINT,ps_suppkey BIGINT,ps_availqty INT,ps_supplycost DECIMAL(18,2),ps_comment STRING",
        f"""
        SELECT id DIV 4 + 1, pmod(id DIV 4 + id * 3, 10) + 1, CAST({_number("avail", 1, 9999)} AS INT),
          {_money("cost", 1, 1000)}, {_text("ps")}
        FROM range(800)
        """,
    ),
    ("tpch", "orders"): Sample(
        "o_orderkey BIGINT,o_custkey BIGINT,o_orderstatus STRING,o_totalprice DECIMAL(18,2),o_orderdate DATE,"
        "o_orderpriority STRING,o_clerk STRING,o_shippriority INT,o_comment STRING",
        f"""
        SELECT id, {_number("ocust", 1, 150)}, CASE WHEN day < DATE '1995-03-01' THEN 'F'
            WHEN day > DATE '1995-07-01' THEN 'O' ELSE 'P' END,
          {_money("total", 900, 450000)}, day,
          {_pick("prio", "1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW")},
          concat('Clerk#', lpad({_number("clerk", 1, 10)}, 9, '0')), 0, {_text("o")}
        FROM (SELECT id, {_ORDER_DATE.replace("l_orderkey", "id")} AS day FROM range(1, {_ORDERS + 1}))
        """,
    ),
    ("tpch", "lineitem"): Sample(
        "l_orderkey BIGINT,l_partkey BIGINT,l_suppkey BIGINT,l_linenumber INT,l_quantity DECIMAL(18,2),"
        "l_extendedprice DECIMAL(18,2),l_discount DECIMAL(18,2),l_tax DECIMAL(18,2),l_returnflag STRING,"
        "l_linestatus STRING,l_shipdate DATE,l_commitdate DATE,l_receiptdate DATE,l_shipinstruct STRING,"
        "l_shipmode STRING,l_comment STRING",
        f"""
        SELECT l_orderkey, p_partkey, {_number("lsupp", 1, 10)}, line, quantity,
          CAST(quantity * {_PRICE} AS DECIMAL(18,2)), CAST({_number("disc", 0, 10)} / 100 AS DECIMAL(18,2)),
          CAST({_number("tax", 0, 8)} / 100 AS DECIMAL(18,2)),
          CASE WHEN received > DATE '1995-06-17' THEN 'N' ELSE {_pick("flag", "A", "R")} END,
          CASE WHEN shipped > DATE '1995-06-17' THEN 'O' ELSE 'F' END,
          shipped, date_add(day, CAST({_number("commit", 30, 90)} AS INT)), received,
          {_pick("inst", "DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN")},
          {_pick("mode", "REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB")}, {_text("l")}
        FROM (
          SELECT *, date_add(shipped, CAST({_number("recv", 1, 30)} AS INT)) AS received,
            CAST({_number("qty", 1, 50)} AS DECIMAL(18,2)) AS quantity, {_number("lpart", 1, 200)} AS p_partkey
          FROM (
            SELECT l_orderkey * 8 + line AS id, l_orderkey, line, {_ORDER_DATE} AS day,
              date_add({_ORDER_DATE}, CAST({_number("ship", 1, 121, "l_orderkey * 8 + line")} AS INT)) AS shipped
            FROM (
              SELECT id AS l_orderkey, explode(sequence(1, CAST({_number("lines", 1, 7)} AS INT))) AS line
              FROM range(1, {_ORDERS + 1}))))
        """,
    ),
}


def facts() -> list[TableFacts]:
    """What the metastore says of all of them."""
    return [sample.facts(f"samples.{schema}.{table}") for (schema, table), sample in TABLES.items()]
