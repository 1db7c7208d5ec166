//! What must be known of a table to read and write its rows: asked of the live database, once for each table.

use std::collections::BTreeMap;

use migration_core::dialect::Dialect;
use migration_core::schema::ObjectName;
use migration_core::text::{parse_timestamp, parse_uuid};
use migration_core::{Row, Value};

use super::kind::{Kind, bits, bytes, is_kept_by_a_float};
use crate::error::{Error, ErrorKind, Result};

/// A table or view.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: ObjectName,
    pub(super) is_view: bool,
    /// Whether rules rewrite what is written to it (PostgreSQL).
    pub(super) has_rules: bool,
    /// Whether `COPY` does the same as an insert: not for a view, nor where there are rules (PostgreSQL).
    pub(super) copied: bool,
    dialect: Dialect,
    /// In the table's order.
    columns: Vec<Column>,
    /// Their places, by name; where names have no case, by the name in lower case.
    places: BTreeMap<String, usize>,
}

/// A column.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    pub(super) name: String,
    /// Its type without a length, so that a cast to it never cuts a text off (PostgreSQL).
    pub(super) sql_type: String,
    /// The type that it is read as, where the driver does not know its own (PostgreSQL).
    pub(super) read_as: Option<String>,
    /// The sequence that counts it up (PostgreSQL).
    pub(super) sequence: Option<String>,
    /// An identity that is counted by the database alone, unless the insert says otherwise (PostgreSQL).
    pub(super) identity_always: bool,
    /// Counted up by the database (MySQL).
    pub(super) auto_increment: bool,
    /// Computed from other columns.
    pub(super) computed: bool,
    pub(super) kind: Kind,
}

impl Table {
    /// From the rows of [`columns_query`]; none if there is no such table.
    pub(super) fn read(dialect: Dialect, name: &ObjectName, rows: &[Row]) -> Result<Option<Self>> {
        let Some(first) = rows.first() else {
            return Ok(None);
        };
        let mut table = Self {
            name: name.clone(),
            is_view: first.get("is_view")?,
            has_rules: first.get("has_rules")?,
            copied: first.get("copied")?,
            dialect,
            columns: Vec::with_capacity(rows.len()),
            places: BTreeMap::new(),
        };
        for row in rows {
            let sql_type: Option<String> = row.get("type")?;
            let sql_type = sql_type.unwrap_or_default();
            table.push(Column {
                name: row.get("name")?,
                kind: Kind::of(dialect, &sql_type),
                sql_type,
                read_as: row.get("read_as")?,
                sequence: row.get("sequence")?,
                identity_always: row.get("identity_always")?,
                auto_increment: row.get("auto_increment")?,
                computed: row.get("computed")?,
            });
        }
        Ok(Some(table))
    }

    fn push(&mut self, column: Column) {
        let place = self.place_name(&column.name);
        self.places.insert(place, self.columns.len());
        self.columns.push(column);
    }

    fn place_name(&self, name: &str) -> String {
        match self.dialect {
            Dialect::Postgres => name.to_owned(),
            // Names of columns have no case there.
            Dialect::Mysql | Dialect::Sqlite => name.to_lowercase(),
        }
    }

    /// All of them, in the table's order.
    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Its name in quotes.
    pub(super) fn quoted(&self) -> String {
        self.dialect.quote_name(&self.name)
    }

    /// What is read of each row: all columns, in the table's order.
    pub(super) fn read_list(&self) -> String {
        let read = |column: &Column| {
            let name = self.dialect.quote(&column.name);
            match &column.read_as {
                Some(sql_type) => format!("CAST({name} AS {sql_type}) AS {name}"),
                None => name,
            }
        };
        self.columns.iter().map(read).collect::<Vec<_>>().join(", ")
    }

