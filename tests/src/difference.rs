//! How two states differ, in as few lines as will do: a whole state is too much to read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use migration_core::schema::{SchemaState, Table};

/// Says in which the first table differs that does, or which enum type.
///
/// # Errors
///
/// The difference, if there is one.
pub fn difference(expected: &SchemaState, found: &SchemaState) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    let mut lines = Vec::new();
    for name in keys(&expected.tables, &found.tables) {
        match (expected.tables.get(name), found.tables.get(name)) {
            (Some(a), Some(b)) if a != b => {
                lines.push(format!("table \"{name}\":"));
                lines.extend(of_tables(a, b));
            }
            (Some(_), None) => lines.push(format!("table \"{name}\" is not there")),
            (None, Some(_)) => lines.push(format!("table \"{name}\" is there")),
            (Some(_), Some(_)) | (None, None) => continue,
        }
        break;
    }
    if lines.is_empty() {
        lines.extend(of_maps("type", &expected.enums, &found.enums));
        lines.extend(of_maps("object", &expected.objects, &found.objects));
        lines.extend(of_maps(
            "comment on",
            &expected.object_comments,
            &found.object_comments,
        ));
        lines.extend(of_maps("grants on", &expected.grants, &found.grants));
    }
    Err(lines.join("\n"))
}

fn of_tables(expected: &Table, found: &Table) -> Vec<String> {
    let columns = |table: &Table| -> BTreeMap<String, _> {
        let columns = table.columns.iter();
        columns.map(|c| (c.name.clone(), c.clone())).collect()
    };
    let rest = |table: &Table| {
        let flags = (table.temporary, table.unlogged);
        let comments = (table.comment.clone(), table.constraint_comments.clone());
        (
            comments,
            flags,
            table.partitioning.clone(),
            table.row_security,
            (table.partition_of.clone(), table.inherits.clone()),
        )
    };
    let kept = |table: &Table| (table.storage.clone(), table.tablespace.clone());
    let keys = (&expected.primary_key, &found.primary_key);
    [
        of_maps("column", &columns(expected), &columns(found)),
        of_two("primary key", keys.0, keys.1),
        of_maps("unique", &expected.uniques, &found.uniques),
        of_maps("foreign key", &expected.foreign_keys, &found.foreign_keys),
        of_maps("check", &expected.checks, &found.checks),
        of_maps("exclusion", &expected.exclusions, &found.exclusions),
        of_maps("index", &expected.indexes, &found.indexes),
        of_two("storage", &kept(expected), &kept(found)),
        of_two("comment and kind", &rest(expected), &rest(found)),
    ]
    .concat()
}

fn of_maps<K: Ord + Debug, V: PartialEq + Debug>(
    what: &str,
    expected: &BTreeMap<K, V>,
    found: &BTreeMap<K, V>,
) -> Vec<String> {
    let differing = keys(expected, found).into_iter();
    differing
        .flat_map(|key| {
            let what = format!("{what} {key:?}");
            of_two(&what, &expected.get(key), &found.get(key))
        })
        .collect()
}

fn of_two<T: PartialEq + Debug>(what: &str, expected: &T, found: &T) -> Vec<String> {
    if expected == found {
        return Vec::new();
    }
    vec![format!(
        "  {what}\n    expected {expected:?}\n    found    {found:?}"
    )]
}

fn keys<'a, K: Ord, V>(a: &'a BTreeMap<K, V>, b: &'a BTreeMap<K, V>) -> BTreeSet<&'a K> {
    a.keys().chain(b.keys()).collect()
}

#[cfg(test)]
mod tests {
    use migration_core::schema::{Column, ColumnType, ObjectName};

    use super::*;

    fn state(columns: &[(&str, bool)]) -> SchemaState {
        let mut table = Table::new(ObjectName::new("posts"));
        for (name, nullable) in columns {
            let mut column = Column::new(*name, ColumnType::Text);
            column.nullable = *nullable;
            table.columns.push(column);
        }
        let mut state = SchemaState::new();
        state.tables.insert(table.name.clone(), table);
        state
    }

    #[test]
    fn only_what_differs_is_said() {
        let (a, b) = (
            state(&[("a", true), ("b", true)]),
            state(&[("a", true), ("b", false)]),
        );
        assert_eq!(difference(&a, &a), Ok(()));
        let text = difference(&a, &b).unwrap_err();
        assert!(
            text.starts_with("table \"posts\":\n  column \"b\"\n"),
            "{text}"
        );
        assert!(!text.contains("column \"a\""), "{text}");
        let text = difference(&a, &SchemaState::new()).unwrap_err();
        assert_eq!(text, "table \"posts\" is not there");
    }
}
