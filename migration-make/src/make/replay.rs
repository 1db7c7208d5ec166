//! A tree as the operations that its source would record: what its SQL is made from before it is compiled.

use migration_core::builder::{AlterTable, ColumnBuilder, Schema, TableBuilder, expr};
use migration_core::operation::Recorded;
use migration_core::schema::DefaultValue;

use super::tree::{Change, Column, Part, Said, Statement, Value};

/// What the statements record.
pub(crate) fn record(statements: &[Statement]) -> Vec<Recorded> {
    let mut schema = Schema::new();
    for statement in statements {
        say(statement, &mut schema);
    }
    schema.finish()
}

fn say(statement: &Statement, schema: &mut Schema) {
    match statement {
        Statement::Comment(_) => {}
        Statement::CreateType { name, values } => schema.create_type(name.clone(), values.clone()),
        Statement::CreateTable { name, parts } => {
            schema.create_table(name.clone(), |t| {
                for part in parts {
                    describe(part, t);
                }
            });
        }
        Statement::DropTable { name } => {
            schema.drop_table(name.clone());
        }
        Statement::RenameTable { from, to } => schema.rename_table(from.clone(), to.clone()),
        Statement::AlterTable { name, changes } => schema.alter_table(name.clone(), |t| {
            for one in changes {
                change(one, t);
            }
        }),
        Statement::CreateIndex {
            table,
            columns,
            unique,
        } => {
            let index = schema.create_index(table.clone(), columns.clone());
            if *unique {
                index.unique();
            }
        }
        Statement::DropIndex { table, name } => {
            schema.drop_index(table.clone(), name.clone());
        }
        Statement::DropUnique { table, name } => {
            schema.drop_unique(table.clone(), name.clone());
        }
        Statement::DropForeignKey { table, name } => {
            schema.drop_foreign_key(table.clone(), name.clone());
        }
        Statement::AddUnique { table, columns } => {
            schema.add_unique(table.clone(), columns.clone());
        }
        Statement::AddForeignKey {
            table,
            column,
            to,
            said,
        } => {
            let key = schema.add_foreign_key(table.clone(), column.clone());
            key.references(to.0.clone(), to.1.clone());
            for word in said {
                match word {
                    Said::OnDelete(action) => key.on_delete(*action),
                    Said::OnUpdate(action) => key.on_update(*action),
                    // Nothing else is said of a foreign key.
                    _ => continue,
                };
            }
        }
        Statement::Backfill { table, set } => {
            let backfill = schema.backfill(table.clone());
            for (column, value) in set {
                backfill.set(column.clone(), default(value));
            }
            if let Some(filter) = is_null(set) {
                backfill.filter(filter);
            }
            backfill.keep_on_rollback();
        }
    }
}

/// The rows that a backfill is for: those where a column is not filled.
pub(crate) fn is_null(set: &[(String, Value)]) -> Option<String> {
    let conditions = set.iter().map(|(column, _)| format!("{column} IS NULL"));
    let conditions: Vec<String> = conditions.collect();
    (!conditions.is_empty()).then(|| conditions.join(" OR "))
}

fn describe(part: &Part, t: &mut TableBuilder) {
    match part {
        Part::Id => drop_it(t.id()),
        Part::CreatedAt => drop_it(t.created_at()),
        Part::UpdatedAt => drop_it(t.updated_at()),
        Part::Timestamps => t.timestamps(),
        Part::SoftDelete => drop_it(t.soft_delete()),
        Part::Column(Column {
            name,
            column_type,
            said,
        }) => refine(t.column(name.clone(), column_type.clone()), said),
        Part::References { name, table, said } => {
            refine(t.references(name.clone(), table.clone()), said);
        }
        Part::PrimaryKey(columns) => {
            t.primary_key(columns.clone());
        }
    }
}

fn change(change: &Change, t: &mut AlterTable<'_>) {
    match change {
        Change::AddColumn(Column {
            name,
            column_type,
            said,
        }) => refine(t.add_column(name.clone(), column_type.clone()), said),
        Change::DropColumn { name, cascade } => {
            let column = t.drop_column(name.clone());
            if *cascade {
                column.cascade();
            }
        }
        Change::RenameColumn { from, to } => t.rename_column(from.clone(), to.clone()),
        Change::Retype { name, to } => {
            t.change_type(name.clone(), to.clone());
        }
        Change::SetNotNull(name) => t.set_not_null(name.clone()),
        Change::SetNullable(name) => t.set_nullable(name.clone()),
        Change::SetDefault(name, value) => t.set_default(name.clone(), default(value)),
    }
}

fn refine(column: &mut ColumnBuilder, said: &[Said]) {
    for word in said {
        match word {
            Said::PrimaryKey => column.primary_key(),
            Said::AutoIncrement => column.auto_increment(),
            Said::Optional => column.optional(),
            Said::Default(value) => column.default(default(value)),
            Said::Unique => column.unique(),
            Said::References(table, key) => column.references(table.clone(), key.clone()),
            Said::OnDelete(action) => column.on_delete(*action),
            Said::OnUpdate(action) => column.on_update(*action),
            Said::Index => column.index(),
            Said::Check(expression) => column.check(expression.clone()),
            Said::Comment(text) => column.comment(text.clone()),
        };
    }
}

fn default(value: &Value) -> DefaultValue {
    match value {
        Value::Integer(number) => DefaultValue::from(*number),
        Value::Float(number) => DefaultValue::from(*number),
        Value::Boolean(is) => DefaultValue::from(*is),
        Value::Text(text) => DefaultValue::from(text.as_str()),
        Value::Sql(sql) => DefaultValue::from(expr(sql.clone())),
    }
}

fn drop_it(_: &mut ColumnBuilder) {}
