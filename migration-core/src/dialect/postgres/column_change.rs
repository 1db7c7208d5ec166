//! Changes of one column. <https://www.postgresql.org/docs/current/sql-altertable.html>

use super::type_change::TypeChange;
use super::{Lowered, PG, column, column_type};
use crate::dialect::{LockLevel, Statement, Target, Unsupported};
use crate::operation::{AlterColumn, ColumnChange};
use crate::schema::{Check, Column, DefaultValue, Generation, ObjectName, SchemaState, Table};

pub(super) fn alter(op: &AlterColumn, before: &SchemaState, target: &Target) -> Lowered {
    let table = before.table(&op.table);
    let column = table.and_then(|table| table.column(&op.column));
    match &op.change {
        ColumnChange::Type { to, using } => {
            refuse_under_readers(op, before, target)?;
            let change = TypeChange::new(op, table, to, using.as_ref(), target)?;
            change.refuse_in_heirs(before, target)?;
            let mut statements = change.statements(target)?;
            statements.extend(compressed_again(op, before));
            Ok(statements)
        }
        ColumnChange::Nullable(true) => Ok(vec![alter_table(op, &["DROP NOT NULL"])]),
        ColumnChange::Nullable(false) => Ok(vec![set_not_null(op, table)]),
        // The server does not let DROP DEFAULT near a column that it makes the values of.
        ColumnChange::Default(None) if column.is_some_and(|it| it.generation.is_some()) => {
            Ok(Vec::new())
        }
        ColumnChange::Default(default) => Ok(vec![alter_table(
            op,
            &[&set_default(default.as_ref(), target)?],
        )]),
        ColumnChange::Generation(generation) => {
            change_generation(op, table, column, generation.as_ref(), target)
        }
        ColumnChange::Collation(collation) => {
            refuse_under_readers(op, before, target)?;
            let mut statements = change_collation(op, table, column, collation.as_deref(), target)?;
            statements.extend(compressed_again(op, before));
            Ok(statements)
        }
        ColumnChange::Comment(comment) => {
            let comment = comment.as_deref();
            Ok(vec![column::comment_statement(
                &op.table, &op.column, comment,
            )])
        }
        ColumnChange::Compression(method) => {
            let method = method.as_deref();
            let method = method.map_or(Ok("DEFAULT"), |it| column::compression(it, target))?;
            Ok(vec![set_compression(&op.table, &op.column, method)])
        }
        ColumnChange::Statistics(set) => Ok(vec![column::statistics(&op.table, &op.column, *set)]),
    }
}

/// Values that are there stay as they are; those that are written from now on follow it.
pub(super) fn set_compression(table: &ObjectName, column: &str, method: &str) -> Statement {
    Statement::new(format!(
        "ALTER TABLE {} ALTER COLUMN {} SET COMPRESSION {method}",
        PG.quote_name(table),
        PG.quote(column),
    ))
    .locks(table, LockLevel::AccessExclusive)
}

/// A change of type forgets how values are compressed, those of partitions and heirs too.
fn compressed_again(op: &AlterColumn, before: &SchemaState) -> Vec<Statement> {
    let below = before.all_below(&op.table);
    let tables = std::iter::once(&op.table).chain(&below);
    let again = tables.filter_map(|name| {
        let method = before
            .table(name)?
            .column(&op.column)?
            .compression
            .as_ref()?;
        Some(set_compression(name, &op.column, method))
    });
    again.collect()
}

/// The server changes no type that a view, or the definition of a trigger, counts on.
fn refuse_under_readers(
    op: &AlterColumn,
    before: &SchemaState,
    target: &Target,
) -> Result<(), Unsupported> {
    let below = before.all_below(&op.table);
    let tables: Vec<&ObjectName> = std::iter::once(&op.table).chain(&below).collect();
    let mut views = tables.iter().flat_map(|name| before.views_of(name));
    let view = views.find(|view| view.query.mentions(&op.column));
    let mut triggers = before
        .triggers()
        .filter(|trigger| tables.contains(&&trigger.table));
    let trigger = triggers.find(|trigger| {
        let when = trigger.when.as_ref();
        trigger.columns().any(|column| *column == op.column)
            || when.is_some_and(|when| when.mentions(&op.column))
    });
    let reader = view.map(|view| format!("{} \"{}\"", view.kind().term(), view.name));
    match reader.or_else(|| trigger.map(|trigger| trigger.id().to_string())) {
        Some(reader) => Err(target.unsupported(
            format!("change of the type of a column that {reader} reads"),
            "drop that before the change, and create it again after",
        )),
        None => Ok(()),
    }
}

/// One ALTER TABLE with an ALTER COLUMN for each action.
fn alter_table(op: &AlterColumn, actions: &[&str]) -> Statement {
    let column = PG.quote(&op.column);
    let actions: Vec<String> = (actions.iter())
        .map(|action| format!("ALTER COLUMN {column} {action}"))
        .collect();
    alter_with(op, &actions)
}

/// One ALTER TABLE with these clauses.
pub(super) fn alter_with(op: &AlterColumn, clauses: &[String]) -> Statement {
    let (table, clauses) = (PG.quote_name(&op.table), clauses.join(", "));
    Statement::new(format!("ALTER TABLE {table} {clauses}"))
        .locks(&op.table, LockLevel::AccessExclusive)
}

