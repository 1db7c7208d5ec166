//! What only looks: `status`, `pending`, `history`, `show`, `check`, `sql NAME`, `doctor`.

use chrono::NaiveDate;
use migration_runtime::{
    BackfillState, BackfillStatus, Check, Health, LedgerRow, Migrator, SeedStatus, Shown, State,
    Status,
};
use serde_json::{Value, json};

use super::backfill::backfill_json;
use super::seed::seeder_json;
use super::{Session, options};
use crate::args::Sql;
use crate::exit;
use crate::output::{Answer, Finding, human, json as machine, markdown};
use crate::stop::Stop;

impl Session<'_> {
    pub(super) async fn status(&self, pending_only: bool, check: bool) -> Result<Answer, Stop> {
        let mut statuses = self.migrator.status(self.database).await?;
        let pending = statuses.iter().filter(|status| is_pending(status)).count();
        let amiss = statuses.iter().filter(|status| is_amiss(status)).count();
        if pending_only {
            statuses.retain(is_pending);
        }
        let (backfills, seeders) = self.beside(&statuses).await?;
        let mut text = human::status_table(&statuses, &self.output.program);
        text += &human::beside(&backfills, &seeders);
        let mut answer = Answer::default()
            .with(
                "migrations",
                statuses.iter().map(machine::status).collect::<Vec<Value>>(),
            )
            .with("pending", pending)
            .with("amiss", amiss)
            .with(
                "backfills",
                backfills.iter().map(backfill_json).collect::<Vec<Value>>(),
            )
            .with(
                "seeders",
                seeders.iter().map(seeder_json).collect::<Vec<Value>>(),
            )
            .text(text);
        answer.markdown = Some(markdown::table(&human::status_rows(
            &statuses,
            &self.output.program,
        )));
        if check && pending + amiss > 0 {
            answer.code = exit::PENDING;
            let mut parts = Vec::new();
            if pending > 0 {
                parts.push(format!(
                    "{pending} pending; next: {}",
                    migration_make::to_migrate(&self.output.program)
                ));
            }
            if amiss > 0 {
                parts.push(format!(
                    "{amiss} not as the code says; next: {} show NAME --diff",
                    self.output.program
                ));
            }
            answer.said = parts.join("\n");
        }
        Ok(answer)
    }

    /// The backfills of migrations that are partly applied, and where the seeders stand.
    async fn beside(
        &self,
        statuses: &[Status],
    ) -> Result<(Vec<BackfillStatus>, Vec<SeedStatus>), Stop> {
        let mut backfills = Vec::new();
        if statuses.iter().any(|status| status.partly.is_some()) {
            backfills = self.migrator.backfills(self.database).await?;
            backfills.retain(|backfill| backfill.state != BackfillState::Done);
        }
        let seeders = match self.migrator.has_seeders() {
            true => self.migrator.seed_status(self.database).await?,
            false => Vec::new(),
        };
        Ok((backfills, seeders))
    }

    pub(super) async fn pending(&self, check: bool) -> Result<Answer, Stop> {
        let names = self.migrator.pending(self.database).await?;
        let lines: String = names.iter().map(|name| format!("{name}\n")).collect();
        let items: String = names.iter().map(|name| format!("- `{name}`\n")).collect();
        let mut answer = Answer::default().with("count", names.len()).text(lines);
        answer.markdown = Some(items);
        if names.is_empty() {
            answer.said = "nothing is pending".to_owned();
        } else if check {
            answer.code = exit::PENDING;
            answer.said = format!(
                "{} pending; next: {}",
                names.len(),
                migration_make::to_migrate(&self.output.program)
            );
        }
        Ok(answer.with("pending", names))
    }

    pub(super) async fn history(&self, since: Option<NaiveDate>) -> Result<Answer, Stop> {
        let mut rows = self.migrator.applied(self.database).await?;
        rows.reverse();
        if let Some(since) = since {
            rows.retain(|row| row.at.is_some_and(|at| at.date_naive() >= since));
        }
        let table = history_rows(&rows);
        let mut answer = Answer::default().with(
            "applied",
            rows.iter().map(history_json).collect::<Vec<Value>>(),
        );
        match rows.is_empty() {
            true => answer.said = "nothing is applied".to_owned(),
            false => {
                answer.text = human::table(&table);
                answer.markdown = Some(markdown::table(&table));
            }
        }
        Ok(answer)
    }

    pub(super) async fn show(&self, name: &str, diff_only: bool) -> Result<Answer, Stop> {
        let shown = self.migrator.show(self.database, name).await?;
        let mut answer = Answer::default()
            .with("migration", machine::status(&shown.status))
            .with("sql", shown.sql.clone())
            .with("down_sql", shown.down_sql.clone())
            .with("applied_sql", shown.applied_sql.clone())
            .with("applied_down_sql", shown.applied_down_sql.clone())
            .with("diff", shown.diff.clone());
        match (diff_only, &shown.diff) {
            (true, None) => answer.said = "no difference".to_owned(),
            (true, Some(diff)) => {
                answer.said = "- as it was applied, + as it is now".to_owned();
                answer.text = format!("{diff}\n");
            }
            (false, _) => answer.text = in_full(&shown),
        }
        Ok(answer)
    }

    pub(super) async fn doctor(&self) -> Result<Answer, Stop> {
        let checks = self.migrator.doctor(self.named()).await?;
        let rows = checks.iter().map(|check| {
            [
                health(check.health).to_owned(),
                check.about.to_owned(),
                check.found.clone(),
            ]
        });
        let rows: Vec<[String; 3]> = rows.collect();
        let mut text = String::new();
        for (line, check) in human::table(&rows).lines().zip(&checks) {
            text += &human::healthy(line, check.health);
            if let Some(next) = &check.next {
                text += &format!("          next: {next}\n");
            }
        }
        let head = ["", "about", "found"].map(String::from);
        let table: Vec<[String; 3]> = std::iter::once(head).chain(rows).collect();
        let mut answer = Answer::default()
            .with(
                "checks",
                checks.iter().map(check_json).collect::<Vec<Value>>(),
            )
            .text(text);
        answer.markdown = Some(markdown::table(&table));
        let worst = checks.iter().map(|check| check.health).max();
        if worst == Some(Health::Bad) {
            answer.code = exit::PENDING;
        }
        Ok(answer)
    }
}

