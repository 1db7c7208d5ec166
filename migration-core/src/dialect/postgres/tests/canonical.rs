//! The state as PostgreSQL keeps it.

use super::{check, column, id, index, name, nullable, state, strings, table, with_enum};
use crate::Value;
use crate::dialect::{Dialect, Target, canonical};
use crate::schema::{
    Column, ColumnType, Constraint, DefaultValue, Direction, Expression, Generation, Nulls,
    PartitionStrategy, Partitioning, PrimaryKey, SchemaState, Table,
};

/// The canonical form, which must be its own canonical form.
fn canon(state: &SchemaState) -> SchemaState {
    let once = canonical(state, &Target::postgres());
    assert_eq!(once, canonical(&once, &Target::postgres()));
    once
}

fn canon_table(table: Table) -> Table {
    let name = table.name.clone();
    canon(&state([table]))
        .tables
        .remove(&name)
        .expect("it stays")
}

fn canon_column(column: Column) -> Column {
    canon_table(table(name("t"), [column])).columns.remove(0)
}

#[test]
fn what_a_database_keeps_stays_as_it_is() {
    let mut notes = table(name("notes"), [id(), nullable("body", ColumnType::Text)]);
    notes.put_constraint(Constraint::Check(check("c", "body <> ''")));
    notes.indexes.insert("i".to_owned(), index("i", &["body"]));
    let before = with_enum(state([notes]), name("mood"), &["good"]);
    assert_eq!(canon(&before), before);
}

#[test]
fn temporary_tables_and_words_of_raw_sql_are_gone() {
    let mut temporary = table(name("t"), []);
    temporary.temporary = true;
    let mut before = state([temporary]);
    before.named_by_raw_sql.insert("t".to_owned());
    let after = canon(&before);
    assert!(after.tables.is_empty() && after.named_by_raw_sql.is_empty());
}

#[test]
fn columns_of_a_key_and_identities_are_not_null() {
    let mut tags = table(name("tags"), [nullable("a", ColumnType::Text)]);
    tags.primary_key = Some(PrimaryKey {
        name: "tags_pkey".to_owned(),
        columns: strings(&["a"]),
        without_overlaps: false,
    });
    assert!(!canon_table(tags).columns[0].nullable);
    let identity = Column {
        nullable: true,
        ..id()
    };
    assert!(!canon_column(identity).nullable);
}

#[test]
fn a_type_that_is_spelled_out_is_the_type_that_it_names() {
    let custom =
        |name: &str| canon_column(column("c", ColumnType::Custom(name.to_owned()))).column_type;
    let array = |element| ColumnType::Array(Box::new(element));
    assert_eq!(custom("INT8"), ColumnType::BigInteger);
    assert_eq!(custom("character varying (20)"), ColumnType::String(20));
    assert_eq!(custom("decimal(10)"), ColumnType::Decimal(Some((10, 0))));
    assert_eq!(custom("numeric(10, 2)"), ColumnType::Decimal(Some((10, 2))));
    assert_eq!(custom("timestamp with time zone"), ColumnType::Timestamp);
    assert_eq!(custom("int[][]"), array(ColumnType::Integer));
    assert_eq!(
        custom("ltree[]"),
        array(ColumnType::Custom("ltree".to_owned()))
    );
    for unknown in [
        "money",
        "varchar",
        "timestamp(3)",
        "numeric(a)",
        "numeric(1",
        "(",
    ] {
        assert_eq!(custom(unknown), ColumnType::Custom(unknown.to_owned()));
    }
}

#[test]
fn an_array_has_no_number_of_dimensions() {
    let nested = ColumnType::Array(Box::new(ColumnType::Array(Box::new(ColumnType::Text))));
    assert_eq!(
        canon_column(column("c", nested)).column_type,
        ColumnType::Array(Box::new(ColumnType::Text))
    );
}

#[test]
fn the_usual_is_not_said() {
    let plain = column("c", ColumnType::Text);
    let said = Column {
        default: Some(Value::Null.into()),
        collation: Some("default".to_owned()),
        comment: Some(String::new()),
        ..plain.clone()
    };
    assert_eq!(canon_column(said), plain);
    let number = column("c", ColumnType::Integer);
    let collated = Column {
        collation: Some("C".to_owned()),
        ..number.clone()
    };
    assert_eq!(canon_column(collated), number);
}

