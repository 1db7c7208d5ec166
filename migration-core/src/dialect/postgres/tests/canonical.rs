//! The state as PostgreSQL keeps it.

use super::{check, column, id, index, name, nullable, state, strings, table, with_enum};
use crate::Value;
use crate::dialect::{Dialect, Target, canonical};
use crate::schema::{
    Column, ColumnType, Constraint, DefaultValue, Direction, Expression, Generation, Nulls,
    PrimaryKey, SchemaState, Table,
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