    /// The column of this name.
    pub(super) fn column(&self, name: &str) -> Result<&Column> {
        let place = self.places.get(&self.place_name(name));
        place
            .and_then(|place| self.columns.get(*place))
            .ok_or_else(|| {
                let names: Vec<&str> = self.columns.iter().map(|c| c.name.as_str()).collect();
                Error::new(
                    ErrorKind::Query,
                    format!(
                        "table \"{}\" has no column \"{name}\"; it has {}",
                        self.name,
                        names.join(", ")
                    ),
                )
            })
    }

    /// The columns of a row that is to be written.
    pub(super) fn written(&self, names: &[String]) -> Result<Vec<&Column>> {
        let mut columns: Vec<&Column> = Vec::with_capacity(names.len());
        for name in names {
            let column = self.column(name)?;
            if column.computed {
                return Err(Error::new(
                    ErrorKind::Query,
                    format!(
                        "column \"{name}\" of table \"{}\" is computed by the database, so it cannot be written",
                        self.name
                    ),
                )
                .help("leave it out of the row; in a struct, by #[serde(skip_serializing)]"));
            }
            if columns.iter().any(|other| other.name == column.name) {
                return Err(Error::new(
                    ErrorKind::Query,
                    format!("the row has column \"{name}\" twice"),
                ));
            }
            columns.push(column);
        }
        Ok(columns)
    }
}

impl Column {
    /// The value as this column takes it, ready to be bound.
    pub(super) fn bound(&self, dialect: Dialect, value: Value) -> Value {
        match (dialect, self.fitted(value)) {
            (Dialect::Postgres, value) => value.to_text().map_or(Value::Null, Value::Text),
            (Dialect::Mysql | Dialect::Sqlite, value) => value,
        }
    }

    /// The value as this column takes it. A struct's fields do not say all that a column wants to know: bytes come as a
    /// list of numbers, and UUIDs and times as text.
    pub(super) fn fitted(&self, value: Value) -> Value {
        match (self.kind, value) {
            (Kind::Bytes | Kind::Uuid, Value::Array(elements)) => match bytes(&elements) {
                Some(bytes) => Value::Bytes(bytes),
                None => Value::Array(elements),
            },
            (Kind::Uuid, Value::Text(text)) => {
                parse_uuid(&text).map_or(Value::Text(text), Value::Uuid)
            }
            (Kind::Timestamp, Value::Text(text)) => match parse_timestamp(&text) {
                Some(time) => Value::Timestamp(time.and_utc()),
                None => Value::Text(text),
            },
            (Kind::LocalTimestamp, Value::Text(text)) => {
                parse_timestamp(&text).map_or(Value::Text(text), Value::LocalTimestamp)
            }
            (
                Kind::Json,
                value @ (Value::Array(_) | Value::Bool(_) | Value::Int(_) | Value::Float(_)),
            ) => Value::Json(value.to_json()),
            (Kind::Bits, Value::Text(text)) => bits(&text).map_or(Value::Text(text), Value::Bytes),
            (Kind::Text, value @ Value::Uuid(_)) => {
                value.to_text().map_or(Value::Null, Value::Text)
            }
            (_, value) => value,
        }
    }

    /// What the database would change without a word.
    pub(super) fn check(&self, value: &Value) -> Result<()> {
        let (Kind::Real, Value::Decimal(digits)) = (self.kind, value) else {
            return Ok(());
        };
        let scale = self.sql_type.split(',').nth(1);
        let scale = scale.and_then(|scale| scale.trim_end_matches(')').trim().parse().ok());
        match is_kept_by_a_float(digits, scale) {
            true => Ok(()),
            false => Err(Error::new(
                ErrorKind::Query,
                format!(
                    "column \"{}\" is kept as a 64-bit float, which has 15 digits: {digits} would become another number",
                    self.name
                ),
            )
            .help("use a big integer of the smallest unit, or a text column, or round the number")),
        }
    }

    /// The placeholder of a value. PostgreSQL gets text and makes the column's type of it, so that a NULL, a time or an
    /// enum's value needs no type of its own.
    pub(super) fn placeholder(&self, dialect: Dialect, number: usize) -> String {
        match dialect {
            Dialect::Postgres => format!("CAST(${number}::text AS {})", self.sql_type),
            Dialect::Mysql | Dialect::Sqlite => "?".to_owned(),
        }
    }
}

