//! Column types and defaults in a new table.

use super::{column, name, refused, sql, table, with_enum};
use crate::Value;
use crate::operation::CreateTable;
use crate::schema::{
    Column, ColumnType, DefaultValue, Expression, ObjectName, RangeKind, SchemaState, Table,
};

fn create(table: Table) -> CreateTable {
    CreateTable {
        table,
        if_not_exists: false,
        like: None,
    }
}

fn moods() -> SchemaState {
    let mood = ObjectName::qualified("my \"own\"", "mood");
    with_enum(SchemaState::new(), mood, &["sad", "it's ok"])
}

#[test]
fn every_type_has_a_name() {
    let mood = ObjectName::qualified("my \"own\"", "mood");
    let array = |element| ColumnType::Array(Box::new(element));
    let types = [
        ColumnType::SmallInteger,
        ColumnType::Integer,
        ColumnType::BigInteger,
        ColumnType::Decimal(None),
        ColumnType::Decimal(Some((12, 3))),
        ColumnType::Float,
        ColumnType::Double,
        ColumnType::Boolean,
        ColumnType::Char(2),
        ColumnType::String(80),
        ColumnType::Text,
        ColumnType::CiText,
        ColumnType::Binary,
        ColumnType::Uuid,
        ColumnType::Date,
        ColumnType::Time,
        ColumnType::Timestamp,
        ColumnType::LocalTimestamp,
        ColumnType::Interval,
        ColumnType::Json,
        ColumnType::Jsonb,
        ColumnType::Inet,
        ColumnType::Cidr,
        ColumnType::MacAddr,
        ColumnType::Bit(8),
        ColumnType::VarBit(16),
        ColumnType::TsVector,
        ColumnType::Range(RangeKind::Integer),
        ColumnType::Range(RangeKind::BigInteger),
        ColumnType::Range(RangeKind::Decimal),
        ColumnType::Range(RangeKind::Timestamp),
        ColumnType::Range(RangeKind::LocalTimestamp),
        ColumnType::Range(RangeKind::Date),
        array(ColumnType::Text),
        array(array(ColumnType::String(9))),
        array(ColumnType::Enumeration(mood.clone())),
        ColumnType::Vector(3),
        ColumnType::Geometry,
        ColumnType::Enumeration(mood),
        ColumnType::Custom("money".to_owned()),
    ];
    let columns = (types.into_iter().enumerate()).map(|(n, found)| column(&format!("c{n}"), found));
    insta::assert_snapshot!(sql(&moods(), create(table(name("t"), columns))), @r#"
    CREATE TABLE "t" (
        "c0" smallint NOT NULL,
        "c1" integer NOT NULL,
        "c2" bigint NOT NULL,
        "c3" numeric NOT NULL,
        "c4" numeric(12, 3) NOT NULL,
        "c5" real NOT NULL,
        "c6" double precision NOT NULL,
        "c7" boolean NOT NULL,
        "c8" char(2) NOT NULL,
        "c9" varchar(80) NOT NULL,
        "c10" text NOT NULL,
        "c11" citext NOT NULL,
        "c12" bytea NOT NULL,
        "c13" uuid NOT NULL,
        "c14" date NOT NULL,
        "c15" time NOT NULL,
        "c16" timestamptz NOT NULL,
        "c17" timestamp NOT NULL,
        "c18" interval NOT NULL,
        "c19" json NOT NULL,
        "c20" jsonb NOT NULL,
        "c21" inet NOT NULL,
        "c22" cidr NOT NULL,
        "c23" macaddr NOT NULL,
        "c24" bit(8) NOT NULL,
        "c25" varbit(16) NOT NULL,
        "c26" tsvector NOT NULL,
        "c27" int4range NOT NULL,
        "c28" int8range NOT NULL,
        "c29" numrange NOT NULL,
        "c30" tstzrange NOT NULL,
        "c31" tsrange NOT NULL,
        "c32" daterange NOT NULL,
        "c33" text[] NOT NULL,
        "c34" varchar(9)[][] NOT NULL,
        "c35" "my ""own"""."mood"[] NOT NULL,
        "c36" vector(3) NOT NULL,
        "c37" geometry NOT NULL,
        "c38" "my ""own"""."mood" NOT NULL,
        "c39" money NOT NULL
    );
      -- + table t
    "#);
}

#[test]
fn enum_values_on_a_column_are_refused_through_arrays_too() {
    let inline = ColumnType::InlineEnum(vec!["a".to_owned()]);
    let inline = ColumnType::Array(Box::new(inline));
    let refused = refused(&moods(), create(table(name("t"), [column("a", inline)])));
    insta::assert_snapshot!(refused, @r#"
    PostgreSQL has no enum values that are written on a column
    help: make the type with `create_type` and give the column that type
    "#);
}

#[test]
fn every_kind_of_default_is_written() {
    let at = chrono::DateTime::from_timestamp(1_700_000_000, 123_456_000).expect("a time");
    let mood = ObjectName::qualified("my \"own\"", "mood");
    let defaults: [(ColumnType, DefaultValue); 18] = [
        (ColumnType::Integer, Value::Null.into()),
        (ColumnType::String(3), Value::Null.into()),
        (ColumnType::Boolean, true.into()),
        (ColumnType::SmallInteger, (-1).into()),
        (ColumnType::Double, 1e300.into()),
        (ColumnType::Float, f64::NAN.into()),
        (
            ColumnType::Decimal(None),
            Value::Decimal("-1.50".to_owned()).into(),
        ),
        (ColumnType::Text, r"it's \ ".into()),
        (ColumnType::Binary, vec![0_u8, 255].into()),
        (ColumnType::Uuid, Value::Uuid([7; 16]).into()),
        (ColumnType::Date, at.date_naive().into()),
        (ColumnType::Time, at.time().into()),
        (ColumnType::Timestamp, at.into()),
        (ColumnType::LocalTimestamp, at.naive_utc().into()),
        (ColumnType::Timestamp, Expression::new("now()").into()),
        (
            ColumnType::Boolean,
            Expression::new("1 > 2 AND NULL IS NULL -- no").into(),
        ),
        (ColumnType::Jsonb, "{}".into()),
        (ColumnType::Enumeration(mood), "it's ok".into()),
    ];
    let columns = defaults
        .into_iter()
        .enumerate()
        .map(|(n, (found, default))| Column {
            default: Some(default),
            ..column(&format!("c{n}"), found)
        });
    insta::assert_snapshot!(sql(&moods(), create(table(name("t"), columns))), @r#"
    CREATE TABLE "t" (
        "c0" integer NOT NULL,
        "c1" varchar(3) NOT NULL,
        "c2" boolean NOT NULL DEFAULT TRUE,
        "c3" smallint NOT NULL DEFAULT -1,
        "c4" double precision NOT NULL DEFAULT 1e300,
        "c5" real NOT NULL DEFAULT 'NaN'::float8,
        "c6" numeric NOT NULL DEFAULT -1.50,
        "c7" text NOT NULL DEFAULT E'it''s \\ ',
        "c8" bytea NOT NULL DEFAULT E'\\x00ff'::bytea,
        "c9" uuid NOT NULL DEFAULT '07070707-0707-0707-0707-070707070707',
        "c10" date NOT NULL DEFAULT '2023-11-14',
        "c11" time NOT NULL DEFAULT '22:13:20.123456',
        "c12" timestamptz NOT NULL DEFAULT '2023-11-14 22:13:20.123456+00',
        "c13" timestamp NOT NULL DEFAULT '2023-11-14 22:13:20.123456',
        "c14" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
        "c15" boolean NOT NULL DEFAULT (1 > 2 AND NULL IS NULL -- no
    ),
        "c16" jsonb NOT NULL DEFAULT '{}',
        "c17" "my ""own"""."mood" NOT NULL DEFAULT 'it''s ok'
    );
      -- + table t
    "#);
}
