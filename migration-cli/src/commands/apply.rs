//! `migrate`, `prepare`, and `sql` of what is pending.

use std::path::Path;

use migration_core::plan::Direction;
use migration_runtime::{PlanPreview, Report, SavedPlan, SeedReport};
use serde_json::Value;

use super::Session;
use crate::args::{Format, Migrate, Sql};
use crate::exit;
use crate::output::{Answer, human, json};
use crate::stop::Stop;

impl Session<'_> {
    pub(super) async fn migrate(&self, migrate: &Migrate) -> Result<Answer, Stop> {
        let migrator = self.migrator;
        if migrate.dry_run {
            let plan = match (&migrate.to, migrate.step) {
                (Some(name), _) => migrator.plan_to(self.database, name).await?,
                (None, Some(steps)) => migrator.plan_steps(self.database, steps).await?,
                (None, None) => migrator.plan(self.database).await?,
            };
            return self.planned(&plan);
        }
        let report = match (&migrate.plan, &migrate.to, migrate.step) {
            (Some(file), ..) => {
                let plan = saved_plan(file)?;
                migrator.run_plan(self.named(), &plan).await?
            }
            (None, Some(name), _) => migrator.migrate_to(self.named(), name).await?,
            (None, None, Some(steps)) => migrator.migrate_steps(self.named(), steps).await?,
            (None, None, None) => migrator.migrate(self.named()).await?,
        };
        self.ran(&report, migrate.seed).await
    }

    /// Migrates, and sows: what is there already stays as it is.
    pub(super) async fn prepare(&self, seed: bool) -> Result<Answer, Stop> {
        let report = self.migrator.migrate(self.named()).await?;
        let seed = seed && self.migrator.has_seeders();
        self.ran(&report, seed).await
    }

    /// What a run did, and what the seeders after it did.
    pub(super) async fn ran(&self, report: &Report, seed: bool) -> Result<Answer, Stop> {
        let mut answer = Answer {
            data: json::report(report),
            said: self.in_words(report),
            ..Answer::default()
        };
        let lock = self.output.progress.waited().map(json::ms);
        answer
            .data
            .insert("lock".into(), serde_json::json!({ "waited_ms": lock }));
        if seed {
            // What was done so far is said before, not after what the seeders say.
            self.output.tell(&answer.said);
            answer.said = String::new();
            let seeded = self.migrator.seed(self.database).await?;
            answer.said = human::seeded(&seeded);
            answer.data.insert("seeded".into(), seeded_json(&seeded));
        }
        Ok(answer)
    }

    fn in_words(&self, report: &Report) -> String {
        let done = match report.direction {
            Direction::Up => "applied",
            Direction::Down => "rolled back",
        };
        match (report.ran.len(), report.by_others.len()) {
            (0, 0) => "  nothing to do".to_owned(),
            (0, others) => format!("  {others} {done} by another runner; nothing to do"),
            (count, _) => {
                let undo = match self.output.progress.undo(report.batch) {
                    Some(undo) => format!("      {undo}"),
                    None => String::new(),
                };
                format!("\n  {count} {done}, {}{undo}", human::duration(report.took))
            }
        }
    }

    /// `sql`: what `migrate` would run, or `rollback`.
    pub(super) async fn sql(&self, sql: &Sql) -> Result<Answer, Stop> {
        let plan = match sql.down {
            true => self.migrator.plan_rollback(self.database).await?,
            false => self.migrator.plan(self.database).await?,
        };
        self.planned(&plan)
    }

    /// A plan in the format that was chosen. JSON is the plan itself: `migrate --plan` takes it.
    pub(super) fn planned(&self, plan: &PlanPreview) -> Result<Answer, Stop> {
        let json = plan.to_json();
        let mut answer = Answer::default();
        match self.output.format {
            Format::Json | Format::Ndjson => {
                crate::output::print(&json)?;
                answer.is_printed = true;
            }
            Format::Text => answer.text = plan.to_text(),
            _ => answer.text = plan.to_sql(),
        }
        if plan.is_empty() {
            answer.said = "nothing to do".to_owned();
        }
        Ok(answer)
    }
}

/// What seeders did, for machines.
pub(super) fn seeded_json(report: &SeedReport) -> Value {
    report.ran.iter().map(json::ran).collect()
}

fn saved_plan(file: &Path) -> Result<SavedPlan, Stop> {
    let json = std::fs::read_to_string(file).map_err(|error| {
        let what = format!("{} cannot be read: {error}", file.display());
        Stop::said(
            exit::USAGE,
            "MIG-0804",
            &what,
            "sql --format json > plan.json",
        )
    })?;
    Ok(SavedPlan::read(&json)?)
}