fn is_pending(status: &Status) -> bool {
    status.state == State::Pending
}

/// Whether code and ledger disagree on it, or it is half done.
fn is_amiss(status: &Status) -> bool {
    status.partly.is_some()
        || matches!(
            status.state,
            State::Edited(_) | State::Missing(_) | State::Renamed(..)
        )
}

fn history_rows(rows: &[LedgerRow]) -> Vec<[String; 6]> {
    let head = ["id", "batch", "migration", "applied (UTC)", "ms", "by"].map(String::from);
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let rows = rows.iter().map(|row| {
        [
            row.id.to_string(),
            row.batch.to_string(),
            row.name.clone(),
            or_dash(row.at.map(|at| at.format("%Y-%m-%d %H:%M:%SZ").to_string())),
            or_dash(row.took.map(|took| took.as_millis().to_string())),
            or_dash(row.by.clone()),
        ]
    });
    std::iter::once(head).chain(rows).collect()
}

fn history_json(row: &LedgerRow) -> Value {
    json!({
        "id": row.id,
        "name": row.name,
        "phase": row.phase.word(),
        "batch": row.batch,
        "applied_at": row.at.map(|at| at.to_rfc3339()),
        "ms": row.took.map(machine::ms),
        "by": row.by,
        "run_id": row.run_id,
    })
}

