//! A tree as Rust source.

use std::iter::once;

use migration_core::migration::Phase;
use migration_core::schema::{ColumnType, ReferentialAction};

use super::replay::is_null;
use super::tree::{Change, Column, Part, Said, Statement, Value};
use migration_core::codegen::rust::{self, Argument, Call, Line, list, literal, text, texts};

/// A file with one migration.
pub(crate) fn migration(name: &str, phase: Phase, statements: &[Statement]) -> String {
    let lines: Vec<Line> = statements.iter().map(line).collect();
    let is_empty = lines.iter().all(|line| matches!(line, Line::Comment(_)));
    // What is not used yet is called so, since the compiler warns otherwise.
    let schema = if is_empty { "_schema" } else { "schema" };
    let attribute = attribute(phase);
    let body = rust::body(&lines, 8);
    format!(
        "use migratory::prelude::*;\n\npub struct {name};\n\n{attribute}\nimpl Migration for {name} {{\n    \
         fn up(&self, {schema}: &mut Schema) {{\n{body}    }}\n}}\n"
    )
}

/// A file with one data migration, for its author to go on.
pub(crate) fn data_migration(name: &str, phase: Phase) -> String {
    let attribute = attribute(phase);
    format!(
        "use migratory::prelude::*;\n\npub struct {name};\n\n{attribute}\n#[async_trait]\nimpl DataMigration for {name} \
         {{\n    async fn up(&self, _db: &mut Db<'_>) -> Result<()> {{\n        // For example: \
         db.insert(\"users\", row! {{ \"email\" => \"admin@example.com\" }}).await?;\n        Ok(())\n    }}\n}}\n"
    )
}

fn attribute(phase: Phase) -> String {
    match phase {
        Phase::PreDeploy => "#[migration]".to_owned(),
        Phase::PostDeploy => format!("#[migration(phase = {:?})]", phase.word()),
    }
}

fn line(statement: &Statement) -> Line {
    let schema = |calls| Line::Calls("schema", calls);
    match statement {
        Statement::Comment(said) => Line::Comment(said.clone()),
        Statement::CreateType { name, values } => {
            let arguments = vec![text(name), list(values)];
            schema(vec![Call::new("create_type", arguments)])
        }
        Statement::CreateTable { name, parts } => {
            let parts = parts.iter().map(|it| Line::Calls("t", part(it))).collect();
            let arguments = vec![text(name), Argument::Block("t", parts)];
            schema(vec![Call::new("create_table", arguments)])
        }
        Statement::DropTable { name } => schema(vec![Call::new("drop_table", vec![text(name)])]),
        Statement::RenameTable { from, to } => {
            schema(vec![Call::new("rename_table", vec![text(from), text(to)])])
        }
        Statement::AlterTable { name, changes } => {
            let changes = changes.iter().map(|it| Line::Calls("t", change(it)));
            let arguments = vec![text(name), Argument::Block("t", changes.collect())];
            schema(vec![Call::new("alter_table", arguments)])
        }
        Statement::CreateIndex {
            table,
            columns,
            unique,
        } => {
            let index = Call::new("create_index", vec![text(table), texts(columns)]);
            let unique = unique.then(|| bare("unique"));
            schema(once(index).chain(unique).collect())
        }
        Statement::DropIndex { table, name } => {
            schema(vec![Call::new("drop_index", vec![text(table), text(name)])])
        }
        Statement::DropUnique { table, name } => schema(vec![Call::new(
            "drop_unique",
            vec![text(table), text(name)],
        )]),
        Statement::DropForeignKey { table, name } => {
            let arguments = vec![text(table), text(name)];
            schema(vec![Call::new("drop_foreign_key", arguments)])
        }
        Statement::AddUnique { table, columns } => {
            let arguments = vec![text(table), texts(columns)];
            schema(vec![Call::new("add_unique", arguments)])
        }
        Statement::AddForeignKey {
            table,
            column,
            to,
            said,
        } => {
            let key = Call::new("add_foreign_key", vec![text(table), text(column)]);
            let to = Call::new("references", vec![text(&to.0), text(&to.1)]);
            schema([key, to].into_iter().chain(said.iter().map(word)).collect())
        }
        Statement::Backfill { table, set } => {
            let mut calls = vec![Call::new("backfill", vec![text(table)])];
            for (column, to) in set {
                calls.push(Call::new("set", vec![text(column), value(to)]));
            }
            let filter = is_null(set);
            calls.extend(filter.map(|filter| Call::new("filter", vec![text(&filter)])));
            calls.push(bare("keep_on_rollback"));
            schema(calls)
        }
    }
}

