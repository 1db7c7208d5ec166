//! Operation by operation: the SQL that comes out, or the refusal and its alternative.

mod access;
mod backfill;
mod canonical;
mod column;
mod column_change;
mod constraint;
mod constraint_changes;
mod data;
mod enum_type;
mod index;
mod lacks;
mod namespaces;
mod raw;
mod routines;
mod sequences;
mod storage;
mod table;
mod triggers;
mod types;
mod views;

use crate::builder::Schema;
use crate::dialect::tests::shown;
use crate::dialect::{Facts, Statement, Target, canonical as canonical_state, lower};
use crate::operation::*;
use crate::schema::*;

/// The SQL on this database, one statement a line; a refusal as its two sentences.
fn on(target: &Target, before: &SchemaState, op: impl Into<Operation>) -> String {
    let op = op.into();
    let rows = matches!(
        op,
        Operation::InsertRows(_) | Operation::UpdateRows(_) | Operation::DeleteRows(_)
    );
    match lower(&op, before, target) {
        Ok(statements) => {
            assert!(
                statements.iter().all(|s| s.facts.transactional == rows),
                "DDL commits, and rows do not"
            );
            statements.into_iter().map(|s| s.sql + "\n").collect()
        }
        Err(refusal) => format!("{refusal}\nhelp: {}\n", refusal.alternative),
    }
}

fn mysql(before: &SchemaState, op: impl Into<Operation>) -> String {
    on(&Target::mysql(), before, op)
}

fn mariadb(before: &SchemaState, op: impl Into<Operation>) -> String {
    on(&Target::mariadb(), before, op)
}

/// The same on both.
fn sql(before: &SchemaState, op: impl Into<Operation>) -> String {
    let op = op.into();
    let text = mysql(before, op.clone());
    assert_eq!(
        text.replace("MySQL has", "MariaDB has"),
        mariadb(before, op)
    );
    text
}

/// What a migration is after another one.
fn after(before: fn(&mut Schema), change: fn(&mut Schema)) -> String {
    shown(&Target::mysql(), before, change)
}

fn statements(before: &SchemaState, op: impl Into<Operation>) -> Vec<Statement> {
    match lower(&op.into(), before, &Target::mysql()) {
        Ok(statements) => statements,
        Err(refusal) => panic!("{refusal}"),
    }
}

/// The facts of the only statement.
fn facts(before: &SchemaState, op: impl Into<Operation>) -> Facts {
    let mut statements = statements(before, op);
    assert_eq!(statements.len(), 1);
    statements.remove(0).facts
}