/// The types that the driver knows (`PgTypeInfo`). Any other it looks up with a query of its own, between the query that
/// needs it and its answer; so columns of other types are read as text.
const KNOWN: &str = "16,17,18,19,20,21,23,25,26,114,650,700,701,774,829,869,1000,1001,1002,1003,1005,1007,1009,1014,1015,\
     1016,1021,1022,1028,1041,1042,1043,1082,1083,1114,1115,1182,1183,1184,1185,1186,1187,1231,1560,1561,1562,1563,1700,\
     199,651,775,1040,2950,2951,3802,3807,3904,3905,3906,3907,3908,3909,3910,3911,3912,3913,3926,3927";

/// A query for the columns of a table, in its order.
pub(super) fn columns_query(dialect: Dialect, table: &ObjectName) -> String {
    let literal = |text: &str| dialect.string_literal(text);
    match dialect {
        Dialect::Postgres => {
            let name = literal(&dialect.quote_name(table));
            // A type modifier of -1: `varchar` and `bpchar`, not `varchar(5)` and `character(1)`, which would cut.
            format!(
                "SELECT a.attname::text AS name, format_type(a.atttypid, -1) AS type, \
                 CASE WHEN a.atttypid IN ({KNOWN}) THEN NULL \
                 WHEN t.typtype = 'd' AND t.typbasetype IN ({KNOWN}) THEN format_type(t.typbasetype, -1) \
                 WHEN t.typcategory = 'A' THEN 'text[]' ELSE 'text' END AS read_as, \
                 CASE WHEN a.atttypid IN (20, 21, 23) THEN pg_get_serial_sequence({name}, a.attname::text) END \
                 AS sequence, a.attidentity = 'a' AS identity_always, FALSE AS auto_increment, \
                 a.attgenerated <> '' AS computed, c.relkind = 'v' AS is_view, \
                 c.relhasrules AND c.relkind <> 'v' AS has_rules, c.relkind IN ('r', 'p') AND NOT c.relhasrules AS copied \
                 FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid \
                 JOIN pg_catalog.pg_type t ON t.oid = a.atttypid \
                 WHERE a.attrelid = to_regclass({name}) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"
            )
        }
        Dialect::Mysql => format!(
            "SELECT c.column_name AS name, c.column_type AS type, NULL AS read_as, NULL AS sequence, \
             FALSE AS identity_always, c.extra REGEXP 'auto_increment' AS auto_increment, \
             c.extra REGEXP 'VIRTUAL|STORED|PERSISTENT' AS computed, \
             t.table_type = 'VIEW' AS is_view, FALSE AS has_rules, FALSE AS copied FROM information_schema.columns c \
             JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name \
             WHERE c.table_schema = {} AND c.table_name = {} ORDER BY c.ordinal_position",
            mysql_schema(table),
            literal(&table.name)
        ),
        Dialect::Sqlite => format!(
            "SELECT name, type, NULL AS read_as, NULL AS sequence, FALSE AS identity_always, FALSE AS auto_increment, \
             hidden IN (2, 3) AS computed, EXISTS (SELECT 1 FROM {}sqlite_schema WHERE type = 'view' \
             AND lower(name) = lower({})) AS is_view, FALSE AS has_rules, FALSE AS copied FROM pragma_table_xinfo({}) ORDER BY cid",
            match &table.schema {
                Some(schema) => format!("{}.", dialect.quote(schema)),
                None => String::new(),
            },
            literal(&table.name),
            sqlite_arguments(table)
        ),
    }
}

/// The schema of a table in `information_schema`.
fn mysql_schema(table: &ObjectName) -> String {
    match &table.schema {
        Some(schema) => Dialect::Mysql.string_literal(schema),
        None => "DATABASE()".to_owned(),
    }
}

