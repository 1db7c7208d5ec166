use super::{
    HOSTILE, check, column, index, name, nullable, products, refused, sql, state, table, unique,
    with_enum,
};
use crate::operation::{AlterColumn, ColumnChange};
use crate::schema::{
    Column, ColumnType, Constraint, DefaultValue, Expression, Generation, ObjectName, SchemaState,
};

fn change(change: ColumnChange) -> AlterColumn {
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
fn with(column: Column) -> SchemaState {
    let state = products(|table| table.columns.push(column));
    let state = with_enum(state, name("status"), &["new", "paid"]);
    with_enum(state, name("mood"), &["new", "good"])
}

fn of(column_type: ColumnType) -> SchemaState {
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
    let table = before
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
    let table = before
        .tables
        .get_mut(&name("products"))
        .expect("it is there");
    table.put_constraint(Constraint::Unique(unique("c_key", &["c"])));
    insta::assert_snapshot!(sql(&before, to(ColumnType::CiText)), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" TYPE citext;
      -- AccessExclusive products | scans
    "#);
    let mut before = of(ColumnType::String(5));
    let table = before
        .tables
        .get_mut(&name("products"))
        .expect("it is there");
    table.put_constraint(Constraint::Check(check("c_check", "c <> ''")));
    insta::assert_snapshot!(sql(&before, to(ColumnType::String(9))), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" TYPE varchar(9);
      -- AccessExclusive products | scans
    "#);
}

#[test]
fn a_column_that_a_computed_one_uses_keeps_its_type() {
    let mut before = of(ColumnType::Integer);
    let table = before
        .tables
        .get_mut(&name("products"))
        .expect("it is there");
    table.columns.push(Column {
        generation: Some(Generation::Stored(Expression::new("c * 2"))),
        ..nullable("twice", ColumnType::Integer)
    });
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

#[test]
fn a_column_may_be_null_or_not() {
    let before = of(ColumnType::Integer);
    insta::assert_snapshot!(sql(&before, change(ColumnChange::Nullable(false))), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" SET NOT NULL;
      -- AccessExclusive products | scans
    "#);
    let not_null = with(column("c", ColumnType::Integer));
    insta::assert_snapshot!(sql(&not_null, change(ColumnChange::Nullable(true))), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" DROP NOT NULL;
      -- AccessExclusive products
    "#);
}

#[test]
fn a_valid_check_spares_not_null_the_scan() {
    let scans = |expression: &str, not_valid: bool| {
        let mut before = of(ColumnType::Integer);
        let table = before
            .tables
            .get_mut(&name("products"))
            .expect("it is there");
        let mut proof = check("c_check", expression);
        proof.not_valid = not_valid;
        table.put_constraint(Constraint::Check(proof));
        sql(&before, change(ColumnChange::Nullable(false))).contains("scans")
    };
    assert!(!scans("c IS NOT NULL", false));
    assert!(!scans("\"c\" is not null", false));
    assert!(scans("c IS NOT NULL", true));
    assert!(scans("c > 0", false));
}

#[test]
fn a_default_is_set_and_dropped() {
    let before = of(ColumnType::Timestamp);
    let set = |default| sql(&before, change(ColumnChange::Default(default)));
    insta::assert_snapshot!(set(Some(DefaultValue::CurrentTimestamp)), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" SET DEFAULT CURRENT_TIMESTAMP;
      -- AccessExclusive products
    "#);
    insta::assert_snapshot!(set(Some(Expression::new("now() + interval '1 day'").into())), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" SET DEFAULT (now() + interval '1 day');
      -- AccessExclusive products
    "#);
    insta::assert_snapshot!(set(None), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" DROP DEFAULT;
      -- AccessExclusive products
    "#);
    assert_eq!(set(Some(crate::Value::Null.into())), set(None));
}

#[test]
fn an_identity_is_added_changed_and_dropped() {
    let with = |generation| {
        with(Column {
            generation,
            ..column("c", ColumnType::Integer)
        })
    };
    let become_ = |generation| change(ColumnChange::Generation(generation));
    insta::assert_snapshot!(sql(&with(None), become_(Some(Generation::Identity))), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" ADD GENERATED BY DEFAULT AS IDENTITY;
      -- AccessExclusive products
    SELECT setval(pg_get_serial_sequence('"products"', 'c'), max("c")) FROM "products" HAVING max("c") > 0;
      -- None products | scans
    "#);
    insta::assert_snapshot!(sql(&with(Some(Generation::Identity)), become_(Some(Generation::IdentityAlways))), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" SET GENERATED ALWAYS;
      -- AccessExclusive products
    "#);
    insta::assert_snapshot!(sql(&with(Some(Generation::IdentityAlways)), become_(Some(Generation::Identity))), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" SET GENERATED BY DEFAULT;
      -- AccessExclusive products
    "#);
    insta::assert_snapshot!(sql(&with(Some(Generation::Identity)), become_(None)), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" DROP IDENTITY IF EXISTS;
      -- AccessExclusive products
    "#);
}

#[test]
fn a_computed_column_becomes_a_plain_one_but_not_the_other_way() {
    let stored = Generation::Stored(Expression::new("1 + 1"));
    let before = with(Column {
        generation: Some(stored.clone()),
        ..nullable("c", ColumnType::Integer)
    });
    insta::assert_snapshot!(sql(&before, change(ColumnChange::Generation(None))), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" DROP EXPRESSION;
      -- AccessExclusive products
    "#);
    let op = change(ColumnChange::Generation(Some(stored)));
    insta::assert_snapshot!(refused(&of(ColumnType::Integer), op), @r#"
    PostgreSQL has no way to make an existing column a computed one
    help: drop the column and add it again as a computed one
    "#);
}

#[test]
fn a_collation_is_set_and_dropped() {
    let before = of(ColumnType::String(9));
    let set =
        |collation: Option<&str>| change(ColumnChange::Collation(collation.map(str::to_owned)));
    insta::assert_snapshot!(sql(&before, set(Some("C"))), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" TYPE varchar(9) COLLATE "C";
      -- AccessExclusive products
    "#);
    insta::assert_snapshot!(sql(&before, set(None)), @r#"
    ALTER TABLE "products" ALTER COLUMN "c" TYPE varchar(9);
      -- AccessExclusive products
    "#);
    let indexed = |table: &mut crate::schema::Table| {
        table.indexes.insert("i".to_owned(), index("i", &["name"]));
    };
    let mut name = set(Some("POSIX"));
    name.column = "name".to_owned();
    insta::assert_snapshot!(sql(&products(indexed), name), @r#"
    ALTER TABLE "products" ALTER COLUMN "name" TYPE varchar(100) COLLATE "POSIX";
      -- AccessExclusive products | scans
    "#);
    insta::assert_snapshot!(refused(&SchemaState::new(), set(Some("C"))), @r#"
    PostgreSQL has no change of the collation of a column that only raw SQL knows
    help: write it in raw SQL too, with the column's type
    "#);
}

#[test]
fn a_column_has_a_comment_or_none() {
    let comment = |comment: Option<&str>| change(ColumnChange::Comment(comment.map(str::to_owned)));
    insta::assert_snapshot!(sql(&of(ColumnType::Text), comment(Some("it's"))), @r#"
    COMMENT ON COLUMN "products"."c" IS 'it''s';
      -- ShareUpdateExclusive products
    "#);
    insta::assert_snapshot!(sql(&of(ColumnType::Text), comment(None)), @r#"
    COMMENT ON COLUMN "products"."c" IS NULL;
      -- ShareUpdateExclusive products
    "#);
}

#[test]
fn hostile_names_stay_names() {
    let weird = ObjectName::qualified(HOSTILE, HOSTILE);
    let before = state([table(weird.clone(), [column(HOSTILE, ColumnType::Integer)])]);
    let change = |change| AlterColumn {
        table: weird.clone(),
        column: HOSTILE.to_owned(),
        change,
    };
    let identity = Some(Generation::IdentityAlways);
    insta::assert_snapshot!(sql(&before, change(ColumnChange::Generation(identity))), @r#"
    ALTER TABLE "a""; DROP TABLE x; --'\"."a""; DROP TABLE x; --'\" ALTER COLUMN "a""; DROP TABLE x; --'\" ADD GENERATED ALWAYS AS IDENTITY;
      -- AccessExclusive a"; DROP TABLE x; --'\.a"; DROP TABLE x; --'\
    SELECT setval(pg_get_serial_sequence(E'"a""; DROP TABLE x; --''\\"."a""; DROP TABLE x; --''\\"', E'a"; DROP TABLE x; --''\\'), max("a""; DROP TABLE x; --'\")) FROM "a""; DROP TABLE x; --'\"."a""; DROP TABLE x; --'\" HAVING max("a""; DROP TABLE x; --'\") > 0;
      -- None a"; DROP TABLE x; --'\.a"; DROP TABLE x; --'\ | scans
    "#);
    let boolean = ColumnChange::Type {
        to: ColumnType::Boolean,
        using: None,
    };
    insta::assert_snapshot!(sql(&before, change(boolean)), @r#"
    ALTER TABLE "a""; DROP TABLE x; --'\"."a""; DROP TABLE x; --'\" ALTER COLUMN "a""; DROP TABLE x; --'\" TYPE boolean USING "a""; DROP TABLE x; --'\" <> 0;
      -- AccessExclusive a"; DROP TABLE x; --'\.a"; DROP TABLE x; --'\ | rewrites | scans | loses data
    "#);
}
