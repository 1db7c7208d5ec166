//! Functions that name column types: `t.add_column("sku", string(50))`. What each becomes is in the dialects.

use super::names::IntoName;
use crate::schema::{ColumnType, RangeKind};

/// Hands the list of all types to a macro, which makes a function or a method of each: what the type is for, its name,
/// arguments and value, an example of the arguments, the type's name on PostgreSQL, MySQL and SQLite, the pages of the
/// first two manuals, and what else there is to know.
macro_rules! each_type {
    ($then:ident) => {
        $then! {
            "16-bit integers", small_integer() = ColumnType::SmallInteger, (),
                ["smallint", "smallint", "SMALLINT"],
                "datatype-numeric", "integer-types", "SQLite keeps 64 bits.";
            "32-bit integers", integer() = ColumnType::Integer, (),
                ["integer", "int", "INTEGER"],
                "datatype-numeric", "integer-types", "SQLite keeps 64 bits.";
            "64-bit integers", big_integer() = ColumnType::BigInteger, (),
                ["bigint", "bigint", "BIGINT"],
                "datatype-numeric", "integer-types", "";
            "exact numbers of `precision` digits, `scale` of them after the point",
                decimal(precision: u32, scale: u32) = ColumnType::Decimal(Some((precision, scale))), (10, 2),
                ["numeric(10, 2)", "decimal(10, 2)", "DECIMAL_REAL(10,2)"],
                "datatype-numeric", "fixed-point-types",
                "SQLite keeps a 64-bit float, exact to 15 digits: for larger amounts, use [`big_integer`](crate::builder::big_integer) of the smallest unit.";
            "exact numbers within the database's own limits", numeric() = ColumnType::Decimal(None), (),
                ["numeric", "decimal(65, 30)", "DECIMAL_REAL"],
                "datatype-numeric", "fixed-point-types", "SQLite keeps a 64-bit float, exact to 15 digits.";
            "32-bit floats", float() = ColumnType::Float, (),
                ["real", "float", "FLOAT"],
                "datatype-numeric", "floating-point-types", "SQLite keeps 64 bits.";
            "64-bit floats", double() = ColumnType::Double, (),
                ["double precision", "double", "DOUBLE"],
                "datatype-numeric", "floating-point-types", "";
            "true and false", boolean() = ColumnType::Boolean, (),
                ["boolean", "tinyint(1)", "BOOLEAN"],
                "datatype-boolean", "numeric-type-syntax", "MySQL and SQLite keep 1 and 0.";
            "text of exactly `length` characters", char(length: u32) = ColumnType::Char(length), (2),
                ["char(2)", "char(2)", "CHAR(2)"],
                "datatype-character", "char", "At most 255 on MySQL. SQLite does not look at the length.";
            "text of at most `length` characters", string(length: u32) = ColumnType::String(length), (200),
                ["varchar(200)", "varchar(200)", "VARCHAR(200)"],
                "datatype-character", "char", "At most 16383 on MySQL. SQLite does not look at the length.";
            "text of any length", text() = ColumnType::Text, (),
                ["text", "longtext", "TEXT"],
                "datatype-character", "blob", "On MySQL it cannot be in a key or index; a [`string`](crate::builder::string()) can.";
            "text that compares without case", citext() = ColumnType::CiText, (),
                ["citext", "longtext", "CITEXT"],
                "citext", "charset-unicode-sets",
                "PostgreSQL needs the extension `citext`. MySQL is given the collation `utf8mb4_unicode_ci`, SQLite `NOCASE`, which knows ASCII alone.";
            "bytes of any length", binary() = ColumnType::Binary, (),
                ["bytea", "longblob", "BLOB"],
                "datatype-binary", "blob", "";
            "UUIDs", uuid() = ColumnType::Uuid, (),
                ["uuid", "binary(16)", "UUID_TEXT"],
                "datatype-uuid", "binary-varbinary", "MySQL keeps the 16 bytes, SQLite hyphenated text.";
            "calendar dates", date() = ColumnType::Date, (),
                ["date", "date", "DATE"],
                "datatype-datetime", "datetime", "";
            "times of day", time() = ColumnType::Time, (),
                ["time", "time(6)", "TIME"],
                "datatype-datetime", "time", "";
            "points in time", timestamp() = ColumnType::Timestamp, (),
                ["timestamptz", "timestamp(6)", "TIMESTAMP"],
                "datatype-datetime", "datetime",
                "MySQL keeps the years 1970 to 2038. SQLite keeps text, in UTC.";
            "dates and times of day in no particular time zone", local_timestamp() = ColumnType::LocalTimestamp, (),
                ["timestamp", "datetime(6)", "DATETIME"],
                "datatype-datetime", "datetime", "";
            "spans of time", interval() = ColumnType::Interval, (),
                [
                    "interval",
                    "error: MySQL has no interval type\nhelp: use a big integer of microseconds",
                    "DURATION_TEXT"
                ],
                "datatype-datetime", "data-types", "SQLite keeps text in the form of ISO 8601.";
            "JSON as it was written", json() = ColumnType::Json, (),
                ["json", "json", "JSON_TEXT"],
                "datatype-json", "json", "MySQL keeps no formatting.";
            "JSON, binary where the database has it", jsonb() = ColumnType::Jsonb, (),
                ["jsonb", "json", "JSONB_TEXT"],
                "datatype-json", "json", "";
            "IP addresses, with or without their network", inet() = ColumnType::Inet, (),
                ["inet", "varchar(43)", "INET_TEXT"],
                "datatype-net-types", "char", "";
            "IP networks", cidr() = ColumnType::Cidr, (),
                ["cidr", "varchar(43)", "CIDR_TEXT"],
                "datatype-net-types", "char", "";
            "MAC addresses", macaddr() = ColumnType::MacAddr, (),
                ["macaddr", "varchar(17)", "MACADDR_TEXT"],
                "datatype-net-types", "char", "";
            "bit strings of exactly `length` bits", bit(length: u32) = ColumnType::Bit(length), (8),
                ["bit(8)", "bit(8)", "BIT_TEXT(8)"],
                "datatype-bit", "bit-type", "At most 64 on MySQL. SQLite keeps text of 0 and 1.";
            "bit strings of at most `length` bits", varbit(length: u32) = ColumnType::VarBit(length), (8),
                [
                    "varbit(8)",
                    "error: MySQL has no bit strings of varying length\nhelp: use bit(n), or a string of 0 and 1",
                    "VARBIT_TEXT(8)"
                ],
                "datatype-bit", "bit-type", "SQLite keeps text of 0 and 1.";
            "documents for text search", tsvector() = ColumnType::TsVector, (),
                [
                    "tsvector",
                    "error: MySQL has no text search documents\nhelp: create an index of method \"fulltext\" over the text columns",
                    "error: SQLite has no text search documents\nhelp: create a full-text table with `schema.sql(\"CREATE VIRTUAL TABLE ... USING fts5(...)\")`"
                ],
                "datatype-textsearch", "fulltext-search", "";
            "ranges of numbers or times", range(kind: RangeKind) = ColumnType::Range(kind), (RangeKind::Date),
                [
                    "daterange",
                    "error: MySQL has no range types\nhelp: use two columns, for the lower and the upper bound",
                    "error: SQLite has no range types\nhelp: use two columns, the lower and the upper bound, and a check that keeps them in order"
                ],
                "rangetypes", "data-types", "";
            "arrays of any other type", array(element: ColumnType) = ColumnType::Array(Box::new(element)), (text()),
                [
                    "text[]",
                    "error: MySQL has no array types\nhelp: use a json column, or a table with a row for each element",
                    "error: SQLite has no arrays\nhelp: use a `json` column, or a table of the elements with a foreign key to this one"
                ],
                "arrays", "data-types", "";
            "vectors of `dimensions` floats", vector(dimensions: u32) = ColumnType::Vector(dimensions), (384),
                [
                    "vector(384)",
                    "vector(384)",
                    "error: SQLite has no vectors\nhelp: use a `binary` column of packed floats, or an extension's virtual table with `schema.sql(...)`"
                ],
                "datatype", "data-types", "PostgreSQL needs the extension [`vector`](https://github.com/pgvector/pgvector), MySQL version 9, MariaDB 11.7.";
            "geometry", geometry() = ColumnType::Geometry, (),
                [
                    "geometry",
                    "geometry",
                    "error: SQLite has no geometry\nhelp: use a `binary` column of well-known binary, or two `double` columns for a point"
                ],
                "datatype", "spatial-types", "PostgreSQL needs the extension [`postgis`](https://postgis.net/docs/).";
            "values of an enum type made by [`create_type`](crate::builder::Schema::create_type)",
                enumeration(type_name: impl IntoName) = ColumnType::Enumeration(type_name.into_name()), ("post_status"),
                ["\"post_status\"", "enum('draft', 'published')", "TEXT"],
                "datatype-enum", "enum", "SQLite is given a check.";
            "values of an enum that is written on the column itself",
                inline_enum(values: impl IntoIterator<Item = impl Into<String>>) =
                    ColumnType::InlineEnum(values.into_iter().map(Into::into).collect()), (["draft", "published"]),
                [
                    "error: PostgreSQL has no enum values that are written on a column\nhelp: make the type with `create_type` and give the column that type",
                    "enum('draft', 'published')",
                    "TEXT"
                ],
                "datatype-enum", "enum", "It is what is read from databases without enum types. SQLite is given a check.";
            "what the database's own name of a type says", custom(sql: impl Into<String>) = ColumnType::Custom(sql.into()),
                ("ltree"),
                ["ltree", "ltree", "ltree"],
                "datatype", "data-types", "It is written as it is.";
        }
    };
}

