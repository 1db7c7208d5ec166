//! What a database is for: `production` is not undone by accident, and no run takes one environment for another.

use migration_core::plan::Direction;

use super::Run;
use super::who::applied_by;
use crate::about::Stamp;
use crate::database::{Failure, failure};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::seed::name_of_environment;

impl Run<'_> {
    /// Refuses a run that says another environment than the database does.
    pub(super) fn refuse_another_environment(&self) -> Result<()> {
        let said = self.settings.seeding.said();
        let (Some(stamp), Some(said)) = (&self.snapshot.stamp, said) else {
            return Ok(());
        };
        if stamp.name == said {
            return Ok(());
        }
        let message = format!("this database is stamped {stamp}, and the run is for env={said}");
        Err(Error::new(ErrorKind::Refused, message)
            .leaving(DatabaseState::Untouched)
            .help(format!(
                "use the URL of {said}, or say --env {}; if the database has become another one: config --stamp {said}",
                stamp.name
            )))
    }

    /// Refuses to undo or drop anything in production, unless that is said.
    pub(crate) fn refuse_to_destroy(&self) -> Result<()> {
        let Some(stamp) = &self.snapshot.stamp else {
            return Ok(());
        };
        let allowed = self.settings.allow_environment.as_deref();
        if !stamp.is_production() || allowed == Some(&stamp.name) {
            return Ok(());
        }
        let message = format!("refused: this database is stamped {stamp}");
        Err(Error::new(ErrorKind::Refused, message)
            .leaving(DatabaseState::Untouched)
            .help(format!(
                "write a migration that goes forward; if you really mean it, say --allow-env {0}, in code \
                 .allow_environment(\"{0}\")",
                stamp.name
            )))
    }

    /// What is refused before anything is changed in this direction.
    pub(super) fn refuse_by_environment(&self, direction: Direction) -> Result<()> {
        self.refuse_another_environment()?;
        match direction {
            Direction::Up => Ok(()),
            Direction::Down => self.refuse_to_destroy(),
        }
    }

    /// Stamps a database that has no stamp with the environment that is said, or, when it was dropped, with what it had.
    pub(super) async fn stamp_unless_stamped(&mut self, had: Option<Stamp>) -> Result<()> {
        if self.snapshot.stamp.is_some() {
            return Ok(());
        }
        let said = match self.settings.seeding.said().map(name_of_environment) {
            Some(name) => Some(Stamp {
                name: name?,
                since: None,
                by: Some(applied_by()),
            }),
            None => None,
        };
        match had.or(said) {
            Some(stamp) => self.write_stamp(stamp).await,
            None => Ok(()),
        }
    }

    async fn write_stamp(&mut self, stamp: Stamp) -> Result<()> {
        let by = stamp.by.clone().unwrap_or_default();
        let insert = self.snapshot.ledger.stamp(&stamp.name, &by, &self.run_id);
        let insert = self.connection.fenced_alone(&insert);
        match self.connection.script(&insert).await {
            Ok(()) => {}
            // Another runner stamped it with the same, without the lock.
            Err(error) if matches!(failure(&error), Failure::Duplicate) => {}
            Err(error) => return Err(Error::from(error).or_leaving(DatabaseState::Untouched)),
        }
        self.snapshot.stamp = Some(stamp);
        Ok(())
    }

    /// Stamps the database with another environment than it has. Answers with what it had.
    pub(crate) async fn stamp(&mut self, name: &str) -> Result<Option<Stamp>> {
        self.refuse_read_only()?;
        self.refuse_to_destroy()?;
        self.lock_only()
            .await
            .map_err(|error| error.or_leaving(DatabaseState::Untouched))?;
        self.create_ledger().await?;
        let had = self.snapshot.stamp.take();
        let unstamp = self.snapshot.ledger.unstamp();
        let unstamp = self.connection.fenced_alone(&unstamp);
        self.connection.script(&unstamp).await?;
        let stamp = Stamp {
            name: name.to_owned(),
            since: None,
            by: Some(applied_by()),
        };
        self.write_stamp(stamp).await?;
        Ok(had)
    }
}
