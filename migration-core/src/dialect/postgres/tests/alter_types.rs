//! Changes of a column's type.

use super::{check, column, index, name, nullable, products, refused, sql, unique, with_enum};
use crate::operation::{AlterColumn, ColumnChange};
use crate::schema::{Column, ColumnType, Constraint, Expression, Generation, SchemaState};

pub(super) fn change(change: ColumnChange) -> AlterColumn {
    AlterColumn {
        table: name("products"),
        column: "c".to_owned(),
        change,
    }
}

fn to(to: ColumnType) -> AlterColumn {
    change(ColumnChange::Type { to, using: None })
}

/// `products` with this column, called `c`.
pub(super) fn with(column: Column) -> SchemaState {
    let state = products(|table| table.columns.push(column));
    let state = with_enum(state, name("status"), &["new", "paid"]);
    with_enum(state, name("mood"), &["new", "good"])
}

pub(super) fn of(column_type: ColumnType) -> SchemaState {
    with(nullable("c", column_type))
}

fn status() -> ColumnType {
    ColumnType::Enumeration(name("status"))
}

fn array(element: ColumnType) -> ColumnType {
    ColumnType::Array(Box::new(element))
}

/// The SQL and facts of a change of type, in one line.
fn cast(from: &ColumnType, into: &ColumnType) -> String {
    sql(&of(from.clone()), to(into.clone()))
        .replace("ALTER TABLE \"products\" ALTER COLUMN \"c\" ", "")
        .replace("\n  -- AccessExclusive products", "")
}