/// One migration, for a person to read.
fn in_full(shown: &Shown) -> String {
    let status = &shown.status;
    let (word, application) = machine::state(&status.state);
    let mut lines = vec![
        ("migration", status.name.clone()),
        ("phase", status.phase.word().to_owned()),
        (
            "state",
            match &status.partly {
                Some(partly) => format!("{word}, {partly}"),
                None => word.to_owned(),
            },
        ),
    ];
    if let Some(at) = status.at {
        lines.push(("source", format!("{}:{}", at.file, at.line)));
    }
    if let Some(application) = application {
        lines.push(("batch", application.batch.to_string()));
        if let Some(at) = application.at {
            lines.push(("applied", at.format("%Y-%m-%d %H:%M:%SZ").to_string()));
        }
        if let Some(took) = application.took {
            lines.push(("took", human::duration(took)));
        }
        if let Some(by) = &application.by {
            lines.push(("by", by.clone()));
        }
    }
    let mut out: String = lines
        .iter()
        .map(|(what, value)| format!("{what:<10} {value}\n"))
        .collect();
    let as_code = "-- a data migration: its code decides what it runs";
    let now = shown.sql.as_deref().or(shown.applied_sql.as_deref());
    out += &format!("\n-- up\n{}\n", now.unwrap_or(as_code).trim_end());
    let down = shown
        .down_sql
        .as_deref()
        .or(shown.applied_down_sql.as_deref());
    let none = "-- none is kept: it cannot be derived, or its code decides what it runs";
    out += &format!("\n-- down\n{}\n", down.unwrap_or(none).trim_end());
    if let Some(diff) = &shown.diff {
        out += &format!("\n-- edited: - as it was applied, + as it is now\n{diff}\n");
    }
    out
}

fn check_json(check: &Check) -> Value {
    json!({
        "about": check.about,
        "health": health(check.health),
        "found": check.found,
        "next": check.next,
    })
}

fn health(health: Health) -> &'static str {
    match health {
        Health::Good => "ok",
        Health::Doubtful => "look",
        Health::Bad => "bad",
    }
}

/// Replays the history for all databases that this program is built for.
pub(super) fn check(migrator: &Migrator) -> Result<Answer, Stop> {
    let targets: Vec<_> = options::targets()
        .into_iter()
        .map(|(_, target)| target)
        .collect();
    let checked = migrator.check(&targets)?;
    let said = format!(
        "{} migrations replayed, up and down: no error",
        checked.migrations
    );
    let mut answer = Answer::default()
        .with("migrations", checked.migrations)
        .said(said);
    let findings = checked.warnings.iter().map(|warning| Finding {
        message: warning.to_string(),
        at: warning.at,
    });
    answer.findings = findings.collect();
    let warnings: Vec<Value> = (checked.warnings.iter())
        .map(|warning| {
            json!({
                "message": warning.message, "migration": warning.migration,
                "file": warning.at.map(|at| at.file), "line": warning.at.map(|at| at.line), "help": warning.help,
            })
        })
        .collect();
    Ok(answer.with("findings", warnings))
}

/// The SQL of one migration, for one database or for all.
pub(super) fn sql_of(migrator: &Migrator, name: &str, sql: &Sql) -> Result<Answer, Stop> {
    let targets = match &sql.dialect {
        None => options::targets(),
        Some(dialect) => match options::target(dialect) {
            Some(target) => vec![("", target)],
            None => {
                let what = format!("\"{dialect}\" is no database that is known here");
                let next = "choose one of postgres, mysql, mariadb, sqlite";
                return Err(Stop::said(exit::USAGE, "MIG-0801", &what, next));
            }
        },
    };
    let (mut text, mut list) = (String::new(), Vec::new());
    for (label, target) in &targets {
        let (id, found) = match migrator.sql_of(name, target, sql.down) {
            Ok(found) => found,
            // What one of several databases cannot do is said in its place.
            Err(error) if targets.len() > 1 && !error.problems().is_empty() => {
                text += &format!(
                    "-- {}\n{}\n\n",
                    target.capabilities.database,
                    commented(error.message())
                );
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let code = "-- a data migration: its code decides what it runs".to_owned();
        let none = "-- it has no way down that could be told without a database".to_owned();
        let found = found.unwrap_or(if sql.down { none } else { code });
        if !label.is_empty() {
            text += &format!("-- {}\n", target.capabilities.database);
        }
        text += &format!("{}\n\n", found.trim_end());
        list.push(
            json!({ "name": id.name, "database": target.capabilities.database, "sql": found }),
        );
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    Ok(Answer::default().with("sql", list).text(text))
}

fn commented(message: &str) -> String {
    let lines = message.lines().map(|line| format!("-- {line}"));
    lines.collect::<Vec<String>>().join("\n")
}
