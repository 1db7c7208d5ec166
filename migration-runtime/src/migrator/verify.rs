//! The proof that migrations do what they say: on a scratch database each is applied, undone, and applied again.

use std::sync::Arc;

use migration_core::dialect::canonical;
use migration_core::diff::{Options as DiffOptions, diff};
use migration_core::registry::History;

use super::Migrator;
use crate::database::Database;
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::introspect::{Introspected, Options};
use crate::observer::Silent;
use crate::run::names;
use crate::scratch::Scratch;

/// What [`Migrator::verify`] has proven.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Verified {
    /// The schema that all of the migrations make, as the server shows it.
    pub schema: Introspected,
    /// Those that were applied, undone, and applied again, with the same schema before and after.
    pub back_and_forth: Vec<String>,
    /// Those that cannot be undone, and were applied only.
    pub one_way: Vec<String>,
}

impl Migrator {
    /// Runs the migrations on a scratch database: those before `first` at once, and each from there on up, down and up again. What
    /// the server shows after `down` must be what it showed before `up`, and after the second `up` what it showed after the first.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> migration_runtime::Result<()> {
    /// # use migration_core::{builder::Schema, migration::Migration};
    /// use migration_runtime::{IntrospectOptions, Migrator, Scratch};
    ///
    /// # struct M20260101_CreatePosts;
    /// # impl Migration for M20260101_CreatePosts {
    /// #     fn up(&self, schema: &mut Schema) {
    /// #         schema.create_table("posts", |t| { t.id(); });
    /// #     }
    /// # }
    /// # let operations = {
    /// #     let mut schema = Schema::new();
    /// #     M20260101_CreatePosts.up(&mut schema);
    /// #     schema.finish().into_iter().map(|it| it.operation).collect()
    /// # };
    /// # let migrator = Migrator::new().add_operations("20260101000000000_create_posts", operations);
    /// let scratch = Scratch::beside("sqlite:shop.db").await?;
    /// let verified = migrator.verify(&scratch, None, &IntrospectOptions::default()).await?;
    /// scratch.remove().await?;
    /// assert_eq!(verified.back_and_forth, ["20260101000000000_create_posts"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// There is no migration `first`; as of [`migrate`](Self::migrate) and [`rollback`](Self::rollback) on that database; and a
    /// way down that does not lead back, with what differs.
    pub async fn verify(
        mut self,
        scratch: &Scratch,
        first: Option<&str>,
        options: &Options,
    ) -> Result<Verified> {
        // Nobody is to think that it is his own database that is migrated.
        self.settings.observer = Arc::new(Silent);
        let database = scratch.database();
        let options = Options {
            ledger: self.ledger_name(),
            ..options.clone()
        };
        let all = self.pending(database).await?;
        let before = match first {
            Some(name) => position(&self.history()?, &all, name)?,
            None => 0,
        };
        if before > 0 {
            self.migrate_steps(database, before).await?;
        }
        let mut verified = Verified {
            schema: database.introspect(&options).await?,
            back_and_forth: Vec::new(),
            one_way: Vec::new(),
        };
        for name in all.into_iter().skip(before) {
            self.back_and_forth(database, &options, name, &mut verified)
                .await?;
        }
        Ok(verified)
    }

    /// The same for one migration, after all that come before it.
    #[cfg(feature = "testing")]
    pub(crate) async fn verify_one(
        mut self,
        scratch: &Scratch,
        name: &str,
        options: &Options,
    ) -> Result<()> {
        self.settings.observer = Arc::new(Silent);
        let database = scratch.database();
        let options = Options {
            ledger: self.ledger_name(),
            ..options.clone()
        };
        let all = self.pending(database).await?;
        let before = position(&self.history()?, &all, name)?;
        if before > 0 {
            self.migrate_steps(database, before).await?;
        }
        let mut verified = Verified {
            schema: database.introspect(&options).await?,
            back_and_forth: Vec::new(),
            one_way: Vec::new(),
        };
        match all.into_iter().nth(before) {
            Some(name) => {
                self.back_and_forth(database, &options, name, &mut verified)
                    .await
            }
            None => Ok(()),
        }
    }

    /// Up, down and up again of the next migration, which is called so.
    async fn back_and_forth(
        &mut self,
        database: &Database,
        options: &Options,
        name: String,
        verified: &mut Verified,
    ) -> Result<()> {
        self.migrate_steps(database, 1).await?;
        let after = database.introspect(options).await?;
        // The program may be for production; this database is for nothing.
        if self.settings.allow_environment.is_none() {
            let stamp = self.about(database).await?.environment;
            self.settings.allow_environment = stamp.map(|stamp| stamp.name);
        }
        match self.rollback(database).await {
            Ok(_) => {}
            // It says itself that there is no way back.
            Err(error) if error.is_irreversible() => {
                verified.one_way.push(name);
                verified.schema = after;
                return Ok(());
            }
            Err(error) => return Err(error),
        }
        let undone = database.introspect(options).await?;
        same(
            &name,
            "after `down`, what was before `up` differs",
            &undone,
            &verified.schema,
        )?;
        self.migrate_steps(database, 1).await?;
        let again = database.introspect(options).await?;
        same(
            &name,
            "up, down and up again is not the same as up",
            &again,
            &after,
        )?;
        verified.back_and_forth.push(name);
        verified.schema = after;
        Ok(())
    }
}

/// How many come before a migration; the begin of its name will do.
fn position(history: &History, all: &[String], name: &str) -> Result<usize> {
    let ids = history.entries().iter().map(|entry| &entry.id);
    let label = names::the_one(ids, name)?.to_string();
    let position = all.iter().position(|it| *it == label);
    position.ok_or_else(|| {
        let message = format!("\"{label}\" is not among the migrations that would run");
        Error::new(ErrorKind::Selection, message)
            .leaving(DatabaseState::Untouched)
            .help("choose another one, or the phase that it is of")
    })
}

/// Fails where two schemas differ; what is not modelled counts, too.
fn same(name: &str, what: &str, found: &Introspected, wanted: &Introspected) -> Result<()> {
    let target = &found.target;
    let [from, to] = [found, wanted].map(|it| canonical(&it.state, target));
    let mut differs = match diff(&from, &to, &DiffOptions::unasked()) {
        Ok(operations) => operations.iter().map(|it| it.describe()).collect(),
        Err(undecided) => vec![undecided.to_string()],
    };
    let lists = [
        (&wanted.unmodelled, &found.unmodelled, "is gone"),
        (&found.unmodelled, &wanted.unmodelled, "stays"),
    ];
    for (one, other, how) in lists {
        let only = one.iter().filter(|it| !other.contains(it));
        differs.extend(only.map(|it| format!("{it} {how}")));
    }
    if differs.is_empty() {
        return Ok(());
    }
    let message = format!(
        "{what}: to be the same, it would have to {}",
        differs.join("; ")
    );
    Err(Error::new(ErrorKind::Failed, message)
        .in_migration(name.to_owned())
        .help("write a `down` that undoes all of `up`"))
}
