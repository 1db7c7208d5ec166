//! Adopting: marking what another tool has applied, by what its ledger says.

use migration_core::registry::Entry;

use super::Run;
use super::baseline::Mark;
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::migrator::{Adopt, Adopted};
use crate::other_tools::{self, OtherTool, TheirRow};

impl Run<'_> {
    /// Takes over what another tool has applied, as one batch: all of it or nothing.
    pub(crate) async fn adopt(&mut self, adopt: &Adopt) -> Result<Adopted> {
        self.refuse_another_environment()?;
        if !adopt.dry_run {
            self.refuse_read_only()?;
            let locked = self.lock_only().await;
            locked.map_err(|error| error.or_leaving(DatabaseState::Untouched))?;
            // A row that a squash has marked, or left behind, would be there twice.
            self.refuse_squashes_of_what_is_half_done()?;
            self.record_squashes().await?;
        }
        let adopted = self.adopted(adopt).await;
        adopted.map_err(|error| error.or_leaving(DatabaseState::Untouched))
    }

    async fn adopted(&mut self, adopt: &Adopt) -> Result<Adopted> {
        let tool = match adopt.from {
            Some(tool) => tool,
            None => self.the_only_tool().await?,
        };
        self.refuse_without_ledger_of(tool).await?;
        let rows = other_tools::read(&mut self.connection, tool).await?;
        refuse_failed(tool, &rows)?;
        self.open_squashes();
        let matched = self.matched(tool, &rows)?;
        let edited: Vec<_> = (matched.iter())
            .filter(|(entry, row)| other_tools::is_edited(entry, row))
            .map(|(entry, _)| entry.id.clone())
            .collect();
        if !adopt.force && !edited.is_empty() {
            let edited: Vec<String> = edited.iter().map(ToString::to_string).collect();
            return Err(are_edited(tool, edited));
        }
        let (mut marks, mut already): (Vec<Mark>, Vec<_>) = (Vec::new(), Vec::new());
        for (entry, row) in &matched {
            match self.is_in_ledger(&entry.id) {
                true => already.push(entry.id.clone()),
                false => marks.push(Mark {
                    migration: entry.id.clone(),
                    applied_at: row.applied_at,
                    duration_ms: row.duration_ms,
                }),
            }
        }
        marks.sort_by(|a, b| a.migration.cmp(&b.migration));
        marks.dedup_by(|a, b| a.migration == b.migration);
        let entries = self.history().entries().iter();
        let is_marked = |entry: &&Entry| marks.iter().any(|mark| mark.migration == entry.id);
        let pending = entries.filter(|entry| !is_marked(entry) && !self.is_in_ledger(&entry.id));
        let pending = pending.map(|entry| entry.id.clone()).collect();
        let batch = match adopt.dry_run {
            true => {
                self.planned_marks(&marks)?;
                None
            }
            false => self.mark(&marks, Some(tool.word())).await?,
        };
        Ok(Adopted {
            from: tool,
            batch,
            marked: marks.into_iter().map(|mark| mark.migration).collect(),
            already,
            edited,
            pending,
        })
    }

    /// The tool whose ledger is there, when nobody says which.
    async fn the_only_tool(&mut self) -> Result<OtherTool> {
        let found = other_tools::there(&mut self.connection).await?;
        match found.as_slice() {
            [only] => Ok(*only),
            [] => {
                let tables = OtherTool::ALL.map(|tool| format!("{} ({tool})", tool.table()));
                let message = format!(
                    "there is no ledger of another tool in this database: {}",
                    tables.join(", ")
                );
                Err(Error::new(ErrorKind::Ledger, message).help(
                    "check the URL, and the search_path on PostgreSQL; to mark by hand what is there already: baseline",
                ))
            }
            several => {
                let words: Vec<&str> = several.iter().map(|tool| tool.word()).collect();
                let message = format!(
                    "this database has the ledgers of several tools: {}",
                    words.join(", ")
                );
                Err(Error::new(ErrorKind::Selection, message)
                    .help(format!("say which one to adopt: --from {}", words[0])))
            }
        }
    }

    async fn refuse_without_ledger_of(&mut self, tool: OtherTool) -> Result<()> {
        let found = other_tools::there(&mut self.connection).await?;
        if found.contains(&tool) {
            return Ok(());
        }
        let message = format!("{tool} has no ledger in this database: {}", tool.table());
        let help = match found.first() {
            Some(other) => format!("there is one of {other}: --from {other}"),
            None => "check the URL, and the search_path on PostgreSQL".to_owned(),
        };
        Err(Error::new(ErrorKind::Ledger, message).help(help))
    }

    /// The migration of each row.
    fn matched<'r>(
        &'r self,
        tool: OtherTool,
        rows: &'r [TheirRow],
    ) -> Result<Vec<(&'r Entry, &'r TheirRow)>> {
        let (mut matched, mut unknown) = (Vec::new(), Vec::new());
        for row in rows {
            match other_tools::migration_of(self.history(), tool, row) {
                Some(entry) => matched.push((entry, row)),
                None => unknown.push(row),
            }
        }
        if unknown.is_empty() {
            return Ok(matched);
        }
        let details = unknown.iter().map(|row| {
            let mut entries = self.history().entries().iter();
            match entries.find(|entry| other_tools::known_as(entry, row)) {
                Some(entry) => format!("{row}; here that number is \"{}\"", entry.id),
                None => row.to_string(),
            }
        });
        let message = format!(
            "{tool} has applied {} that {} not in this program",
            counted(unknown.len()),
            if unknown.len() == 1 { "is" } else { "are" }
        );
        Err(Error::new(ErrorKind::Ledger, message)
            .with_details(details.collect())
            .help(match tool {
                OtherTool::SeaOrm => {
                    "write them as migrations of the same names, then run the same command again"
                }
                OtherTool::Sqlx | OtherTool::Refinery | OtherTool::Diesel => {
                    "take its folder over as it is, migratory::sql_migrations!(\"migrations\"), or write them as \
                     migrations of the same names; then run the same command again"
                }
            }))
    }

    /// Who has migrated this database, if one of the tools that can be adopted has: `sqlx (12 migrations)`.
    pub(super) async fn migrated_by_others(&mut self) -> Option<String> {
        let mut found = Vec::new();
        for tool in other_tools::there(&mut self.connection).await.ok()? {
            let rows = other_tools::read(&mut self.connection, tool).await.ok()?;
            if !rows.is_empty() {
                found.push(format!("{tool} ({})", counted(rows.len())));
            }
        }
        (!found.is_empty()).then(|| found.join(" and by "))
    }
}