fn name(name: &str) -> ObjectName {
    ObjectName::new(name)
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn column(name: &str, column_type: ColumnType) -> Column {
    Column::new(name, column_type)
}

fn optional(name: &str, column_type: ColumnType) -> Column {
    Column {
        nullable: true,
        ..Column::new(name, column_type)
    }
}

fn with_default(column: Column, default: impl Into<DefaultValue>) -> Column {
    Column {
        default: Some(default.into()),
        ..column
    }
}

fn identity(name: &str) -> Column {
    Column {
        generation: Some(Generation::Identity),
        ..Column::new(name, ColumnType::BigInteger)
    }
}

fn stored(name: &str, expression: &str) -> Column {
    Column {
        generation: Some(Generation::Stored(expression.into())),
        ..Column::new(name, ColumnType::Integer)
    }
}

fn primary_key(columns: &[&str]) -> Constraint {
    Constraint::PrimaryKey(PrimaryKey {
        name: "users_pkey".to_owned(),
        columns: names(columns),
        without_overlaps: false,
    })
}

fn unique(name: &str, columns: &[&str]) -> Constraint {
    Constraint::Unique(Unique {
        name: name.to_owned(),
        columns: names(columns),
        nulls_not_distinct: false,
        deferrable: Deferrable::No,
        without_overlaps: false,
    })
}

fn check(name: &str, expression: &str) -> Constraint {
    Constraint::Check(Check {
        name: name.to_owned(),
        expression: expression.into(),
        not_valid: false,
        not_enforced: false,
    })
}

fn key_to_users(name: &str, column: &str) -> ForeignKey {
    ForeignKey {
        name: name.to_owned(),
        columns: names(&[column]),
        references: ObjectName::new("users"),
        referenced_columns: names(&["id"]),
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::NoAction,
        on_delete_columns: Vec::new(),
        match_full: false,
        deferrable: Deferrable::No,
        not_valid: false,
        period: false,
    }
}

fn index(name: &str, columns: &[&str]) -> Index {
    let parts = columns.iter().map(|column| IndexPart::column(*column));
    Index::new(name, parts.collect())
}

fn table(name: &str, columns: Vec<Column>, constraints: Vec<Constraint>) -> Table {
    let mut table = Table::new(ObjectName::new(name));
    table.columns = columns;
    for constraint in constraints {
        table.put_constraint(constraint);
    }
    table
}

fn state(tables: Vec<Table>) -> SchemaState {
    let mut state = SchemaState::new();
    for table in tables {
        state.tables.insert(table.name.clone(), table);
    }
    state
}

fn users() -> Table {
    table(
        "users",
        vec![
            identity("id"),
            column("email", ColumnType::String(320)),
            optional("bio", ColumnType::Text),
            with_default(optional("age", ColumnType::Integer), 18),
        ],
        vec![
            primary_key(&["id"]),
            unique("users_email_key", &["email"]),
            check("users_age_check", "age > 0"),
        ],
    )
}

/// Posts refer to users: `author_id` through an automatic index, `editor_id` through one of the state.
fn posts() -> Table {
    let mut posts = table(
        "posts",
        vec![
            column("id", ColumnType::Uuid),
            column("author_id", ColumnType::BigInteger),
            optional("editor_id", ColumnType::BigInteger),
            column("title", ColumnType::String(200)),
        ],
        vec![
            primary_key(&["id"]),
            Constraint::ForeignKey(key_to_users("posts_author_id_fkey", "author_id")),
            Constraint::ForeignKey(key_to_users("posts_editor_id_fkey", "editor_id")),
        ],
    );
    let over = index("posts_editor_id_idx", &["editor_id", "title"]);
    posts.indexes.insert(over.name.clone(), over);
    posts
}

fn blog() -> SchemaState {
    state(vec![users(), posts()])
}

fn create(table: Table) -> CreateTable {
    CreateTable {
        table,
        if_not_exists: false,
        like: None,
    }
}

fn add_column(table: &str, column: Column) -> AddColumn {
    AddColumn {
        table: name(table),
        column,
        if_not_exists: false,
        position: None,
    }
}

fn drop_column(table: &str, column: &str) -> DropColumn {
    DropColumn {
        table: name(table),
        column: column.to_owned(),
        if_exists: false,
        cascade: true,
    }
}

fn rename_column(table: &str, from: &str, to: &str) -> RenameColumn {
    RenameColumn {
        table: name(table),
        from: from.to_owned(),
        to: to.to_owned(),
    }
}

fn change(table: &str, column: &str, change: ColumnChange) -> AlterColumn {
    AlterColumn {
        table: name(table),
        column: column.to_owned(),
        change,
    }
}

fn retype(table: &str, column: &str, to: ColumnType) -> AlterColumn {
    change(table, column, ColumnChange::Type { to, using: None })
}

fn add_constraint(table: &str, constraint: Constraint) -> AddConstraint {
    AddConstraint {
        table: name(table),
        constraint,
        using_index: None,
    }
}

fn drop_constraint(table: &str, constraint: &str) -> DropConstraint {
    DropConstraint {
        table: name(table),
        name: constraint.to_owned(),
        kind: None,
        if_exists: false,
    }
}

fn create_index(table: &str, index: Index) -> CreateIndex {
    CreateIndex {
        table: name(table),
        index,
        concurrently: false,
        if_not_exists: false,
        only: false,
    }
}

fn drop_index(table: &str, index: &str) -> DropIndex {
    DropIndex {
        table: name(table),
        name: index.to_owned(),
        concurrently: false,
        if_exists: false,
    }
}
