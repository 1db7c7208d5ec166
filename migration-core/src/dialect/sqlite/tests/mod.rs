//! What each family of operations becomes. `lowered` hides how a test gets at it.

mod backfill;
mod canonical;
mod columns;
mod constraint_changes;
mod constraints;
mod data;
mod enums;
mod indexes;
mod lacks;
mod rebuilds;
mod routines;
mod storage;
mod tables;
mod triggers;
mod types;
mod views;

use super::*;
use crate::builder::Schema;
use crate::dialect::Rebuild;
use crate::dialect::tests::shown;
use crate::schema::{
    Check, Column, ColumnType, Constraint, DefaultValue, EnumType, Expression, ForeignKey,
    Generation, Index, IndexPart, ObjectName, PrimaryKey, Table, Unique,
};

/// A name that ends every kind of quote.
const HOSTILE: &str = "a\"; DROP TABLE users; --'`]";

fn try_lower(
    operation: impl Into<Operation>,
    before: &SchemaState,
) -> Result<Vec<Statement>, Unsupported> {
    lower(&operation.into(), before, &Target::sqlite())
}

/// The statements as text, each with its facts after it.
fn lowered(operation: impl Into<Operation>, before: &SchemaState) -> String {
    let statements = try_lower(operation, before).unwrap();
    let lines: Vec<String> = statements.iter().map(with_facts).collect();
    lines.join("\n")
}

fn with_facts(statement: &Statement) -> String {
    let facts = &statement.facts;
    let said = [
        facts.rewrites.then_some("rewrites"),
        facts.scans.then_some("scans"),
        facts.loses_data.then_some("loses data"),
        facts.rebuild.as_ref().map(|part| match part {
            Rebuild::Start(_) => "rebuild starts",
            Rebuild::Middle => "rebuild goes on",
            Rebuild::End(_) => "rebuild ends",
        }),
    ];
    let said: Vec<&str> = said.into_iter().flatten().collect();
    match said.as_slice() {
        [] => format!("{};", statement.sql),
        said => format!("{}; -- {}", statement.sql, said.join(", ")),
    }
}

/// What a migration is after another one.
fn after(before: fn(&mut Schema), change: fn(&mut Schema)) -> String {
    shown(&Target::sqlite(), before, change)
}

/// Why not, and what to do instead.
fn refused(operation: impl Into<Operation>, before: &SchemaState) -> String {
    let answer = try_lower(operation, before).unwrap_err();
    format!("{answer}\n{}", answer.alternative)
}

fn name(name: &str) -> ObjectName {
    ObjectName::new(name)
}

fn primary_key(table: &str, column: &str) -> PrimaryKey {
    PrimaryKey {
        name: format!("{table}_pkey"),
        columns: vec![column.to_owned()],
        without_overlaps: false,
    }
}

fn unique(name: &str, columns: &[&str]) -> Unique {
    Unique {
        name: name.to_owned(),
        columns: columns.iter().map(|&column| column.to_owned()).collect(),
        nulls_not_distinct: false,
        deferrable: Default::default(),
        without_overlaps: false,
    }
}

fn foreign_key(name: &str, column: &str, references: &str) -> ForeignKey {
    ForeignKey {
        name: name.to_owned(),
        columns: vec![column.to_owned()],
        references: ObjectName::new(references),
        referenced_columns: vec!["id".to_owned()],
        on_delete: Default::default(),
        on_update: Default::default(),
        on_delete_columns: Vec::new(),
        match_full: false,
        deferrable: Default::default(),
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

fn column(name: &str, column_type: ColumnType) -> Column {
    Column::new(name, column_type)
}

fn nullable(name: &str, column_type: ColumnType) -> Column {
    Column {
        nullable: true,
        ..Column::new(name, column_type)
    }
}

/// A table with an identity `id` and these columns.
fn table(table: &str, columns: Vec<Column>) -> Table {
    let mut made = Table::new(name(table));
    let mut id = column("id", ColumnType::BigInteger);
    id.generation = Some(Generation::Identity);
    made.columns = vec![id];
    made.columns.extend(columns);
    made.primary_key = Some(primary_key(table, "id"));
    made
}

fn state(tables: Vec<Table>) -> SchemaState {
    let mut state = SchemaState::new();
    for table in tables {
        state.tables.insert(table.name.clone(), table);
    }
    let values = ["draft", "live"].map(str::to_owned).to_vec();
    let status = EnumType {
        values,
        comment: None,
    };
    state.enums.insert(name("status"), status);
    state
}

fn users() -> Table {
    table("users", vec![column("email", ColumnType::String(200))])
}

fn posts() -> Table {
    let mut status = column("status", ColumnType::Enumeration(name("status")));
    status.default = Some("draft".into());
    let mut posts = table(
        "posts",
        vec![
            column("title", ColumnType::Text),
            nullable("price", ColumnType::Decimal(Some((10, 2)))),
            nullable("author_id", ColumnType::BigInteger),
            status,
        ],
    );
    posts.put_constraint(Constraint::Unique(unique("posts_title_key", &["title"])));
    let author = foreign_key("posts_author_id_fkey", "author_id", "users");
    posts.put_constraint(Constraint::ForeignKey(author));
    posts.put_constraint(Constraint::Check(check("posts_price_check", "price > 0")));
    let index = Index::new("posts_author_id_idx", vec![IndexPart::column("author_id")]);
    posts.indexes.insert(index.name.clone(), index);
    posts
}

fn blog() -> SchemaState {
    state(vec![users(), posts()])
}
