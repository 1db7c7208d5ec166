//! A difference in two parts: what the running code does not notice, and what it must be gone for.

use std::collections::BTreeSet;

use crate::operation::{AlterColumn, ColumnChange, Operation};
use crate::schema::{Column, Constraint, ObjectName, SchemaState};

/// The parts of a difference.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Phased {
    /// Before the new code is deployed: new tables, columns that may be NULL, indexes.
    pub expand: Vec<Operation>,
    /// After it: what goes, NOT NULL, constraints of rows that are there, other types.
    pub contract: Vec<Operation>,
}

/// Cuts a difference in two. A new column that must not be NULL and has no default may be NULL at first. Each part can be
/// applied in its order, the second one after the first.
///
/// ```
/// use migration_core::diff::phased;
/// use migration_core::operation::{AddColumn, DropColumn, Operation};
/// use migration_core::schema::{Column, ColumnType, ObjectName, SchemaState, Table};
///
/// let users = ObjectName::new("users");
/// let mut state = SchemaState::new();
/// let mut table = Table::new(users.clone());
/// table.columns.push(Column::new("name", ColumnType::Text));
/// state.tables.insert(users.clone(), table);
/// let add = AddColumn {
///     table: users.clone(),
///     column: Column::new("full_name", ColumnType::Text),
///     if_not_exists: false,
///     position: None,
/// };
/// let drop = DropColumn {
///     table: users,
///     column: "name".to_owned(),
///     if_exists: false,
///     cascade: false,
/// };
/// let parts = phased(&[Operation::from(add), Operation::from(drop)], &state).unwrap();
/// let said = |operations: &[Operation]| operations.iter().map(|it| it.describe()).collect::<Vec<_>>();
/// assert_eq!(said(&parts.expand), ["add column \"full_name\" to table \"users\""]);
/// assert_eq!(
///     said(&parts.contract),
///     ["drop column \"name\" of table \"users\"", "forbid NULL in column \"full_name\" of table \"users\""]
/// );
/// ```
///
/// # Errors
///
/// Something is renamed, which no order makes safe; what is in the way of an operation, when those of the other part do not
/// come before it.
pub fn phased(operations: &[Operation], from: &SchemaState) -> Result<Phased, String> {
    let mut parts = Phased::default();
    let mut new = New::default();
    let mut tighten = Vec::new();
    for operation in operations {
        new.see(operation);
        if is_rename(operation) {
            return Err(format!(
                "{}: the code before knows one name, the code after it the other",
                operation.describe()
            ));
        }
        match operation {
            Operation::AddColumn(op) if fails_on_rows(&op.column) => {
                let mut add = op.clone();
                add.column.nullable = true;
                parts.expand.push(Operation::AddColumn(add));
                tighten.push(Operation::from(AlterColumn {
                    table: op.table.clone(),
                    column: op.column.name.clone(),
                    change: ColumnChange::Nullable(false),
                }));
            }
            operation if is_noticed(operation, &new) => parts.contract.push(operation.clone()),
            operation => parts.expand.push(operation.clone()),
        }
    }
    parts.contract.append(&mut tighten);
    let mut state = from.clone();
    for operation in parts.expand.iter().chain(&parts.contract) {
        if let Err(conflicts) = state.apply(operation) {
            let why: Vec<String> = conflicts.into_iter().map(|it| it.message).collect();
            return Err(format!("{}: {}", operation.describe(), why.join(", and ")));
        }
    }
    Ok(parts)
}

/// What a difference makes, which no running code uses.
#[derive(Default)]
struct New {
    tables: BTreeSet<ObjectName>,
    columns: BTreeSet<(ObjectName, String)>,
}

impl New {
    fn see(&mut self, operation: &Operation) {
        if let Operation::CreateTable(op) = operation {
            self.tables.insert(op.table.name.clone());
        } else if let Operation::AddColumn(op) = operation {
            let column = (op.table.clone(), op.column.name.clone());
            self.columns.insert(column);
        }
    }

    fn has(&self, table: &ObjectName, columns: &[String]) -> bool {
        let is_new = |name: &String| self.columns.contains(&(table.clone(), name.clone()));
        self.tables.contains(table) || !columns.is_empty() && columns.iter().all(is_new)
    }
}

/// Whether it is what code calls something.
fn is_rename(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::RenameTable(_)
            | Operation::RenameColumn(_)
            | Operation::RenameEnum(_)
            | Operation::RenameEnumValue(_)
            | Operation::RenameObject(_)
    )
}

/// Whether rows that are there have no value for a new column.
fn fails_on_rows(column: &Column) -> bool {
    !column.nullable && column.default.is_none() && column.generation.is_none()
}