/// A table as the arguments of a pragma's function.
fn sqlite_arguments(table: &ObjectName) -> String {
    let literal = |text: &str| Dialect::Sqlite.string_literal(text);
    match &table.schema {
        Some(schema) => format!("{}, {}", literal(&table.name), literal(schema)),
        None => literal(&table.name),
    }
}

/// A query for what keeps rows of a table apart, the primary key first: `key`, `column` and whether that column is
/// `whole` in it. Without keys over expressions or some of the rows, and without those that are checked late.
pub(super) fn keys_query(dialect: Dialect, table: &ObjectName) -> String {
    match dialect {
        Dialect::Postgres => format!(
            "SELECT x.relname::text AS key, a.attname::text AS column, TRUE AS whole FROM pg_catalog.pg_index i \
             JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid \
             CROSS JOIN generate_series(0, i.indnkeyatts - 1) AS k(n) \
             JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k.n] \
             WHERE i.indrelid = to_regclass({}) AND i.indisunique AND i.indisvalid AND i.indimmediate \
             AND i.indpred IS NULL AND i.indexprs IS NULL \
             ORDER BY i.indisprimary DESC, x.relname, k.n",
            dialect.string_literal(&dialect.quote_name(table))
        ),
        Dialect::Mysql => format!(
            "SELECT index_name AS `key`, column_name AS `column`, sub_part IS NULL AND column_name IS NOT NULL AS whole \
             FROM information_schema.statistics WHERE table_schema = {} AND table_name = {} AND non_unique = 0 \
             ORDER BY index_name <> 'PRIMARY', index_name, seq_in_index",
            mysql_schema(table),
            dialect.string_literal(&table.name)
        ),
        Dialect::Sqlite => format!(
            "SELECT '' AS key, name AS column, TRUE AS whole, 0 AS rank, pk AS n FROM pragma_table_xinfo({table}) \
             WHERE pk > 0 UNION ALL SELECT l.name, i.name, i.name IS NOT NULL, 1, i.seqno \
             FROM pragma_index_list({table}) l, pragma_index_info(l.name{schema}) i \
             WHERE l.\"unique\" AND NOT l.partial ORDER BY 4, 1, 5",
            table = sqlite_arguments(table),
            schema = match &table.schema {
                Some(schema) => format!(", {}", dialect.string_literal(schema)),
                None => String::new(),
            },
        ),
    }
}

