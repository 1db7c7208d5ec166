//! Replay: a history, or a part of it, applied to a state without a database.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::builder::Schema;
use crate::dialect::Dialect;
use crate::migration::MigrationId;
use crate::operation::{Conflict, ConflictKind, DropTable, Operation, Recorded};
use crate::registry::{Body, Entry, History};
use crate::schema::{Constraint, ObjectName, SchemaState};
use crate::{Error, ErrorKind, Location, Problem};

/// The schema that a history makes of an empty database.
///
/// # Errors
///
/// Every operation that cannot be applied, each at the user's line.
pub fn replay(history: &History) -> Result<SchemaState, Error> {
    let mut replay = Replay::new(None);
    for entry in history.entries() {
        replay.mention(entry);
        match record_up(entry) {
            Ok(recorded) => replay.run(&entry.label, &recorded, |_, _| {}),
            Err(problem) => replay.problems.push(problem),
        }
    }
    let problems = replay.problems;
    if problems.is_empty() {
        Ok(replay.state)
    } else {
        Err(Error::new(ErrorKind::History, problems))
    }
}

/// The schema that these migrations made, as far as it can be told: what is wrong with them is passed over.
pub(crate) fn state_of<'a>(
    history: &History,
    ids: impl IntoIterator<Item = &'a MigrationId>,
    dialect: Dialect,
) -> SchemaState {
    let mut replay = Replay::new(Some(dialect));
    for entry in ids.into_iter().filter_map(|id| history.get(id)) {
        if let Ok(recorded) = record_up(entry) {
            replay.run(&entry.label, &recorded, |_, _| {});
        }
    }
    replay.state
}

/// What a migration does: its operations, or the declared effect of a data migration. Of SQL in a file nothing is known
/// but what [`Replay::mention`] takes from it.
///
/// # Errors
///
/// It panicked.
pub(crate) fn record_up(entry: &Entry) -> Result<Vec<Recorded>, Problem> {
    record(entry, "up", |schema| match &entry.body {
        Body::Pure(migration) => migration.up(schema),
        Body::Data(migration) => migration.effect(schema),
        Body::Sql(_) => {}
    })
    .map(|(recorded, _)| recorded)
}

/// What a migration's own `down` does, and whether it asks for the derived one.
///
/// # Errors
///
/// It panicked.
pub(crate) fn record_down(entry: &Entry) -> Result<(Vec<Recorded>, bool), Problem> {
    record(entry, "down", |schema| match &entry.body {
        Body::Pure(migration) => migration.down(schema),
        Body::Data(_) | Body::Sql(_) => schema.derive_down(),
    })
}

fn record(
    entry: &Entry,
    what: &str,
    say: impl FnOnce(&mut Schema),
) -> Result<(Vec<Recorded>, bool), Problem> {
    let mut schema = Schema::new();
    catch_unwind(AssertUnwindSafe(|| say(&mut schema))).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        let mut problem = Problem::new(format!("`{what}` panicked: {text}")).in_migration(&entry.label);
        problem.at = entry.at;
        problem.help("a migration only records what to do; what must be looked up belongs in a DataMigration")
    })?;
    let derived = schema.is_derived();
    Ok((schema.finish(), derived))
}

/// Applies recorded operations one after the other and collects what is wrong.
pub(crate) struct Replay {
    pub(crate) state: SchemaState,
    pub(crate) problems: Vec<Problem>,
    /// The database whose namespaces are checked for names that are used twice.
    dialect: Option<Dialect>,
    /// Tables and indexes share one namespace on some databases: each name, and the table that has it.
    relations: BTreeMap<ObjectName, ObjectName>,
    reported: BTreeSet<String>,
}

impl Replay {
    pub(crate) fn new(dialect: Option<Dialect>) -> Self {
        Self::from_state(SchemaState::new(), dialect)
    }

    pub(crate) fn from_state(state: SchemaState, dialect: Option<Dialect>) -> Self {
        Self {
            state,
            problems: Vec::new(),
            dialect,
            relations: BTreeMap::new(),
            reported: BTreeSet::new(),
        }
    }

