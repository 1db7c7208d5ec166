//! Operation -> SQL and facts, as snapshots: one file for each family.

mod access;
mod alter_columns;
mod alter_types;
mod backfill;
mod canonical;
mod columns;
mod composites;
mod constraint_changes;
mod constraints;
mod data;
mod domains;
mod enums;
mod indexes;
mod inheritance;
mod namespaces;
mod partitions;
mod publications;
mod raw;
mod routines;
mod rules;
mod sequences;
mod storage;
mod tables;
mod triggers;
mod types;
mod views;

use crate::builder::Schema;
use crate::dialect::tests::{facts, shown};
use crate::dialect::{Target, Unsupported};
use crate::operation::Operation;
use crate::schema::{
    Check, Column, ColumnType, EnumType, Expression, ForeignKey, Generation, Index, IndexPart,
    ObjectName, PrimaryKey, ReferentialAction, SchemaState, Table, Unique,
};

/// A name that ends its quotes, if they let it.
const HOSTILE: &str = r#"a"; DROP TABLE x; --'\"#;

/// Another such name: an index may not have the name of its table.
const INNER: &str = r#"b"; DROP TABLE x; --'\"#;

/// The statements of an operation, each with its facts.
fn sql(before: &SchemaState, operation: impl Into<Operation>) -> String {
    on(&Target::postgres(), before, operation)
}

fn on(target: &Target, before: &SchemaState, operation: impl Into<Operation>) -> String {
    let statements = super::lower(&operation.into(), before, target).expect("it can be lowered");
    let shown = statements
        .iter()
        .map(|statement| format!("{};{}", statement.sql, facts(&statement.facts)));
    shown.collect::<Vec<_>>().join("\n")
}

/// As [`sql`], for statements that a server would refuse on this state: they name what is not there.
fn unproven(before: &SchemaState, operation: impl Into<Operation>) -> String {
    on(&Target::postgres(), before, operation)
}

/// What a migration is after another one.
fn after(before: fn(&mut Schema), change: fn(&mut Schema)) -> String {
    shown(&Target::postgres(), before, change)
}

/// Why an operation cannot be done.
fn refused(before: &SchemaState, operation: impl Into<Operation>) -> String {
    let refused = super::lower(&operation.into(), before, &Target::postgres());
    let Unsupported { alternative, .. } = refused.as_ref().expect_err("it is refused");
    format!(
        "{}\nhelp: {alternative}",
        refused.as_ref().expect_err("it is refused")
    )
}

fn empty() -> SchemaState {
    SchemaState::new()
}

fn state(tables: impl IntoIterator<Item = Table>) -> SchemaState {
    let mut state = SchemaState::new();
    for table in tables {
        state.tables.insert(table.name.clone(), table);
    }
    state
}

fn with_enum(mut state: SchemaState, name: ObjectName, values: &[&str]) -> SchemaState {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    let comment = None;
    state.enums.insert(name, EnumType { values, comment });
    state
}

fn name(name: &str) -> ObjectName {
    ObjectName::new(name)
}

fn column(name: &str, column_type: ColumnType) -> Column {
    Column::new(name, column_type)
}

fn nullable(name: &str, column_type: ColumnType) -> Column {
    Column {
        nullable: true,
        ..Column::new(name, column_type)
    }
}

fn id() -> Column {
    Column {
        generation: Some(Generation::Identity),
        ..column("id", ColumnType::BigInteger)
    }
}

/// A table of these columns; one called `id` is the key.
fn table(name: ObjectName, columns: impl IntoIterator<Item = Column>) -> Table {
    let mut table = Table::new(name);
    table.columns.extend(columns);
    if table.column("id").is_some() {
        table.primary_key = Some(PrimaryKey {
            name: crate::schema::naming::primary_key(&table.name),
            columns: vec!["id".to_owned()],
            without_overlaps: false,
        });
    }
    table
}

fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn unique(name: &str, columns: &[&str]) -> Unique {
    Unique {
        name: name.to_owned(),
        columns: strings(columns),
        nulls_not_distinct: false,
        deferrable: crate::schema::Deferrable::No,
        without_overlaps: false,
    }
}

fn foreign_key(name: &str, column: &str, references: ObjectName) -> ForeignKey {
    ForeignKey {
        name: name.to_owned(),
        columns: strings(&[column]),
        references,
        referenced_columns: strings(&["id"]),
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        on_delete_columns: Vec::new(),
        match_full: false,
        deferrable: crate::schema::Deferrable::No,
        not_valid: false,
        period: false,
    }
}

fn check(name: &str, expression: &str) -> Check {
    Check {
        name: name.to_owned(),
        expression: Expression::new(expression),
        not_valid: false,
        not_enforced: false,
    }
}

fn index(name: &str, columns: &[&str]) -> Index {
    let parts = columns.iter().map(|column| IndexPart::column(*column));
    Index::new(name, parts.collect())
}

/// Orders of products.
fn shop() -> SchemaState {
    let products = table(
        name("products"),
        [
            id(),
            column("name", ColumnType::String(100)),
            nullable("price", ColumnType::Decimal(Some((10, 2)))),
        ],
    );
    let mut orders = table(
        name("orders"),
        [id(), nullable("product_id", ColumnType::BigInteger)],
    );
    let key = foreign_key("orders_product_id_fkey", "product_id", name("products"));
    orders.foreign_keys.insert(key.name.clone(), key);
    state([products, orders])
}

/// The table `products` of [`shop`], changed.
fn products(change: impl FnOnce(&mut Table)) -> SchemaState {
    let mut state = shop();
    change(
        &mut (state.tables)
            .get_mut(&name("products"))
            .expect("it is there"),
    );
    state
}
