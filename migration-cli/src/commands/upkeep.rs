//! What is done when code and ledger disagree, or a run was broken off: `baseline`, `repair`, `resolve`, `unlock`; and the
//! stamp of a database.

use migration_runtime::{Decision, Repaired};
use serde_json::{Value, json};

use super::Session;
use crate::args::{Config, Resolve};
use crate::output::Answer;
use crate::stop::Stop;

impl Session<'_> {
    pub(super) async fn baseline(&self, name: Option<&str>, force: bool) -> Result<Answer, Stop> {
        let marked = self.migrator.baseline(self.named(), name, force).await?;
        let names: Vec<String> = marked.iter().map(ToString::to_string).collect();
        let mut lines: Vec<String> = names
            .iter()
            .map(|name| format!("  {name} marked"))
            .collect();
        lines.push(match names.len() {
            0 => "  nothing to mark: all of it is in the ledger".to_owned(),
            count => format!("\n  {count} marked as applied; nothing was run"),
        });
        Ok(Answer::default()
            .with("marked", names)
            .said(lines.join("\n")))
    }

    pub(super) async fn repair(&self, names: &[String]) -> Result<Answer, Stop> {
        let repaired = self.migrator.repair(self.named(), names).await?;
        let lines: Vec<String> = repaired.iter().map(|done| format!("  {done}")).collect();
        let said = match lines.is_empty() {
            true => "nothing to repair".to_owned(),
            false => lines.join("\n"),
        };
        let list: Vec<Value> = repaired.iter().map(repaired_json).collect();
        Ok(Answer::default().with("repaired", list).said(said))
    }

    pub(super) async fn resolve(&self, resolve: &Resolve) -> Result<Answer, Stop> {
        let decision = match resolve.done {
            true => Decision::Done,
            false => Decision::Again,
        };
        let phase = self.args.global.phase.unwrap_or_default();
        self.migrator
            .resolve(self.named(), &resolve.name, phase, decision)
            .await?;
        let next = migration_make::to_migrate(&self.output.program);
        Ok(Answer::default()
            .with("migration", resolve.name.clone())
            .with("next", next.clone())
            .said(format!("decided; next: {next}")))
    }

    pub(super) async fn unlock(&self, kill: bool) -> Result<Answer, Stop> {
        let holder = match kill {
            true => self.migrator.end_lock_holder(self.named()).await?,
            false => self.migrator.lock_holder(self.named()).await?,
        };
        let Some(holder) = holder else {
            return Ok(Answer::default()
                .with("holder", Value::Null)
                .with("ended", false)
                .said("  nobody holds the lock"));
        };
        let said = match kill {
            true => format!(
                "  ended {}\n  what it did in a transaction is rolled back; next: {} status",
                holder.holder, self.output.program
            ),
            false => format!(
                "  held by {}\n  if that run is dead: {} unlock --kill",
                holder.holder, self.output.program
            ),
        };
        Ok(Answer::default()
            .with(
                "holder",
                json!({ "session": holder.session, "about": holder.holder }),
            )
            .with("ended", kill)
            .said(said))
    }

    /// `config --stamp NAME`
    pub(super) async fn stamp(&self, config: &Config) -> Result<Answer, Stop> {
        let name = config.stamp.as_deref().unwrap_or_default();
        let had = self.migrator.stamp(self.named(), name).await?;
        let said = match &had {
            Some(had) => format!("  stamped env={name}; it was {had}"),
            None => format!("  stamped env={name}"),
        };
        Ok(Answer::default()
            .with("environment", name)
            .with("before", had.map(|had| had.name))
            .said(said))
    }
}

fn repaired_json(repaired: &Repaired) -> Value {
    match repaired {
        Repaired::Accepted(id) => json!({ "name": id.to_string(), "what": "accepted" }),
        Repaired::Renamed(old, new) => {
            json!({ "name": new.to_string(), "what": "renamed", "was": old.to_string() })
        }
        Repaired::Forgotten(id) => json!({ "name": id.to_string(), "what": "forgotten" }),
        _ => json!({ "what": "?" }),
    }
}
