//! Seeders: rows that a program wants to be there, written so that running them again does no harm.

mod environment;
mod fingerprint;
pub(crate) mod ledger;
mod migrator;
pub(crate) mod order;
mod report;
mod rows;

use async_trait::async_trait;
use migration_core::Location;

pub(crate) use migrator::{SeedSettings, name_of_environment};
pub use report::{SeedReport, SeedRun, SeedState, SeedStatus};
pub use rows::SeedRows;

use crate::data::Db;
use crate::error::Result;

/// Puts rows into the database: base data that every installation needs, or demo data for development.
///
/// `#[seeder]` registers it. It runs when the ledger of seeds does not have it, or when its content has changed since, in
/// one transaction with its row of that ledger. So write it such that it may find its own rows: `upsert`, or `exists`
/// before `insert`. It leaves the schema as it is: changes of that belong in migrations, and on MySQL they commit what came
/// before them.
///
/// ```
/// use async_trait::async_trait;
/// use migration_runtime::{Db, Result, Seeder, row};
///
/// struct BaseRoles;
///
/// #[async_trait]
/// impl Seeder for BaseRoles {
///     async fn run(&self, db: &mut Db<'_>) -> Result<()> {
///         let roles = ["admin", "editor"].map(|name| row! { "name" => name });
///         db.upsert("roles", ["name"], roles).await?;
///         Ok(())
///     }
/// }
/// ```
#[async_trait]
pub trait Seeder: Send + Sync + 'static {
    /// Does it.
    async fn run(&self, db: &mut Db<'_>) -> Result<()>;

    /// What else its content depends on, as any text: it runs again when that text is another one.
    ///
    /// `#[seeder]` sees the code of the `impl` (formatting, comments and documentation do not count) and the files that it
    /// takes in by `include_str!("...")` and `include_bytes!("...")`, but neither the functions and constants that the code
    /// uses, nor files that it reads, nor what it asks of others. Either say `version = 2` in `#[seeder]` when one of these
    /// changes, or give it back here:
    ///
    /// ```
    /// # use async_trait::async_trait;
    /// # use migration_runtime::{Db, Result, Seeder, row};
    /// const ROLES: [&str; 2] = ["admin", "editor"];
    /// # struct BaseRoles;
    ///
    /// # #[async_trait]
    /// # impl Seeder for BaseRoles {
    /// #   async fn run(&self, _: &mut Db<'_>) -> Result<()> { Ok(()) }
    /// fn fingerprint(&self) -> String {
    ///     ROLES.join(",")
    /// }
    /// # }
    /// ```
    fn fingerprint(&self) -> String {
        String::new()
    }

    /// What `#[seeder]` knows of it.
    #[doc(hidden)]
    fn meta(&self) -> SeederMeta {
        SeederMeta::of_type(std::any::type_name::<Self>())
    }
}

/// What is known of a seeder besides what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeederMeta {
    /// What the ledger knows it by: its type's name, unless given.
    pub name: &'static str,
    /// The environments that it is for; none for all.
    pub environments: &'static [&'static str],
    /// The seeders that it comes after.
    pub after: &'static [After],
    /// A hash of its code.
    pub content: u64,
    /// What the user says is its version.
    pub version: Option<&'static str>,
    /// Files that belong to its content.
    pub files: &'static [&'static [u8]],
    /// Where it is.
    pub at: Option<Location>,
}

/// A seeder that another one comes after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// Its name.
    pub name: &'static str,
    /// Where that is said.
    pub at: Location,
}

impl SeederMeta {
    /// What can be told from a type's name, `crate::seeds::BaseRoles`: the last part of it.
    pub fn of_type(type_name: &'static str) -> Self {
        let path = type_name.split('<').next().unwrap_or(type_name);
        Self {
            name: path.rsplit_once("::").map_or(path, |(_, name)| name),
            environments: &[],
            after: &[],
            content: 0,
            version: None,
            files: &[],
            at: None,
        }
    }

    /// Whether it is for an environment.
    pub(crate) fn is_for(&self, environment: &str) -> bool {
        self.environments.is_empty() || self.environments.contains(&environment)
    }
}

/// A type that `#[seeder]` was written for, so that others can come after it by its path.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a seeder",
    label = "no #[seeder] is written for this type",
    note = "`after` names types with #[seeder], or the names of seeders as strings"
)]
pub trait NamedSeeder {
    /// What the ledger knows it by.
    const NAME: &'static str;
}

/// What `#[seeder]` submits.
pub struct SeederRegistration(pub fn() -> Box<dyn Seeder>);

inventory::collect!(SeederRegistration);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seeder_is_called_what_its_type_is_called() {
        assert_eq!(
            SeederMeta::of_type("app::seeds::BaseRoles").name,
            "BaseRoles"
        );
        assert_eq!(SeederMeta::of_type("BaseRoles").name, "BaseRoles");
        assert_eq!(SeederMeta::of_type("app::Of<app::Roles>").name, "Of");
    }
}