fn casts(pairs: &[(ColumnType, ColumnType)]) -> String {
    let lines = pairs
        .iter()
        .map(|(from, into)| format!("{from:?}: {}", cast(from, into)));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_type_that_the_database_casts_by_itself_has_no_using() {
    use ColumnType::{
        BigInteger, Boolean, Char, CiText, Cidr, Date, Decimal, Double, Float, Inet, Integer, Json,
        Jsonb, LocalTimestamp, String, Text, Time, Timestamp, VarBit,
    };
    insta::assert_snapshot!(casts(&[
        (Integer, BigInteger),
        (BigInteger, Integer),
        (Integer, Text),
        (Boolean, Text),
        (String(20), String(40)),
        (String(20), String(10)),
        (String(20), Text),
        (Text, String(20)),
        (Text, CiText),
        (CiText, Text),
        (Char(5), Text),
        (Decimal(Some((10, 2))), Decimal(Some((14, 2)))),
        (Decimal(Some((10, 2))), Decimal(Some((14, 1)))),
        (Decimal(Some((10, 2))), Decimal(None)),
        (Decimal(None), Integer),
        (Double, Float),
        (Cidr, Inet),
        (Json, Jsonb),
        (LocalTimestamp, Timestamp),
        (Timestamp, Date),
        (Timestamp, Time),
        (VarBit(2), VarBit(4)),
        (array(Integer), array(BigInteger)),
        (array(Text), array(String(5))),
        (status(), Text),
        (array(Integer), Text),
    ]), @r#"
    Integer: TYPE bigint; | rewrites | scans
    BigInteger: TYPE integer; | rewrites | scans
    Integer: TYPE text; | rewrites | scans
    Boolean: TYPE text; | rewrites | scans
    String(20): TYPE varchar(40);
    String(20): TYPE varchar(10); | rewrites | scans
    String(20): TYPE text;
    Text: TYPE varchar(20); | rewrites | scans
    Text: TYPE citext;
    CiText: TYPE text;
    Char(5): TYPE text; | rewrites | scans
    Decimal(Some((10, 2))): TYPE numeric(14, 2);
    Decimal(Some((10, 2))): TYPE numeric(14, 1); | rewrites | scans | loses data
    Decimal(Some((10, 2))): TYPE numeric;
    Decimal(None): TYPE integer; | rewrites | scans | loses data
    Double: TYPE real; | rewrites | scans | loses data
    Cidr: TYPE inet;
    Json: TYPE jsonb; | rewrites | scans
    LocalTimestamp: TYPE timestamptz; | rewrites | scans
    Timestamp: TYPE date; | rewrites | scans | loses data
    Timestamp: TYPE time; | rewrites | scans | loses data
    VarBit(2): TYPE varbit(4);
    Array(Integer): TYPE bigint[]; | rewrites | scans
    Array(Text): TYPE varchar(5)[]; | rewrites | scans
    Enumeration(ObjectName { schema: None, name: "status" }): TYPE text; | rewrites | scans
    Array(Integer): TYPE text; | rewrites | scans
    "#);
}

#[test]
fn a_type_that_needs_an_explicit_cast_gets_it() {
    use ColumnType::{
        BigInteger, Binary, Bit, Boolean, Char, CiText, Decimal, Double, Integer, Json, Jsonb,
        SmallInteger, String, Text, Timestamp, Uuid,
    };
    insta::assert_snapshot!(casts(&[
        (Text, Integer),
        (String(20), Uuid),
        (CiText, Timestamp),
        (Char(4), Bit(4)),
        (Text, Binary),
        (Text, Jsonb),
        (Text, array(Integer)),
        (Text, status()),
        (ColumnType::Custom("character varying".to_owned()), Jsonb),
        (Boolean, SmallInteger),
        (Boolean, Decimal(None)),
        (Integer, Boolean),
        (Double, Boolean),
        (BigInteger, Boolean),
        (status(), ColumnType::Enumeration(name("mood"))),
        (Json, Integer),
        (Jsonb, Boolean),
        (array(Text), array(Integer)),
        (array(Text), array(status())),
        (array(status()), array(ColumnType::Enumeration(name("mood")))),
        (array(Integer), array(Boolean)),
        (array(Boolean), array(BigInteger)),
    ]), @r#"
    Text: TYPE integer USING "c"::integer; | rewrites | scans
    String(20): TYPE uuid USING "c"::uuid; | rewrites | scans
    CiText: TYPE timestamptz USING "c"::timestamptz; | rewrites | scans
    Char(4): TYPE bit(4) USING "c"::varbit; | rewrites | scans
    Text: TYPE bytea USING "c"::bytea; | rewrites | scans
    Text: TYPE jsonb USING "c"::jsonb; | rewrites | scans
    Text: TYPE integer[] USING "c"::integer[]; | rewrites | scans
    Text: TYPE "status" USING "c"::"status"; | rewrites | scans
    Custom("character varying"): TYPE jsonb USING "c"::jsonb; | rewrites | scans
    Boolean: TYPE smallint USING "c"::integer; | rewrites | scans
    Boolean: TYPE numeric USING "c"::integer; | rewrites | scans
    Integer: TYPE boolean USING "c" <> 0; | rewrites | scans | loses data
    Double: TYPE boolean USING "c" <> 0; | rewrites | scans | loses data
    BigInteger: TYPE boolean USING "c" <> 0; | rewrites | scans | loses data
    Enumeration(ObjectName { schema: None, name: "status" }): TYPE "mood" USING "c"::text::"mood"; | rewrites | scans
    Json: TYPE integer USING "c"::jsonb::integer; | rewrites | scans
    Jsonb: TYPE boolean USING "c"::boolean; | rewrites | scans
    Array(Text): TYPE integer[] USING "c"::integer[]; | rewrites | scans
    Array(Text): TYPE "status"[] USING "c"::"status"[]; | rewrites | scans
    Array(Enumeration(ObjectName { schema: None, name: "status" })): TYPE "mood"[] USING "c"::text[]::"mood"[]; | rewrites | scans
    Array(Integer): TYPE boolean[] USING "c"::boolean[]; | rewrites | scans | loses data
    Array(Boolean): TYPE bigint[] USING "c"::integer[]; | rewrites | scans
    "#);
}

#[test]
fn the_users_using_is_used() {
    let op = change(ColumnChange::Type {
        to: ColumnType::Timestamp,
        using: Some(Expression::new("to_timestamp(c) -- seconds")),
    });
    insta::assert_snapshot!(sql(&of(ColumnType::Double), op), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" TYPE timestamptz USING (to_timestamp(c) -- seconds
    );
      -- AccessExclusive products | rewrites | scans
    "#);
}

#[test]
fn default_checks_and_filters_follow_a_column_to_an_enum() {
    let mut before = with(Column {
        default: Some("new".into()),
        ..column("c", ColumnType::Text)
    });
    let mut table = before
        .tables
        .get_mut(&name("products"))
        .expect("it is there");
    table.put_constraint(Constraint::Check(check(
        "c_check",
        "c <> 'paid' OR price > 0",
    )));
    table.put_constraint(Constraint::Check(check("price_check", "price > 0")));
    let mut open = index("open_idx", &["name"]);
    open.filter = Some(Expression::new("c = 'new'"));
    open.comment = Some("what is left to do".to_owned());
    table.indexes.insert(open.name.clone(), open);
    table
        .indexes
        .insert("c_idx".to_owned(), index("c_idx", &["c"]));
    drop(table);
    insta::assert_snapshot!(sql(&before, to(status())), @r#"
    DROP INDEX "open_idx";
      -- AccessExclusive products | - index open_idx of products
    ALTER TABLE "products" DROP CONSTRAINT "c_check", ALTER COLUMN "c" DROP DEFAULT, ALTER COLUMN "c" TYPE "status" USING "c"::"status", ALTER COLUMN "c" SET DEFAULT 'new', ADD CONSTRAINT "c_check" CHECK (c <> 'paid' OR price > 0);
      -- AccessExclusive products | rewrites | scans
    CREATE INDEX "open_idx" ON "products" ("name") WHERE (c = 'new');
      -- Share products | scans | + index open_idx of products
    COMMENT ON INDEX "open_idx" IS 'what is left to do';
    "#);
}

#[test]
fn a_default_leaves_an_enum_with_its_column() {
    let before = with(Column {
        default: Some("new".into()),
        ..column("c", status())
    });
    let mood = ColumnType::Enumeration(name("mood"));
    insta::assert_snapshot!(sql(&before, to(mood)), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" DROP DEFAULT, ALTER COLUMN "c" TYPE "mood" USING "c"::text::"mood", ALTER COLUMN "c" SET DEFAULT 'new';
      -- AccessExclusive products | rewrites | scans
    "#);
    insta::assert_snapshot!(sql(&before, to(ColumnType::Text)), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" TYPE text;
      -- AccessExclusive products | rewrites | scans
    "#);
}

#[test]
fn a_collation_stays_when_the_type_changes() {
    let before = with(Column {
        collation: Some("C".to_owned()),
        ..nullable("c", ColumnType::String(5))
    });
    insta::assert_snapshot!(sql(&before, to(ColumnType::Text)), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" TYPE text COLLATE "C";
      -- AccessExclusive products
    "#);
    insta::assert_snapshot!(sql(&before, to(ColumnType::Integer)), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" TYPE integer USING "c"::integer;
      -- AccessExclusive products | rewrites | scans
    "#);
}

#[test]
fn an_index_or_check_that_has_to_follow_makes_a_free_change_read_the_table() {
    let mut before = of(ColumnType::Text);
    let mut table = before
        .tables
        .get_mut(&name("products"))
        .expect("it is there");
    table.put_constraint(Constraint::Unique(unique("c_key", &["c"])));
    drop(table);
    insta::assert_snapshot!(sql(&before, to(ColumnType::CiText)), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" TYPE citext;
      -- AccessExclusive products | scans
    "#);
    let mut before = of(ColumnType::String(5));
    let mut table = before
        .tables
        .get_mut(&name("products"))
        .expect("it is there");
    table.put_constraint(Constraint::Check(check("c_check", "c <> ''")));
    drop(table);
    insta::assert_snapshot!(sql(&before, to(ColumnType::String(9))), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" TYPE varchar(9);
      -- AccessExclusive products | scans
    "#);
}

#[test]
fn a_column_that_a_computed_one_uses_keeps_its_type() {
    let mut before = of(ColumnType::Integer);
    let mut table = before
        .tables
        .get_mut(&name("products"))
        .expect("it is there");
    table.columns.push(Column {
        generation: Some(Generation::Stored(Expression::new("c * 2"))),
        ..nullable("twice", ColumnType::Integer)
    });
    drop(table);
    insta::assert_snapshot!(refused(&before, to(ColumnType::BigInteger)), @r#"
    PostgreSQL has no change of the type of a column that the computed column "twice" uses
    help: drop the computed column first and add it again afterwards
    "#);
    let mut twice = to(ColumnType::BigInteger);
    twice.column = "twice".to_owned();
    insta::assert_snapshot!(sql(&before, twice), @r#"
    ALTER TABLE "products" ALTER COLUMN "twice" TYPE bigint;
      -- AccessExclusive products | rewrites | scans
    "#);
}
