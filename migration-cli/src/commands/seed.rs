//! `seed`.

use migration_runtime::{SeedState, SeedStatus};
use serde_json::{Value, json};

use super::Session;
use super::apply::seeded_json;
use crate::args::Seed;
use crate::output::{Answer, human, markdown};
use crate::stop::Stop;

impl Session<'_> {
    pub(super) async fn seed(&self, seed: &Seed) -> Result<Answer, Stop> {
        if seed.status {
            let statuses = self.migrator.seed_status(self.database).await?;
            let rows = human::seed_rows(&statuses);
            let seeders: Vec<Value> = statuses.iter().map(seeder_json).collect();
            let mut answer = Answer::default()
                .with("seeders", seeders)
                .text(human::table(&rows));
            answer.markdown = Some(markdown::table(&rows));
            return Ok(answer);
        }
        let report = self.migrator.seed(self.named()).await?;
        Ok(Answer::default()
            .with("environment", report.environment.clone())
            .with("seeded", seeded_json(&report))
            .with("unchanged", report.unchanged.clone())
            .with("elsewhere", report.elsewhere.clone())
            .said(human::seeded(&report)))
    }
}

/// A seeder, and where it stands.
pub(super) fn seeder_json(status: &SeedStatus) -> Value {
    let (word, run) = match &status.state {
        SeedState::Pending => ("pending", None),
        SeedState::Done(run) => ("done", Some(run)),
        SeedState::Changed(run) => ("changed", Some(run)),
        SeedState::RolledBack(run) => ("rolled_back", Some(run)),
        SeedState::Elsewhere(run) => ("elsewhere", run.as_ref()),
        SeedState::Unknown(run) => ("unknown", Some(run)),
        _ => ("?", None),
    };
    json!({
        "name": status.name,
        "state": word,
        "environments": status.environments,
        "seeded_at": run.and_then(|run| run.at).map(|at| at.to_rfc3339()),
        "runs": run.map(|run| run.runs),
        "by": run.and_then(|run| run.by.clone()),
    })
}
