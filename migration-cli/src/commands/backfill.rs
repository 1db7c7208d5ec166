//! `backfill list`, `pause`, `resume`.

use migration_runtime::BackfillStatus;
use serde_json::{Value, json};

use super::Session;
use crate::args::BackfillAction;
use crate::output::{Answer, human, markdown};
use crate::stop::Stop;

impl Session<'_> {
    pub(super) async fn backfill(&self, action: Option<&BackfillAction>) -> Result<Answer, Stop> {
        match action {
            None | Some(BackfillAction::List) => self.backfills().await,
            Some(BackfillAction::Pause { name }) => {
                let paused = self.migrator.pause_backfill(self.named(), name).await?;
                let said = format!(
                    "  {paused} stops after its running batch; next: {} backfill resume {paused}",
                    self.output.program
                );
                Ok(Answer::default().with("paused", paused.clone()).said(said))
            }
            Some(BackfillAction::Resume { name }) => {
                let resumed = self.migrator.resume_backfill(self.named(), name).await?;
                let said = format!(
                    "  {resumed} may go on; next: {}",
                    migration_make::to_migrate(&self.output.program)
                );
                Ok(Answer::default()
                    .with("resumed", resumed.clone())
                    .said(said))
            }
        }
    }

    async fn backfills(&self) -> Result<Answer, Stop> {
        let backfills = self.migrator.backfills(self.database).await?;
        let head = [
            "state",
            "migration",
            "step",
            "rows done",
            "changed",
            "batches",
            "last batch (UTC)",
        ];
        let rows = backfills.iter().map(|backfill| {
            [
                backfill.state.word().to_owned(),
                backfill.migration.clone(),
                backfill.step.to_string(),
                human::short(backfill.rows_done),
                human::short(backfill.rows_changed),
                backfill.batches.to_string(),
                match backfill.at {
                    Some(at) => at.format("%Y-%m-%d %H:%M:%SZ").to_string(),
                    None => "-".to_owned(),
                },
            ]
        });
        let rows: Vec<[String; 7]> = std::iter::once(head.map(String::from))
            .chain(rows)
            .collect();
        let list: Vec<Value> = backfills.iter().map(backfill_json).collect();
        let mut answer = Answer::default().with("backfills", list);
        match backfills.is_empty() {
            true => answer.said = "no backfill has begun".to_owned(),
            false => {
                answer.text = human::table(&rows);
                answer.markdown = Some(markdown::table(&rows));
            }
        }
        Ok(answer)
    }
}

pub(super) fn backfill_json(backfill: &BackfillStatus) -> Value {
    json!({
        "migration": backfill.migration,
        "step": backfill.step,
        "state": backfill.state.word(),
        "rows_done": backfill.rows_done,
        "rows_changed": backfill.rows_changed,
        "batches": backfill.batches,
        "at": backfill.at.map(|at| at.to_rfc3339()),
    })
}