/// Whether code that knows the schema before would notice.
fn is_noticed(operation: &Operation, new: &New) -> bool {
    match operation {
        Operation::DropTable(_)
        | Operation::DropColumn(_)
        | Operation::DropConstraint(_)
        | Operation::DropIndex(_)
        | Operation::DropEnum(_)
        | Operation::DropEnumValue(_)
        | Operation::AlterObject(_)
        | Operation::DropObject(_)
        | Operation::SetRowSecurity(_)
        | Operation::Revoke(_)
        | Operation::DetachPartition(_) => true,
        Operation::AlterColumn(op) => {
            let is_new = new.has(&op.table, std::slice::from_ref(&op.column));
            let loosens = matches!(
                op.change,
                ColumnChange::Nullable(true)
                    | ColumnChange::Default(Some(_))
                    | ColumnChange::Comment(_)
                    | ColumnChange::Compression(_)
                    | ColumnChange::Statistics(_)
            );
            !is_new && !loosens
        }
        Operation::AddConstraint(op) => {
            let columns = match &op.constraint {
                Constraint::PrimaryKey(key) => key.columns.clone(),
                Constraint::Unique(unique) => unique.columns.clone(),
                Constraint::ForeignKey(key) => key.columns.clone(),
                Constraint::Check(_) | Constraint::Exclusion(_) => Vec::new(),
            };
            !new.has(&op.table, &columns)
        }
        Operation::CreateIndex(op) => {
            let columns: Vec<String> = op.index.columns().map(str::to_owned).collect();
            op.index.unique && !new.has(&op.table, &columns)
        }
        // Names that code says have been refused before; those of keys and indexes it does not say.
        Operation::RenameTable(_)
        | Operation::RenameColumn(_)
        | Operation::RenameConstraint(_)
        | Operation::RenameIndex(_)
        | Operation::RenameEnum(_)
        | Operation::RenameEnumValue(_)
        | Operation::RenameObject(_)
        | Operation::CreateTable(_)
        | Operation::AddColumn(_)
        | Operation::CreateEnum(_)
        | Operation::AddEnumValue(_)
        | Operation::CreateObject(_)
        | Operation::ChangeObject(_)
        | Operation::Grant(_)
        | Operation::CommentOnTable(_)
        | Operation::CommentOnEnum(_)
        | Operation::CommentOnObject(_)
        | Operation::CommentOnPart(_)
        | Operation::SetLogged(_)
        | Operation::SetStorage(_)
        | Operation::SetTablespace(_)
        | Operation::Reindex(_)
        | Operation::AttachPartition(_)
        | Operation::AttachIndex(_)
        | Operation::AlterConstraint(_)
        | Operation::ValidateConstraint(_)
        | Operation::RawSql(_)
        | Operation::InsertRows(_)
        | Operation::UpdateRows(_)
        | Operation::DeleteRows(_)
        | Operation::Backfill(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::{AddConstraint, CreateIndex, RenameColumn};
    use crate::schema::{ColumnType, Index, IndexPart, Table, Unique};

    fn users() -> (ObjectName, SchemaState) {
        let (name, mut state) = (ObjectName::new("users"), SchemaState::new());
        let mut table = Table::new(name.clone());
        table.columns.push(Column::new("name", ColumnType::Text));
        state.tables.insert(name.clone(), table);
        (name, state)
    }

    #[test]
    fn a_rename_is_safe_in_neither_phase() {
        let (table, state) = users();
        let rename = RenameColumn {
            table,
            from: "name".to_owned(),
            to: "full_name".to_owned(),
        };
        let refused = phased(&[rename.into()], &state).unwrap_err();
        assert!(refused.contains("knows one name"), "{refused}");
    }

    #[test]
    fn what_rows_that_are_there_must_fulfil_comes_after() {
        let (table, state) = users();
        let mut index = Index::new("by_name", vec![IndexPart::column("name")]);
        let create = |index: &Index| -> Operation {
            CreateIndex {
                table: table.clone(),
                index: index.clone(),
                concurrently: true,
                if_not_exists: false,
                only: false,
            }
            .into()
        };
        let plain = create(&index);
        index.name = "one_name".to_owned();
        index.unique = true;
        let unique = Unique {
            name: "users_name_key".to_owned(),
            columns: vec!["name".to_owned()],
            nulls_not_distinct: false,
            deferrable: crate::schema::Deferrable::No,
            without_overlaps: false,
        };
        let key = AddConstraint::new(table.clone(), Constraint::Unique(unique));
        let all = [create(&index), plain.clone(), key.clone().into()];
        let parts = phased(&all, &state).unwrap();
        assert_eq!(parts.expand, [plain]);
        assert_eq!(parts.contract, [create(&index), key.into()]);
    }
}
