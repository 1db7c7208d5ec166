//! `sync`: makes the database what the models say, without a migration. For development.

use migration_core::diff::Options;

use super::Session;
use super::diff::{changes, count, lines};
use super::names::{answers, decided};
use super::source::{self, Source};
use super::wanted::wanted;
use crate::args::Sync;
use crate::exit;
use crate::output::Answer;
use crate::stop::Stop;

impl Session<'_> {
    pub(super) async fn sync(&self, sync: &Sync) -> Result<Answer, Stop> {
        let program = &self.output.program;
        let about = self.migrator.about(self.database).await?;
        if let Some(stamp) = about.environment.filter(|stamp| stamp.is_production()) {
            let what = format!("refused: this database is stamped {stamp}");
            let next = format!("write a migration of it: {program} make NAME --from-models");
            return Err(Stop::said(exit::REFUSED, "MIG-0601", &what, &next));
        }
        let models = source::models()?;
        let url = self.args.global.url.clone().unwrap_or_default();
        let reader = self.reader(&url, &[]);
        let from = reader.read(&Source::Database).await?;
        let asked = reader.read(&Source::Models).await?;
        let known = answers(&models.renames, &sync.names, &from.state, &asked.state)?;
        let (to, kept) = wanted(
            &from.state,
            &asked.state,
            &known,
            sync.drop_tables,
            &from.target,
        );
        let options = Options {
            answers: known,
            concurrently: false,
        };
        let cancel = self.migrator.cancel_handle();
        let operations = decided(&from.state, &to, options, self.output, &cancel).await?;
        for table in kept {
            self.output.warn(&format!(
                "table \"{table}\" has no model, and is kept; --drop-tables drops such tables"
            ));
        }
        let changes = changes(&operations, &from.state, &from.target)?;
        let mut answer = Answer::default().with(
            "changes",
            changes.iter().map(|it| it.json()).collect::<Vec<_>>(),
        );
        if changes.is_empty() {
            return Ok(answer.said("no schema changes detected"));
        }
        let lost = changes.iter().filter(|it| it.loses_data);
        let lost: Vec<&str> = lost.map(|it| it.what.as_str()).collect();
        if !lost.is_empty() && !sync.yes {
            self.may_lose(&lost, &lines(&changes)).await?;
        }
        self.migrator
            .sync(self.database, &from.state, &operations)
            .await?;
        answer = answer.text(lines(&changes));
        Ok(answer.said(format!(
            "  {} done in {}, and in no migration; next, when it is as it is to be: {program} make NAME --from-models",
            count(&changes),
            about.url
        )))
    }

    /// Fails unless somebody says that what is lost may be.
    async fn may_lose(&self, lost: &[&str], all: &str) -> Result<(), Stop> {
        let what = format!("sync would lose data: {}", lost.join("; "));
        let next = "if you mean it, run the same command again with --yes";
        if !self.output.may_ask() {
            let (exit, code) = match self.output.asks_nothing() {
                true => (exit::USAGE, "MIG-0805"),
                false => (exit::REFUSED, "MIG-0601"),
            };
            return Err(Stop::said(exit, code, &what, next));
        }
        let question = format!("{all}  {what}; go on? [y/N] ");
        match self.ask(&question).await?.as_deref() {
            Some("y" | "Y" | "yes") => Ok(()),
            _ => Err(Stop::said(exit::REFUSED, "MIG-0601", &what, next)),
        }
    }
}
