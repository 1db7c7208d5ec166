//! The columns of the table, as the live database has them, and what their values are read as.

use migration_core::dialect::Dialect;
use migration_core::schema::ObjectName;

use crate::data::Db;
use crate::error::{Error, ErrorKind, Result};

/// A column of the table.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    /// Its type in the database's own words.
    pub(super) declared: String,
    /// Its type without a length, so that a cast to it never cuts a text off (PostgreSQL).
    pub(super) cast: Option<String>,
    pub(super) kind: Kind,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Boolean,
    /// A whole number between these.
    Integer(i128, i128),
    Decimal,
    Float,
    /// Text of at most so many characters.
    Text(Option<usize>),
    Bytes,
    /// Bits that the database would take for the bytes of their text (MySQL).
    Bits,
    Uuid,
    Date,
    Time,
    Timestamp,
    LocalTimestamp,
    Json,
    Array,
    /// What only the database itself can read.
    Other,
}

/// The columns of a table, in order.
pub(super) async fn of(db: &mut Db<'_>, table: &ObjectName) -> Result<Vec<Column>> {
    let dialect = db.dialect();
    let rows = db.query(query(dialect, table)).fetch_all().await?;
    let mut columns = Vec::with_capacity(rows.len());
    for row in rows {
        let declared: String = row.get("declared")?;
        columns.push(Column {
            name: row.get("name")?,
            kind: kind(dialect, &declared),
            declared,
            cast: row.get("cast_type")?,
        });
    }
    if columns.is_empty() {
        let message = format!("there is no table \"{table}\"");
        return Err(Error::new(ErrorKind::Query, message));
    }
    Ok(columns)
}

fn query(dialect: Dialect, table: &ObjectName) -> String {
    let literal = |text: &str| dialect.string_literal(text);
    match dialect {
        Dialect::Postgres => format!(
            "SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS declared, \
             format_type(a.atttypid, -1) AS cast_type \
             FROM pg_catalog.pg_attribute a WHERE a.attrelid = to_regclass({}) AND a.attnum > 0 AND NOT a.attisdropped \
             ORDER BY a.attnum",
            literal(&dialect.quote_name(table))
        ),
        Dialect::Mysql => format!(
            "SELECT column_name AS name, column_type AS declared, NULL AS cast_type FROM information_schema.columns WHERE table_schema = {} \
             AND table_name = {} ORDER BY ordinal_position",
            table
                .schema
                .as_ref()
                .map_or("DATABASE()".to_owned(), |schema| literal(schema)),
            literal(&table.name)
        ),
        Dialect::Sqlite => {
            let schema = table.schema.as_ref();
            format!(
                "SELECT name, type AS declared, NULL AS cast_type FROM pragma_table_xinfo({}{}) ORDER BY cid",
                literal(&table.name),
                schema.map_or(String::new(), |schema| format!(", {}", literal(schema)))
            )
        }
    }
}

/// What the values of a type are. The names are those that the dialect declares and reads back; of another tool's types,
/// what is not known here is left to the database.
fn kind(dialect: Dialect, declared: &str) -> Kind {
    let declared = declared.to_ascii_lowercase();
    match dialect {
        Dialect::Postgres => postgres(&declared),
        Dialect::Mysql => mysql(&declared),
        Dialect::Sqlite => sqlite(&declared),
    }
}

/// The first word of a type, and what stands in its parentheses.
fn parts(declared: &str) -> (&str, &str) {
    let (name, rest) = declared.split_once('(').unwrap_or((declared, ""));
    let arguments = rest.split(')').next().unwrap_or_default();
    (name.split(' ').next().unwrap_or_default(), arguments)
}

/// <https://www.postgresql.org/docs/current/datatype.html>
fn postgres(declared: &str) -> Kind {
    if declared.ends_with("[]") {
        return Kind::Array;
    }
    let (name, arguments) = parts(declared);
    let zoned = declared.contains("with time zone");
    match name {
        "boolean" => Kind::Boolean,
        "smallint" => signed(16),
        "integer" => signed(32),
        "bigint" => signed(64),
        "numeric" => Kind::Decimal,
        "real" | "double" => Kind::Float,
        "character" => Kind::Text(arguments.parse().ok()),
        "text" | "citext" => Kind::Text(None),
        "bytea" => Kind::Bytes,
        "uuid" => Kind::Uuid,
        "date" => Kind::Date,
        "time" if !zoned => Kind::Time,
        "timestamp" if zoned => Kind::Timestamp,
        "timestamp" => Kind::LocalTimestamp,
        "json" | "jsonb" => Kind::Json,
        _ => Kind::Other,
    }
}