    /// Takes in the names that a migration of SQL in a file mentions.
    pub(crate) fn mention(&mut self, entry: &Entry) {
        if let Body::Sql(file) = &entry.body {
            // Without a database, all dialects' rules are as good; names stand in the same words.
            match file.up.survey(self.dialect.unwrap_or(Dialect::Postgres)) {
                Ok(survey) => {
                    let names = survey.names.iter().cloned();
                    self.state.named_by_raw_sql.extend(names);
                }
                Err(problem) => self.problems.push(problem.in_migration(&entry.label)),
            }
        }
    }

    /// Replays one migration. `see` is shown each operation with the state before it. Temporary tables are dropped at
    /// the end, as an operation of its own.
    pub(crate) fn run(
        &mut self,
        migration: &str,
        recorded: &[Recorded],
        mut see: impl FnMut(&Recorded, &SchemaState),
    ) {
        for recorded in recorded {
            self.one(migration, recorded, &mut see);
        }
        let temporary: Vec<_> = self.state.tables.temporary().cloned().collect();
        for table in temporary {
            let at = recorded
                .last()
                .map_or_else(Location::caller, |recorded| recorded.at);
            let drop = DropTable {
                table,
                if_exists: true,
                cascade: true,
            };
            self.one(migration, &Recorded::new(drop, at), &mut see);
        }
    }

    fn one(
        &mut self,
        migration: &str,
        recorded: &Recorded,
        see: &mut impl FnMut(&Recorded, &SchemaState),
    ) {
        for (message, at) in &recorded.complaints {
            self.problems.push(
                Problem::new(message.clone())
                    .in_migration(migration)
                    .at(*at),
            );
        }
        if !recorded.complaints.is_empty() {
            self.state.apply_anyway(&recorded.operation);
            return;
        }
        self.relation_names(migration, recorded);
        see(recorded, &self.state);
        if let (Operation::RawSql(raw), Some(dialect)) = (&recorded.operation, self.dialect)
            && !raw.runs_on(dialect)
        {
            return;
        }
        if let Err(conflicts) = self.state.apply(&recorded.operation) {
            let duplicate = conflicts
                .iter()
                .any(|conflict| conflict.kind == ConflictKind::Duplicate);
            let new_table = matches!(
                &recorded.operation,
                Operation::CreateTable(op) if self.state.table(&op.table.name).is_none()
            );
            if !duplicate || new_table {
                self.state.apply_anyway(&recorded.operation);
            }
            for conflict in conflicts {
                self.conflict(migration, recorded, conflict);
            }
        }
    }

    fn conflict(&mut self, migration: &str, recorded: &Recorded, conflict: Conflict) {
        // A table that is missing is missing for every operation on it: one report is enough.
        let repeats = conflict.kind == ConflictKind::UnknownTable;
        if repeats && !self.reported.insert(conflict.message.clone()) {
            return;
        }
        let at = recorded.place_of(conflict.part.as_deref());
        let message = format!(
            "cannot {}: {}",
            recorded.operation.describe(),
            conflict.message
        );
        let mut problem = Problem::new(message.replace('\0', "\\0"))
            .in_migration(migration)
            .at(at);
        problem.help = conflict.help;
        self.problems.push(problem);
    }

    /// On PostgreSQL and SQLite an index must not be called like a table or like another table's index.
    fn relation_names(&mut self, migration: &str, recorded: &Recorded) {
        let constraints_count = match self.dialect {
            Some(Dialect::Postgres) => true,
            Some(Dialect::Sqlite) => false,
            Some(Dialect::Mysql) | None => return,
        };
        if let Operation::RenameTable(op) = &recorded.operation {
            self.move_relations(&op.from, &op.to);
        }
        let operation = recorded.operation.resolved(&self.state);
        let (table, names) = new_relations(&operation, constraints_count);
        let Some(table) = table else { return };
        for name in names {
            let relation = self.as_it_is_compared(&table.sibling(name));
            let taken = self
                .relations
                .get(&relation)
                .filter(|owner| **owner != *table && self.has_relation(owner, &relation.name));
            if let Some(owner) = taken {
                let message = format!(
                    "cannot {}: \"{name}\" is already the name of table \"{owner}\" or of one of its indexes",
                    recorded.operation.describe()
                );
                let problem = Problem::new(message)
                    .in_migration(migration)
                    .at(recorded.place_of(Some(name)));
                self.problems
                    .push(problem.help("give it another name with name(...)"));
            } else {
                self.relations.insert(relation, table.clone());
            }
        }
    }