/// What a tool has begun and not ended is neither applied nor pending.
fn refuse_failed(tool: OtherTool, rows: &[TheirRow]) -> Result<()> {
    let failed: Vec<&TheirRow> = rows.iter().filter(|row| row.failed).collect();
    let Some(first) = failed.first() else {
        return Ok(());
    };
    let message = format!(
        "{tool} has begun {} without coming to an end",
        counted(failed.len())
    );
    let details = failed.iter().map(ToString::to_string).collect();
    Err(Error::new(ErrorKind::Ledger, message)
        .with_details(details)
        .help(format!(
            "finish by hand what it does, and say so to {tool}: UPDATE {0} SET success = true WHERE version = {1}; or undo \
             it: DELETE FROM {0} WHERE version = {1}; then run the same command again",
            tool.table(),
            first.version
        )))
}

fn are_edited(tool: OtherTool, edited: Vec<String>) -> Error {
    let message = format!(
        "{} edited since {tool} applied {}",
        match edited.len() {
            1 => "1 file was".to_owned(),
            count => format!("{count} files were"),
        },
        if edited.len() == 1 { "it" } else { "them" },
    );
    Error::new(ErrorKind::Ledger, message)
        .with_details(edited)
        .help(
            "bring back what was applied, and put what is new into another file; a way down goes beside it: NAME.up.sql and \
             NAME.down.sql. If the database has what the files say now: --force",
        )
}

/// `1 migration`, `2 migrations`
fn counted(count: usize) -> String {
    match count {
        1 => "1 migration".to_owned(),
        count => format!("{count} migrations"),
    }
}