/// <https://dev.mysql.com/doc/refman/8.4/en/data-types.html>
fn mysql(declared: &str) -> Kind {
    let (name, arguments) = parts(declared);
    let whole = |bits: u32| match declared.contains("unsigned") {
        true => Kind::Integer(0, (1 << bits) - 1),
        false => signed(bits),
    };
    match name {
        "tinyint" if declared == "tinyint(1)" => Kind::Boolean,
        "tinyint" => whole(8),
        "smallint" => whole(16),
        "mediumint" => whole(24),
        "int" => whole(32),
        "bigint" => whole(64),
        "decimal" => Kind::Decimal,
        "float" | "double" => Kind::Float,
        "char" | "varchar" => Kind::Text(arguments.parse().ok()),
        "text" | "tinytext" | "mediumtext" | "longtext" => Kind::Text(None),
        // What a uuid is there.
        "binary" if arguments == "16" => Kind::Uuid,
        "binary" | "varbinary" | "blob" | "tinyblob" | "mediumblob" | "longblob" => Kind::Bytes,
        "bit" => Kind::Bits,
        "date" => Kind::Date,
        "timestamp" => Kind::Timestamp,
        "datetime" => Kind::LocalTimestamp,
        "json" => Kind::Json,
        // A time may be longer than a day there.
        _ => Kind::Other,
    }
}

/// SQLite keeps any text in any length (<https://www.sqlite.org/datatype3.html>).
fn sqlite(declared: &str) -> Kind {
    match parts(declared).0 {
        "boolean" | "bool" => Kind::Boolean,
        "tinyint" | "smallint" | "mediumint" | "int" | "integer" | "bigint" => signed(64),
        "decimal" | "decimal_real" | "numeric" => Kind::Decimal,
        "real" | "float" | "double" => Kind::Float,
        "char" | "character" | "varchar" | "text" | "citext" => Kind::Text(None),
        "blob" => Kind::Bytes,
        "uuid_text" => Kind::Uuid,
        "date" => Kind::Date,
        "time" => Kind::Time,
        "timestamp" => Kind::Timestamp,
        "datetime" => Kind::LocalTimestamp,
        "json" | "json_text" | "jsonb_text" => Kind::Json,
        _ => Kind::Other,
    }
}

/// The whole numbers of so many bits.
fn signed(bits: u32) -> Kind {
    Kind::Integer(-(1 << (bits - 1)), (1 << (bits - 1)) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_known_by_the_names_that_the_databases_give_them() {
        let int = Kind::Integer(i128::from(i32::MIN), i128::from(i32::MAX));
        let big = Kind::Integer(i128::from(i64::MIN), i128::from(i64::MAX));
        for (dialect, declared, expected) in [
            (Dialect::Postgres, "integer", int),
            (
                Dialect::Postgres,
                "character varying(20)",
                Kind::Text(Some(20)),
            ),
            (
                Dialect::Postgres,
                "timestamp(3) with time zone",
                Kind::Timestamp,
            ),
            (
                Dialect::Postgres,
                "timestamp without time zone",
                Kind::LocalTimestamp,
            ),
            (Dialect::Postgres, "time without time zone", Kind::Time),
            (Dialect::Postgres, "double precision", Kind::Float),
            (Dialect::Postgres, "numeric(10,2)", Kind::Decimal),
            (Dialect::Postgres, "integer[]", Kind::Array),
            (Dialect::Postgres, "post_status", Kind::Other),
            (Dialect::Postgres, "time with time zone", Kind::Other),
            (Dialect::Mysql, "tinyint(1)", Kind::Boolean),
            (Dialect::Mysql, "time(6)", Kind::Other),
            (Dialect::Mysql, "tinyint(3) unsigned", Kind::Integer(0, 255)),
            (Dialect::Mysql, "int(11)", int),
            (
                Dialect::Mysql,
                "bigint(20) unsigned",
                Kind::Integer(0, i128::from(u64::MAX)),
            ),
            (Dialect::Mysql, "binary(16)", Kind::Uuid),
            (Dialect::Mysql, "bit(3)", Kind::Bits),
            (Dialect::Mysql, "datetime(6)", Kind::LocalTimestamp),
            (Dialect::Mysql, "enum('a','b')", Kind::Other),
            (Dialect::Sqlite, "SMALLINT", big),
            (Dialect::Sqlite, "DECIMAL_REAL(10,2)", Kind::Decimal),
            (Dialect::Sqlite, "VARCHAR(20)", Kind::Text(None)),
            (Dialect::Sqlite, "UUID_TEXT", Kind::Uuid),
            (Dialect::Sqlite, "", Kind::Other),
        ] {
            assert_eq!(kind(dialect, declared), expected, "{dialect}: {declared}");
        }
    }
}