fn part(part: &Part) -> Vec<Call> {
    match part {
        Part::Id => vec![bare("id")],
        Part::CreatedAt => vec![bare("created_at")],
        Part::UpdatedAt => vec![bare("updated_at")],
        Part::Timestamps => vec![bare("timestamps")],
        Part::SoftDelete => vec![bare("soft_delete")],
        Part::Column(column) => {
            let (method, arguments) = type_call(&column.column_type);
            let name = once(text(&column.name));
            let arguments = name.chain(arguments.map(Argument::Plain)).collect();
            refined(Call::new(method, arguments), &column.said)
        }
        Part::References { name, table, said } => {
            refined(Call::new("references", vec![text(name), text(table)]), said)
        }
        Part::PrimaryKey(columns) => vec![Call::new("primary_key", vec![texts(columns)])],
    }
}

fn change(change: &Change) -> Vec<Call> {
    let plain = |source| Argument::Plain(source);
    match change {
        Change::AddColumn(Column {
            name,
            column_type,
            said,
        }) => {
            let arguments = vec![text(name), plain(type_source(column_type))];
            refined(Call::new("add_column", arguments), said)
        }
        Change::DropColumn { name, cascade } => {
            let column = Call::new("drop_column", vec![text(name)]);
            let cascade = cascade.then(|| bare("cascade"));
            once(column).chain(cascade).collect()
        }
        Change::RenameColumn { from, to } => {
            vec![Call::new("rename_column", vec![text(from), text(to)])]
        }
        Change::Retype { name, to } => {
            let arguments = vec![text(name), plain(type_source(to))];
            vec![Call::new("change_type", arguments)]
        }
        Change::SetNotNull(name) => vec![Call::new("set_not_null", vec![text(name)])],
        Change::SetNullable(name) => vec![Call::new("set_nullable", vec![text(name)])],
        Change::SetDefault(name, to) => {
            vec![Call::new("set_default", vec![text(name), value(to)])]
        }
    }
}

fn refined(call: Call, said: &[Said]) -> Vec<Call> {
    once(call).chain(said.iter().map(word)).collect()
}

fn word(said: &Said) -> Call {
    let action = |action: &ReferentialAction| Argument::Plain(format!("{action:?}"));
    match said {
        Said::PrimaryKey => bare("primary_key"),
        Said::AutoIncrement => bare("auto_increment"),
        Said::Optional => bare("optional"),
        Said::Default(to) => Call::new("default", vec![value(to)]),
        Said::Unique => bare("unique"),
        Said::References(table, key) => Call::new("references", vec![text(table), text(key)]),
        Said::OnDelete(to) => Call::new("on_delete", vec![action(to)]),
        Said::OnUpdate(to) => Call::new("on_update", vec![action(to)]),
        Said::Index => bare("index"),
        Said::Check(expression) => Call::new("check", vec![text(expression)]),
        Said::Comment(comment) => Call::new("comment", vec![text(comment)]),
    }
}

fn bare(name: &str) -> Call {
    Call::new(name, Vec::new())
}

fn value(value: &Value) -> Argument {
    Argument::Plain(match value {
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Boolean(is) => is.to_string(),
        Value::Text(text) => literal(text),
        Value::Sql(sql) => format!("expr({})", literal(sql)),
    })
}

/// A type as a call of the function that makes it: `decimal(10, 2)`.
pub(crate) fn type_source(column_type: &ColumnType) -> String {
    let (name, arguments) = type_call(column_type);
    format!("{name}({})", arguments.collect::<Vec<_>>().join(", "))
}

/// The name of the function and method that makes a type, and what is handed to it.
fn type_call(column_type: &ColumnType) -> (String, std::vec::IntoIter<String>) {
    let (name, arguments) = match column_type {
        ColumnType::Range(kind) => ("range", vec![format!("RangeKind::{kind:?}")]),
        ColumnType::Array(element) => ("array", vec![type_source(element)]),
        ColumnType::Enumeration(name) => ("enumeration", vec![literal(&name.name)]),
        ColumnType::Custom(sql) => ("custom", vec![literal(sql)]),
        // The others are shown as they are called.
        plain => {
            let shown = plain.to_string();
            let (name, rest) = shown.split_once('(').unwrap_or((&shown, ""));
            let arguments = rest.trim_end_matches(')').split(", ");
            let arguments = arguments.filter(|it| !it.is_empty()).map(str::to_owned);
            return (name.to_owned(), arguments.collect::<Vec<_>>().into_iter());
        }
    };
    (name.to_owned(), arguments.into_iter())
}