#[test]
fn the_usual_of_an_index_is_not_said() {
    let mut said = index("i", &["a", "b"]);
    said.method = Some("BTree".to_owned());
    said.nulls_not_distinct = true;
    said.parts[0].nulls = Some(Nulls::Last);
    said.parts[1].direction = Direction::Descending;
    said.parts[1].nulls = Some(Nulls::First);
    let mut plain = index("i", &["a", "b"]);
    plain.parts[1].direction = Direction::Descending;
    let mut notes = table(name("notes"), []);
    notes.indexes.insert("i".to_owned(), said);
    assert_eq!(canon_table(notes).indexes["i"], plain);
}

#[test]
fn expressions_have_the_text_of_this_database() {
    let expression = Expression::new("ifnull(a, 0)").on(Dialect::Postgres, "coalesce(a, 0)");
    let here = Expression::new("coalesce(a, 0)");
    let computed = Column {
        generation: Some(Generation::Stored(expression.clone())),
        ..column("c", ColumnType::Integer)
    };
    let generation = canon_column(computed).generation;
    assert_eq!(generation, Some(Generation::Stored(here)));
    let now = Expression::new("getdate()").on(Dialect::Postgres, "now()");
    let stamped = Column {
        default: Some(DefaultValue::Expression(now)),
        ..column("c", ColumnType::Timestamp)
    };
    assert_eq!(
        canon_column(stamped).default,
        Some(DefaultValue::CurrentTimestamp)
    );
}

/// The default of a column as it is kept.
fn kept(column_type: ColumnType, default: impl Into<DefaultValue>) -> Option<DefaultValue> {
    let column = Column {
        default: Some(default.into()),
        ..column("c", column_type)
    };
    canon_column(column).default
}

fn sql(text: &str) -> DefaultValue {
    Expression::new(text).into()
}

#[test]
fn a_constant_that_the_server_writes_in_its_own_way_is_the_same_constant() {
    let check = |column_type: ColumnType, said: Value, written: &str| {
        let kept_value = kept(column_type.clone(), DefaultValue::Value(said));
        assert!(matches!(kept_value, Some(DefaultValue::Value(_))));
        assert_eq!(kept(column_type, sql(written)), kept_value, "{written}");
    };
    let decimal = || ColumnType::Decimal(Some((10, 2)));
    check(ColumnType::Integer, Value::Int(-7), "'-7'::integer");
    check(ColumnType::BigInteger, Value::Int(5), "5");
    check(decimal(), Value::Int(5), "5");
    check(decimal(), Value::Decimal("1.50".into()), "1.50");
    check(decimal(), Value::Float(-1.5), "'-1.5'::numeric");
    check(decimal(), Value::Float(1e3), "1000");
    check(ColumnType::Double, Value::Int(5), "5");
    check(
        ColumnType::Double,
        Value::Float(-1e20),
        "'-100000000000000000000'::numeric",
    );
    check(
        ColumnType::Double,
        Value::Float(f64::NAN),
        "'NaN'::double precision",
    );
    check(
        ColumnType::Double,
        Value::Float(f64::INFINITY),
        "'Infinity'::double precision",
    );
    check(ColumnType::Boolean, Value::Bool(true), "true");
    check(ColumnType::Boolean, Value::Text("no".into()), "false");
    check(
        ColumnType::Text,
        Value::Text(r"it's \ x".into()),
        r"'it''s \ x'::text",
    );
    check(
        ColumnType::String(9),
        Value::Text("a".into()),
        "'a'::character varying",
    );
    check(ColumnType::Char(3), Value::Text("a".into()), "'a'::bpchar");
    check(
        ColumnType::Bit(3),
        Value::Text("101".into()),
        r#"'101'::"bit""#,
    );
    check(
        ColumnType::VarBit(5),
        Value::Text("1".into()),
        "'1'::bit varying",
    );
    check(ColumnType::Text, Value::Int(5), "5");
    check(ColumnType::Jsonb, Value::Text("{}".into()), "'{}'::jsonb");
    let array = ColumnType::Array(Box::new(ColumnType::Integer));
    check(array, Value::Text("{1}".into()), "'{1}'::integer[]");
}