/// Reads the table, unless a valid check already says that the column is not NULL.
fn set_not_null(op: &AlterColumn, table: Option<&Table>) -> Statement {
    let proof = [
        format!("{} is not null", op.column),
        format!("{} is not null", PG.quote(&op.column)),
    ];
    let proves = |check: &Check| {
        let text = check.expression.text(PG).unwrap_or_default();
        !check.not_valid
            && proof
                .iter()
                .any(|proof| proof.eq_ignore_ascii_case(text.trim()))
    };
    let statement = alter_table(op, &["SET NOT NULL"]);
    match table.is_some_and(|table| table.checks.values().any(proves)) {
        true => statement,
        false => statement.scans(),
    }
}

/// `SET DEFAULT ...` or `DROP DEFAULT`.
pub(super) fn set_default(
    default: Option<&DefaultValue>,
    target: &Target,
) -> Result<String, Unsupported> {
    let default = default
        .map(|default| column::default_sql(default, target))
        .transpose()?;
    Ok(match default.flatten() {
        Some(default) => format!("SET DEFAULT {default}"),
        None => "DROP DEFAULT".to_owned(),
    })
}

fn change_generation(
    op: &AlterColumn,
    table: Option<&Table>,
    column: Option<&Column>,
    new: Option<&Generation>,
    target: &Target,
) -> Lowered {
    let old = column.and_then(|column| column.generation.as_ref());
    let nullable = column.is_some_and(|column| column.nullable) && !is_in_key(op, table);
    let identity = match new {
        None => return drop_generation(op, old, nullable, target),
        Some(Generation::Identity) => "BY DEFAULT",
        Some(Generation::IdentityAlways) => "ALWAYS",
        Some(Generation::Stored(_) | Generation::Virtual(_)) => {
            return Err(target.unsupported(
                "way to make an existing column a computed one",
                "drop the column and add it again as a computed one",
            ));
        }
    };
    if old.is_some_and(Generation::is_identity) {
        let set = format!("SET GENERATED {identity}");
        return Ok(vec![alter_table(op, &[&set])]);
    }
    let add = format!("ADD GENERATED {identity} AS IDENTITY");
    let statement = match nullable {
        true => alter_table(op, &["SET NOT NULL", &add]).scans(),
        false => alter_table(op, &[&add]),
    };
    Ok(vec![statement, continue_counting(op)])
}

/// An identity is always NOT NULL; a column that may be NULL by the state gets that back without it.
fn drop_generation(
    op: &AlterColumn,
    old: Option<&Generation>,
    nullable: bool,
    target: &Target,
) -> Lowered {
    let actions: &[&str] = match old {
        Some(Generation::Stored(_)) => &["DROP EXPRESSION"],
        Some(Generation::Virtual(_)) => {
            return Err(target.unsupported(
                "way to keep the values of a column that is computed on reading",
                "drop the column and add it again",
            ));
        }
        Some(Generation::Identity | Generation::IdentityAlways) if nullable => {
            &["DROP IDENTITY IF EXISTS", "DROP NOT NULL"]
        }
        Some(Generation::Identity | Generation::IdentityAlways) | None => {
            &["DROP IDENTITY IF EXISTS"]
        }
    };
    Ok(vec![alter_table(op, actions)])
}

fn is_in_key(op: &AlterColumn, table: Option<&Table>) -> bool {
    let key = table.and_then(|table| table.primary_key.as_ref());
    key.is_some_and(|key| key.columns.contains(&op.column))
}

/// A new identity starts at 1, whatever is in the table; this makes it go on after the largest value.
fn continue_counting(op: &AlterColumn) -> Statement {
    let (table, column) = (PG.quote_name(&op.table), PG.quote(&op.column));
    Statement::new(format!(
        "SELECT setval(pg_get_serial_sequence({}, {}), max({column})) FROM {table} HAVING max({column}) > 0",
        PG.string_literal(&table),
        PG.string_literal(&op.column),
    ))
    .locks(&op.table, LockLevel::None)
    .scans()
}

/// A collation is changed by setting the type again. Indexes on the column are made anew, the table is not.
fn change_collation(
    op: &AlterColumn,
    table: Option<&Table>,
    column: Option<&Column>,
    collation: Option<&str>,
    target: &Target,
) -> Lowered {
    let Some(column) = column else {
        return Err(target.unsupported(
            "change of the collation of a column that only raw SQL knows",
            "write it in raw SQL too, with the column's type",
        ));
    };
    let name = column_type::name(&column.column_type, target)?;
    let collate = collation.map_or_else(String::new, |c| format!(" COLLATE {}", PG.quote(c)));
    let statement = alter_table(op, &[&format!("TYPE {name}{collate}")]);
    Ok(vec![
        match table.is_some_and(|table| is_searched(table, &op.column)) {
            true => statement.scans(),
            false => statement,
        },
    ])
}

/// Whether an index, also that of a key, or a check is about the column.
pub(super) fn is_searched(table: &Table, column: &str) -> bool {
    table.indexes.values().any(|index| index.uses(column))
        || table
            .constraints()
            .iter()
            .any(|constraint| constraint.uses(column))
}
