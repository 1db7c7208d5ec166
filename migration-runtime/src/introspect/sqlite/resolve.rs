//! What tables say of each other and of themselves, in the names that things really have: SQLite compares names without
//! regard to the case of ASCII letters.

use std::collections::BTreeMap;

use migration_core::schema::{Constraint, ForeignKey, ObjectName, Table};

/// The name of a column as it was given to it.
pub(super) fn column(table: &Table, name: &str) -> Option<String> {
    let mut names = table.columns.iter().map(|column| &column.name);
    names
        .find(|known| known.eq_ignore_ascii_case(name))
        .cloned()
}

/// The columns of a key in the names that they have.
pub(super) fn own_columns(constraint: &mut Constraint, table: &Table) {
    let columns = match constraint {
        Constraint::PrimaryKey(key) => &mut key.columns,
        Constraint::Unique(unique) => &mut unique.columns,
        Constraint::ForeignKey(key) => &mut key.columns,
        Constraint::Check(_) | Constraint::Exclusion(_) => return,
    };
    for name in columns {
        if let Some(real) = column(table, name) {
            *name = real;
        }
    }
}

/// The tables and columns that foreign keys refer to. Gives back the keys that refer to nothing, which are taken out.
pub(super) fn references(tables: &mut BTreeMap<ObjectName, Table>) -> Vec<String> {
    let known = tables.clone();
    let mut dangling = Vec::new();
    for table in tables.values_mut() {
        let name = table.name.clone();
        table.foreign_keys.retain(|_, key| {
            let found = resolve(key, &name, &known).is_some();
            if !found {
                dangling.push(format!(
                    "foreign key \"{}\" on \"{name}\", which refers to no table or key that is there",
                    key.name
                ));
            }
            found
        });
    }
    dangling
}

fn resolve(
    key: &mut ForeignKey,
    of: &ObjectName,
    known: &BTreeMap<ObjectName, Table>,
) -> Option<()> {
    let other = known.values().find(|other| {
        other.name.schema == of.schema && other.name.name.eq_ignore_ascii_case(&key.references.name)
    })?;
    key.references = other.name.clone();
    if key.referenced_columns.is_empty() {
        key.referenced_columns = other.primary_key.clone()?.columns;
    }
    for name in &mut key.referenced_columns {
        *name = column(other, name)?;
    }
    Some(())
}