#[test]
fn bytes_ids_and_times_are_read_as_what_they_are() {
    use chrono::{NaiveDate, NaiveTime};
    let day = NaiveDate::from_ymd_opt(2026, 1, 2).expect("a day");
    let time = NaiveTime::from_hms_micro_opt(3, 4, 5, 500_000).expect("a time");
    let check = |column_type: ColumnType, said: Value, written: &str| {
        let said = Some(DefaultValue::Value(said));
        assert_eq!(kept(column_type.clone(), said.clone().expect("set")), said);
        assert_eq!(kept(column_type, sql(written)), said, "{written}");
    };
    check(
        ColumnType::Binary,
        Value::Bytes(vec![0, 255]),
        r"'\x00ff'::bytea",
    );
    let id = *b"\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff";
    check(
        ColumnType::Uuid,
        Value::Uuid(id),
        "'00112233-4455-6677-8899-aabbccddeeff'::uuid",
    );
    check(ColumnType::Date, Value::Date(day), "'2026-01-02'::date");
    check(
        ColumnType::Time,
        Value::Time(time),
        "'03:04:05.5'::time without time zone",
    );
    let moment = day.and_time(time);
    check(
        ColumnType::LocalTimestamp,
        Value::LocalTimestamp(moment),
        "'2026-01-02 03:04:05.5'::timestamp without time zone",
    );
    // In whatever zone the session is.
    for written in ["2026-01-02 03:04:05.5+00", "2026-01-02 08:34:05.5+05:30"] {
        check(
            ColumnType::Timestamp,
            Value::Timestamp(moment.and_utc()),
            &format!("'{written}'::timestamp with time zone"),
        );
    }
}

#[test]
fn what_is_no_constant_stays_an_expression() {
    for text in [
        "'a'::text || 'b'::text",
        "(1 + 2)",
        "nextval('s'::regclass)",
        "'2026-01-02'::date",
        "extract(year from now())",
        "CURRENT_USER",
        "'a",
        r"E'\n'",
    ] {
        let kept = kept(ColumnType::Text, sql(text));
        assert!(
            matches!(kept, Some(DefaultValue::Expression(_))),
            "{text}: {kept:?}"
        );
    }
    assert_eq!(kept(ColumnType::Text, sql("NULL::character varying")), None);
    assert_eq!(
        kept(ColumnType::Timestamp, sql("(now())")),
        Some(DefaultValue::CurrentTimestamp)
    );
}

#[test]
fn parentheses_around_a_whole_expression_say_nothing() {
    let canon_check = |text: &str| {
        let mut notes = table(name("notes"), [id()]);
        notes.put_constraint(Constraint::Check(check("c", text)));
        canon_table(notes).checks["c"]
            .expression
            .any_text()
            .to_owned()
    };
    assert_eq!(canon_check("((id > 0))"), "id > 0");
    assert_eq!(canon_check(r#"("a)" > 0)"#), r#""a)" > 0"#);
    for text in ["(a) or (b)", "(a = ')') or (b)", "(a -- )\n)"] {
        assert_eq!(canon_check(text), text);
    }
}

#[test]
fn a_type_that_names_an_enum_is_that_enum() {
    let notes = table(
        name("notes"),
        [
            column("a", ColumnType::Custom("mood".to_owned())),
            column("b", ColumnType::Custom(r#""Mood"[]"#.to_owned())),
        ],
    );
    let before = with_enum(state([notes]), name("mood"), &["good"]);
    let before = with_enum(before, name("Mood"), &["good"]);
    let after = canon(&before);
    let columns = &after.tables[&name("notes")].columns;
    assert_eq!(
        columns[0].column_type,
        ColumnType::Enumeration(name("mood"))
    );
    assert_eq!(
        columns[1].column_type,
        ColumnType::Array(Box::new(ColumnType::Enumeration(name("Mood"))))
    );
}

#[test]
fn a_column_that_partitions_is_that_column_with_and_without_quotes() {
    let kept = |key: &str| {
        let mut events = table(name("events"), [column("Day", ColumnType::Date)]);
        events.partitioning = Some(Partitioning {
            strategy: PartitionStrategy::Range,
            keys: vec![Expression::new(key)],
        });
        canon_table(events).partitioning.expect("it stays").keys
    };
    assert_eq!(kept("Day"), kept(r#""Day""#));
    assert_ne!(kept("Day"), kept("day"));
}