    /// The indexes of a table that is renamed keep their names, and go along to another schema.
    fn move_relations(&mut self, from: &ObjectName, to: &ObjectName) {
        let (moved, others): (BTreeMap<_, _>, BTreeMap<_, _>) = std::mem::take(&mut self.relations)
            .into_iter()
            .partition(|(_, owner)| owner == from);
        let itself = self.as_it_is_compared(from);
        self.relations = others;
        for relation in moved.into_keys().filter(|relation| *relation != itself) {
            self.relations.insert(to.sibling(relation.name), to.clone());
        }
    }

    /// SQLite's names have no case.
    fn as_it_is_compared(&self, relation: &ObjectName) -> ObjectName {
        match self.dialect {
            Some(Dialect::Sqlite) => relation.sibling(relation.name.to_ascii_lowercase()),
            Some(Dialect::Postgres | Dialect::Mysql) | None => relation.clone(),
        }
    }

    fn has_relation(&self, owner: &ObjectName, name: &str) -> bool {
        let same = |other: &str| match self.dialect {
            Some(Dialect::Sqlite) => other.eq_ignore_ascii_case(name),
            Some(Dialect::Postgres | Dialect::Mysql) | None => other == name,
        };
        self.state.table(owner).is_some_and(|table| {
            same(&owner.name)
                || table.indexes.keys().any(|index| same(index))
                || table.uniques.keys().any(|unique| same(unique))
                || table.primary_key.iter().any(|key| same(&key.name))
                || table.exclusions.keys().any(|exclusion| same(exclusion))
        })
    }
}

/// The relation names that an operation brings, and the table that they belong to.
fn new_relations(operation: &Operation, constraints: bool) -> (Option<&ObjectName>, Vec<&str>) {
    let key_name = |constraint: &Constraint| {
        constraints
            && matches!(
                constraint,
                Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Exclusion(_)
            )
    };
    match operation {
        Operation::CreateTable(op) => {
            let table = &op.table;
            let mut names = vec![table.name.name.as_str()];
            names.extend(table.indexes.keys().map(String::as_str));
            if constraints {
                names.extend(table.uniques.keys().map(String::as_str));
                names.extend(table.primary_key.iter().map(|key| key.name.as_str()));
                names.extend(table.exclusions.keys().map(String::as_str));
            }
            (Some(&table.name), names)
        }
        Operation::CreateIndex(op) => (Some(&op.table), vec![&op.index.name]),
        Operation::RenameIndex(op) => (Some(&op.table), vec![&op.to]),
        Operation::RenameTable(op) => (Some(&op.to), vec![&op.to.name]),
        Operation::AddConstraint(op) if key_name(&op.constraint) => {
            (Some(&op.table), vec![op.constraint.name()])
        }
        Operation::AddConstraint(_)
        | Operation::DropTable(_)
        | Operation::CommentOnTable(_)
        | Operation::SetLogged(_)
        | Operation::AttachPartition(_)
        | Operation::DetachPartition(_)
        | Operation::AddColumn(_)
        | Operation::DropColumn(_)
        | Operation::RenameColumn(_)
        | Operation::AlterColumn(_)
        | Operation::DropConstraint(_)
        | Operation::RenameConstraint(_)
        | Operation::ValidateConstraint(_)
        | Operation::AlterConstraint(_)
        | Operation::AttachIndex(_)
        | Operation::DropIndex(_)
        | Operation::Reindex(_)
        | Operation::SetStorage(_)
        | Operation::SetTablespace(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::CommentOnEnum(_)
        | Operation::RenameEnum(_)
        | Operation::AddEnumValue(_)
        | Operation::RenameEnumValue(_)
        | Operation::DropEnumValue(_)
        | Operation::CreateObject(_)
        | Operation::AlterObject(_)
        | Operation::ChangeObject(_)
        | Operation::DropObject(_)
        | Operation::RenameObject(_)
        | Operation::CommentOnObject(_)
        | Operation::CommentOnPart(_)
        | Operation::SetRowSecurity(_)
        | Operation::Grant(_)
        | Operation::Revoke(_)
        | Operation::RawSql(_)
        | Operation::InsertRows(_)
        | Operation::UpdateRows(_)
        | Operation::DeleteRows(_)
        | Operation::Backfill(_) => (None, Vec::new()),
    }
}
