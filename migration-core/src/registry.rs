//! The history: every migration of the program, by name, in order.

mod replaced;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::migration::{Meta, Migration, MigrationId, OpaqueMigration};
use crate::sql_file::SqlFile;
use crate::{Error, ErrorKind, Location, Problem};
pub use replaced::{Cover, Standing};

/// What `#[migration]` submits.
pub struct Registration {
    /// Name, module and place.
    pub meta: Meta,
    /// Makes the migration.
    pub body: fn() -> Body,
}

inventory::collect!(Registration);

/// What a migration does.
#[derive(Clone)]
pub enum Body {
    /// It records operations.
    Pure(Arc<dyn Migration>),
    /// It reaches the database.
    Data(Arc<dyn OpaqueMigration>),
    /// It is SQL in a file.
    Sql(SqlFile),
}

/// A migration in the history.
#[derive(Clone)]
pub struct Entry {
    /// Its name and phase: what the ledger knows it by, and what it is sorted by.
    pub id: MigrationId,
    /// The same, as it is shown.
    pub label: String,
    /// Where its `impl` is, if known.
    pub at: Option<Location>,
    /// Its code.
    pub body: Body,
    /// Whether its own SQL runs in a transaction.
    pub in_transaction: bool,
    /// The migrations whose place it takes, sorted; mostly none.
    pub replaces: Vec<MigrationId>,
}

/// All migrations, sorted by name. Those that another one replaces are apart: what is replayed, checked and run is either they
/// or the one that replaces them, and without a database it is the latter.
#[derive(Clone)]
pub struct History {
    entries: Vec<Entry>,
    replaced: Vec<Entry>,
}

impl History {
    /// All migrations that `#[migration]` registered in this program.
    ///
    /// # Errors
    ///
    /// No migration at all, malformed names, names used twice.
    pub fn registered() -> Result<Self, Error> {
        let found = inventory::iter::<Registration>()
            .map(|registration| (registration.meta, (registration.body)()));
        let history = Self::from_bodies(found)?;
        if history.entries.is_empty() {
            return Err(Error::one(
                ErrorKind::NoMigrations,
                Problem::new("no migration is registered in this program").help(
                    "migrations in a library crate that nothing refers to are dropped by the linker; write \
                     `use my_migrations as _;` (with your crate's name) in the program that runs them. Check also that \
                     each file has its `mod` line and each `impl Migration` its #[migration]",
                ),
            ));
        }
        Ok(history)
    }

    /// A history of these migrations.
    ///
    /// # Errors
    ///
    /// Malformed names, names used twice.
    pub fn from_bodies(bodies: impl IntoIterator<Item = (Meta, Body)>) -> Result<Self, Error> {
        let mut problems = Vec::new();
        let mut by_id: BTreeMap<MigrationId, Entry> = BTreeMap::new();
        for (meta, body) in bodies {
            let id = match name_of(&meta) {
                Ok(name) => MigrationId::new(name, meta.phase),
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            let label = id.to_string();
            if let Some(other) = by_id.get(&id) {
                let places = [other.at, meta.at]
                    .map(|at| at.map_or("an unknown place".to_owned(), |at| at.to_string()));
                let mut problem = Problem::new(format!(
                    "two migrations are called \"{label}\": {} and {}",
                    places[0], places[1]
                ))
                .help("give one of them another timestamp or name");
                problem.at = meta.at;
                problems.push(problem);
                continue;
            }
            by_id.insert(
                id.clone(),
                Entry {
                    id,
                    label,
                    at: meta.at,
                    body,
                    in_transaction: meta.in_transaction,
                    replaces: meta
                        .replaces
                        .iter()
                        .map(|name| MigrationId::new(*name, meta.phase))
                        .collect(),
                },
            );
        }
        replaced::name(&mut by_id, &mut problems);
        if problems.is_empty() {
            Ok(Self::sorted_out(by_id))
        } else {
            Err(Error::new(ErrorKind::Names, problems))
        }
    }

    /// All migrations that count, sorted by name.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Those of the program that others replace, sorted by name.
    pub fn replaced(&self) -> &[Entry] {
        &self.replaced
    }

    /// A migration by its name.
    pub fn get(&self, id: &MigrationId) -> Option<&Entry> {
        self.entries
            .binary_search_by(|entry| entry.id.cmp(id))
            .ok()
            .map(|at| &self.entries[at])
    }

    /// The migration that is shown like this.
    pub fn labelled(&self, label: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.label == label)
    }
}

/// The name that a migration was given, or the one of its module.
fn name_of(meta: &Meta) -> Result<String, Problem> {
    let problem = |message: String, help: &str| {
        let mut problem = Problem::new(message).help(help);
        problem.at = meta.at;
        problem
    };
    if let Some(name) = meta.name {
        if !is_given_name(name) {
            return Err(problem(
                format!("{name:?} cannot be the name of a migration"),
                "use 1 to 255 letters, digits, `_`, `-` and `.`",
            ));
        }
        return Ok(name.to_owned());
    }
    let module = meta.module.rsplit("::").next().unwrap_or_default();
    if !is_module_name(meta.module) {
        return Err(problem(
            format!("the module \"{module}\" does not name a migration"),
            "call it like m20260102103000000_create_posts, or give the migration a name: #[migration(name = \"...\")]",
        ));
    }
    Ok(module.strip_prefix('m').unwrap_or(module).to_owned())
}

/// Whether a given name is one that the ledger can keep and a command line can take.
pub const fn is_given_name(name: &str) -> bool {
    let bytes = name.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        if !(bytes[i].is_ascii_alphanumeric() || matches!(bytes[i], b'_' | b'-' | b'.')) {
            return false;
        }
        i += 1;
    }
    !bytes.is_empty() && bytes.len() <= 255
}

/// Whether the last part of a module's path is `m`, a timestamp of 8, 14 or 17 digits, `_`, and a word.
pub const fn is_module_name(path: &str) -> bool {
    let bytes = path.as_bytes();
    let mut start = bytes.len();
    while start > 0 && bytes[start - 1] != b':' {
        start -= 1;
    }
    let mut end = start + 1;
    while end < bytes.len() && bytes[end].is_ascii_digit() {
        end += 1;
    }
    start < bytes.len()
        && bytes[start] == b'm'
        && matches!(end - start - 1, 8 | 14 | 17)
        && end + 1 < bytes.len()
        && bytes[end] == b'_'
        && bytes.len() - start <= 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_that_name_a_migration() {
        assert!(is_module_name("app::m20260102103000000_create_posts"));
        assert!(is_module_name("m20260102103000_create_posts"));
        assert!(is_module_name("m20220101_000001_create_table"));
        for path in [
            "",
            "m",
            "app",
            "app::m2026_create",
            "app::m20260102103000000",
            "x20260102103000000_a",
            "a::m20260102103000000_",
        ] {
            assert!(!is_module_name(path), "{path}");
        }
    }
}
