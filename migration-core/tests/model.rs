//! Models without their macros: what they describe becomes the state that the builder makes of the same.

use migration_core::builder::Schema;
use migration_core::model::{
    ColumnTypeOf, Model, ModelColumn, ModelEnum, ModelIndex, ModelTable, ModelType, column_type,
    state,
};
use migration_core::operation::Recorded;
use migration_core::schema::{ColumnType, IndexPart, ObjectName, RangeKind, SchemaState};
use migration_core::{ErrorKind, Location};

fn here() -> Location {
    Location::caller()
}

fn built(record: impl FnOnce(&mut Schema)) -> SchemaState {
    let mut schema = Schema::new();
    record(&mut schema);
    let mut state = SchemaState::new();
    for Recorded { operation, .. } in schema.finish() {
        state.apply(&operation).expect("it can be applied");
    }
    state
}

struct User;

impl Model for User {
    fn table() -> ModelTable {
        ModelTable::new("User", ObjectName::new("users"), here())
            .column(ModelColumn::of::<i64>("id", here()).primary_key())
            .column(
                ModelColumn::of::<String>("email", here())
                    .max_length(320)
                    .unique(),
            )
            .index(ModelIndex::new(vec![IndexPart::column("email")], here()).unique())
    }
}

#[test]
fn a_model_is_what_the_builder_makes() {
    let models = state([User::table()]).unwrap();
    let built = built(|schema| {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 320).unique();
            t.index("email").unique();
        });
    });
    assert_eq!(models.state, built);
    assert!(models.renames.is_empty());
    assert_eq!(models.names[&ObjectName::new("users")], "User");
}

#[test]
fn no_models_are_nothing() {
    let models = state([]).unwrap();
    assert_eq!(models.state, SchemaState::new());
}

/// Parts of a name are not told apart by what is made of them: `users_a_b_key` can be of `a_b` and of `a`, `b`.
#[test]
fn two_parts_of_one_name_are_told() {
    let table = || ModelTable::new("User", ObjectName::new("users"), here());
    let twice = table()
        .column(ModelColumn::of::<i64>("a", here()).index().index())
        .index(ModelIndex::new(vec![IndexPart::column("a")], here()));
    let error = state([twice]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Models);
    assert!(error.to_string().contains("users_a_idx"), "{error}");
    let error = state([table()]).unwrap_err();
    assert!(error.to_string().contains("has no columns"), "{error}");
    let twice = ["id", "id"].into_iter().fold(table(), |table, name| {
        table.column(ModelColumn::of::<i64>(name, here()))
    });
    let error = state([twice]).unwrap_err();
    assert!(
        error.to_string().contains("already has the column"),
        "{error}"
    );
}

#[test]
fn an_enum_without_values_is_none() {
    let none = ModelEnum::new(ObjectName::new("status"), &[], here());
    let column = ModelColumn::of_type("status", ModelType::of_enum(none), here());
    let table = ModelTable::new("User", ObjectName::new("users"), here()).column(column);
    let error = state([table]).unwrap_err();
    assert!(
        error.to_string().contains("type \"status\" has no values"),
        "{error}"
    );
}

#[test]
fn arrays_and_options_are_of_what_they_hold() {
    let of = <Option<Vec<Option<Vec<u8>>>>>::column_type();
    assert_eq!(
        of.column_type,
        ColumnType::Array(Box::new(ColumnType::Binary))
    );
    assert!(of.nullable);
    assert!(!<Vec<Option<i64>>>::column_type().nullable);
    let short = ModelColumn::of::<Vec<String>>("words", here()).max_length(5);
    let table = ModelTable::new("Text", ObjectName::new("texts"), here()).column(short);
    let models = state([table]).unwrap();
    let words = models.state.tables[&ObjectName::new("texts")].column("words");
    let expected = ColumnType::Array(Box::new(ColumnType::String(5)));
    assert_eq!(words.map(|column| &column.column_type), Some(&expected));
}

#[test]
fn types_are_read_as_the_builder_and_postgresql_call_them() {
    for (text, expected) in [
        ("BIGINT", ColumnType::BigInteger),
        (" double precision ", ColumnType::Double),
        ("char(2)", ColumnType::Char(2)),
        ("character varying(9)", ColumnType::String(9)),
        ("decimal(5)", ColumnType::Decimal(Some((5, 0)))),
        ("varbit(8)", ColumnType::VarBit(8)),
        ("vector(384)", ColumnType::Vector(384)),
        ("tstzrange", ColumnType::Range(RangeKind::Timestamp)),
        ("ltree[]", ColumnType::Custom("ltree[]".into())),
        (
            "geometry(Point, 4326)",
            ColumnType::Custom("geometry(Point, 4326)".into()),
        ),
        ("varchar(x)", ColumnType::Custom("varchar(x)".into())),
        ("", ColumnType::Custom(String::new())),
    ] {
        assert_eq!(column_type(text), expected, "{text}");
    }
}