/// The keys, each as the names of its columns, from the rows of [`keys_query`].
pub(super) fn keys(rows: &[Row]) -> Result<Vec<Vec<String>>> {
    let mut keys: Vec<(String, bool, Vec<String>)> = Vec::new();
    for row in rows {
        let key: String = row.get("key")?;
        if keys.last().is_none_or(|(last, ..)| *last != key) {
            keys.push((key, true, Vec::new()));
        }
        if let Some((_, whole, columns)) = keys.last_mut() {
            let column: Option<String> = row.get("column")?;
            *whole &= row.get::<bool>("whole")?;
            columns.extend(column);
        }
    }
    let whole = keys.into_iter().filter(|(_, whole, _)| *whole);
    Ok(whole.map(|(.., columns)| columns).collect())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use migration_core::row;

    /// A table with these columns and types.
    pub(in super::super) fn table(dialect: Dialect, name: &str, columns: &[(&str, &str)]) -> Table {
        let mut table = Table {
            name: ObjectName::new(name),
            is_view: false,
            has_rules: false,
            copied: true,
            dialect,
            columns: Vec::new(),
            places: BTreeMap::new(),
        };
        for (name, sql_type) in columns {
            table.push(Column {
                name: (*name).to_owned(),
                sql_type: (*sql_type).to_owned(),
                kind: Kind::of(dialect, sql_type),
                ..Column::default()
            });
        }
        table
    }

    #[test]
    fn a_column_makes_of_a_value_what_it_holds() {
        let cases = [
            (
                Dialect::Postgres,
                "bytea",
                Value::from(vec![1, 255]),
                Value::from("\\x01ff"),
            ),
            (
                Dialect::Postgres,
                "integer[]",
                Value::from(vec![1, 255]),
                Value::from("{1,255}"),
            ),
            (
                Dialect::Postgres,
                "jsonb",
                Value::from(vec![1, 255]),
                Value::from("[1,255]"),
            ),
            (
                Dialect::Postgres,
                "bytea",
                Value::from(vec![1, 256]),
                Value::from("{1,256}"),
            ),
            (
                Dialect::Mysql,
                "longblob",
                Value::from(vec![1, 255]),
                Value::from(vec![1_u8, 255]),
            ),
            (
                Dialect::Mysql,
                "json",
                Value::from(vec![1, 255]),
                Value::Json("[1,255]".into()),
            ),
            (
                Dialect::Mysql,
                "binary(16)",
                Value::from("00000000-0000-0000-0000-0000000000ff"),
                Value::from(u128::from(255_u8).to_be_bytes()),
            ),
            (
                Dialect::Sqlite,
                "UUID_TEXT",
                Value::from("00000000-0000-0000-0000-0000000000FF"),
                Value::from(u128::from(255_u8).to_be_bytes()),
            ),
            (
                Dialect::Mysql,
                "timestamp(6)",
                Value::from("2026-01-02T03:04:05+01:00"),
                Value::from(parse_timestamp("2026-01-02 02:04:05").unwrap().and_utc()),
            ),
            (
                Dialect::Sqlite,
                "DATETIME",
                Value::from("2026-01-02T03:04:05"),
                Value::from(parse_timestamp("2026-01-02 03:04:05").unwrap()),
            ),
            (
                Dialect::Sqlite,
                "DATETIME",
                Value::from("soon"),
                Value::from("soon"),
            ),
        ];
        for (dialect, sql_type, value, expected) in cases {
            let table = table(dialect, "t", &[("c", sql_type)]);
            let column = table.column("c").unwrap();
            assert_eq!(
                column.bound(dialect, value),
                expected,
                "{dialect} {sql_type}"
            );
        }
    }

    #[test]
    fn keys_are_the_columns_of_each_index_and_those_of_a_prefix_are_none() {
        let row = |key: &str, column: &str, whole: bool| row! { "key" => key, "column" => column, "whole" => whole };
        let rows = [
            row("PRIMARY", "id", true),
            row("pair", "a", true),
            row("pair", "b", true),
            row("prefix", "c", false),
            row("prefix", "d", true),
        ];
        assert_eq!(keys(&rows).unwrap(), [vec!["id"], vec!["a", "b"]]);
    }

    #[test]
    fn a_decimal_that_a_float_would_change_is_refused_where_it_is_kept_as_one() {
        let table = table(
            Dialect::Sqlite,
            "t",
            &[("price", "DECIMAL_REAL(38,4)"), ("exact", "TEXT")],
        );
        let (price, exact) = (
            table.column("price").unwrap(),
            table.column("exact").unwrap(),
        );
        let decimal = |text: &str| Value::Decimal(text.to_owned());
        for kept in [
            "0.1",
            "-99999999999.9999",
            "5.0000",
            "1000000000000000000000",
            "0.33333333333333333333",
        ] {
            price.check(&decimal(kept)).unwrap();
        }
        for changed in ["90071992547409931", "12345678901234567.5", "NaN"] {
            assert!(price.check(&decimal(changed)).is_err(), "{changed}");
            exact.check(&decimal(changed)).unwrap();
        }
    }

    #[test]
    fn a_column_is_found_as_the_database_finds_it() {
        let columns = [("Email", "text"), ("id", "int")];
        assert!(table(Dialect::Mysql, "t", &columns).column("eMAIL").is_ok());
        let error = table(Dialect::Postgres, "t", &columns)
            .column("email")
            .unwrap_err();
        assert_eq!(
            error.message(),
            "table \"t\" has no column \"email\"; it has Email, id"
        );
    }
}