pub(super) use each_type;

macro_rules! functions {
    ($(
        $what:literal, $name:ident($($arg:ident: $t:ty),*) = $value:expr, ($($example:expr),*),
        [$postgres:literal, $mysql:literal, $sqlite:literal], $page:literal, $mysql_page:literal, $note:literal;
    )*) => {$(
        #[doc = concat!("The type for ", $what, ". ", $note)]
        ///
        /// ```
        /// # use migration_core::{builder::*, preview::type_names, schema::RangeKind};
        /// # let [postgres, mysql, sqlite] = type_names(|t| {
        #[doc = concat!("t.column(\"value\", ", stringify!($name($($example),*)), ");")]
        /// # });
        ///
        #[doc = concat!("assert_eq!(postgres, ", stringify!($postgres), ");")]
        #[doc = concat!("assert_eq!(mysql, ", stringify!($mysql), ");")]
        #[doc = concat!("assert_eq!(sqlite, ", stringify!($sqlite), ");")]
        /// ```
        ///
        #[doc = concat!("[PostgreSQL](https://www.postgresql.org/docs/current/", $page, ".html),")]
        #[doc = concat!("[MySQL](https://dev.mysql.com/doc/refman/8.4/en/", $mysql_page, ".html),")]
        /// [SQLite](https://www.sqlite.org/datatype3.html)
        pub fn $name($($arg: $t),*) -> ColumnType {
            $value
        }
    )*};
}
each_type!(functions);
