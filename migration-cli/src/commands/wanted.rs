//! What the models ask for, of what is there: they say nothing of views, nor of tables that they do not have.

use migration_core::dialect::{Target, canonical};
use migration_core::diff::{Answers, Renamed};
use migration_core::operation::{
    Operation, RenameColumn, RenameEnum, RenameEnumValue, RenameObject, RenameTable,
};
use migration_core::schema::{ObjectName, SchemaState, Table};

/// The tables and types of the models, and all else of what is there, once what was renamed has its new names: models say nothing
/// of views and the like. Tables without a model stay, unless they are to be dropped. What means the same as what is there is as it
/// is there.
pub(super) fn wanted(
    before: &SchemaState,
    models: &SchemaState,
    answers: &Answers,
    drop_tables: bool,
    target: &Target,
) -> (SchemaState, Vec<ObjectName>) {
    let history = &after_renames(before, answers);
    let mut to = models.clone();
    to.objects.clone_from(&history.objects);
    to.object_comments.clone_from(&history.object_comments);
    to.grants.clone_from(&history.grants);
    let mut kept = Vec::new();
    for (name, table) in &history.tables {
        if to.table(name).is_none() && !drop_tables {
            kept.push(name.clone());
            to.tables.insert(name.clone(), table.clone());
        }
    }
    for (name, enum_type) in &history.enums {
        let used = to.columns_of_enum(name).next().is_some();
        if !to.enums.contains_key(name) && (used || !drop_tables) {
            to.enums.insert(name.clone(), enum_type.clone());
        }
    }
    for (name, _) in &models.tables {
        if let Some(before) = history.table(name)
            && let Some(mut table) = to.tables.get_mut(name)
        {
            keep_unsaid(before, &mut table);
        }
    }
    let (before, after) = (canonical(history, target), canonical(&to, target));
    for (name, table) in &history.tables {
        if after.table(name).is_some() && before.table(name) == after.table(name) {
            to.tables.insert(name.clone(), table.clone());
        }
    }
    (to, kept)
}

/// What is there once it is renamed: what refers to it follows, as it does in a database. What cannot be renamed is not.
fn after_renames(before: &SchemaState, answers: &Answers) -> SchemaState {
    let mut state = before.clone();
    for renamed in answers.said.clone() {
        let operation: Operation = match renamed {
            Renamed::Table { from, to } => RenameTable { from, to }.into(),
            Renamed::Column { table, from, to } => RenameColumn { table, from, to }.into(),
            Renamed::Enum { from, to } => RenameEnum { from, to }.into(),
            Renamed::EnumValue { name, from, to } => RenameEnumValue { name, from, to }.into(),
            Renamed::Object { from, to } => RenameObject { id: from, to }.into(),
        };
        let _ = state.apply(&operation);
    }
    state
}

/// What models have no words for stays as it is.
fn keep_unsaid(before: &Table, table: &mut Table) {
    table.partitioning.clone_from(&before.partitioning);
    table.partition_of.clone_from(&before.partition_of);
    table.inherits.clone_from(&before.inherits);
    table.temporary = before.temporary;
    table.row_security = before.row_security;
    let comments = before.constraint_comments.iter();
    let comments: Vec<_> = comments
        .map(|(name, text)| (name.clone(), text.clone()))
        .collect();
    for (name, text) in comments {
        if table.constraint(&name).is_some() {
            table.constraint_comments.insert(name, text);
        }
    }
    for column in &mut table.columns {
        if let Some(was) = before.column(&column.name) {
            column.compression.clone_from(&was.compression);
            column.statistics = was.statistics;
        }
    }
    for index in table.indexes.values_mut() {
        if let Some(was) = before.indexes.get(&index.name) {
            index.storage.clone_from(&was.storage);
            index.tablespace.clone_from(&was.tablespace);
            index.comment = index.comment.take().or_else(|| was.comment.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use migration_core::schema::{
        Column, ColumnType, PartitionStrategy, Partitioning, RowSecurity,
    };

    use super::*;

    #[test]
    fn what_models_have_no_words_for_stays() {
        let name = ObjectName::new("days");
        let mut table = Table::new(name.clone());
        table.columns.push(Column::new("day", ColumnType::Date));
        let mut models = SchemaState::new();
        models.tables.insert(name.clone(), table.clone());
        table.partitioning = Some(Partitioning {
            strategy: PartitionStrategy::Range,
            keys: vec!["day".into()],
        });
        table.row_security = RowSecurity {
            enabled: true,
            forced: false,
        };
        table.columns[0].statistics = Some(300);
        let mut history = SchemaState::new();
        history.tables.insert(name, table);
        let (to, kept) = wanted(
            &history,
            &models,
            &Answers::default(),
            true,
            &Target::postgres(),
        );
        assert_eq!(to, history);
        assert!(kept.is_empty());
        // Nor do they say anything of tables that they do not have.
        let (to, kept) = wanted(
            &history,
            &SchemaState::new(),
            &Answers::default(),
            false,
            &Target::postgres(),
        );
        assert_eq!((to, kept.len()), (history, 1));
    }
}
