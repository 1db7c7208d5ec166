//! What is read of the ledger only where the code and the ledger disagree: ways back, and the SQL of what was edited.

use migration_core::plan::{self, Finding, Selection};
use similar::{ChangeTag, TextDiff};

use super::Run;
use crate::error::{Error, Result};
use crate::ledger;

/// Of a diff, no more lines than these are shown.
const SHOWN_LINES: usize = 60;

impl Run<'_> {
    /// Reads the way back of what is to be undone and is not in the code.
    pub(super) async fn read_ways_back(&mut self, selection: &Selection) -> Result<()> {
        if selection.direction() == plan::Direction::Up {
            return Ok(());
        }
        let applied: Vec<_> = (self.snapshot.entries.iter())
            .map(ledger::Entry::to_applied)
            .collect();
        let Ok(chosen) = selection.choose(&self.standing.history, &applied) else {
            return Ok(());
        };
        for id in chosen {
            if self.standing.history.get(id).is_some() {
                continue;
            }
            let ledger = self.snapshot.ledger.clone();
            let (_, down) = ledger.sql_of(&mut self.connection, id).await?;
            let entries = &mut self.snapshot.entries;
            if let Some(entry) = entries.iter_mut().find(|entry| entry.migration == *id) {
                entry.down_sql = down;
            }
        }
        Ok(())
    }

    /// An error about edited migrations, with what has changed in each.
    pub(super) async fn with_diffs(&mut self, error: Error) -> Error {
        let applied: Vec<_> = (self.snapshot.entries.iter())
            .map(ledger::Entry::to_applied)
            .collect();
        let target = self.snapshot.target.clone();
        let nothing = Selection::Pending;
        let found = plan::compare(self.history(), &applied, &[], &nothing, target.dialect);
        let mut details = Vec::new();
        for finding in found.unwrap_or_default() {
            let Finding::Edited { migration, .. } = finding else {
                continue;
            };
            let ledger = self.snapshot.ledger.clone();
            let sql = ledger.sql_of(&mut self.connection, &migration).await;
            let before = sql.ok().and_then(|(up, _)| up);
            let now = plan::sql_of(self.history(), &applied, &migration, &target);
            if let (Some(before), Some(now)) = (before, now) {
                details.push(format!(
                    "\"{migration}\", - as it was applied, + as it is now:"
                ));
                // Each is indented as what it is about.
                let diff = diff(&before, &now);
                let lines = diff
                    .lines()
                    .map(|line| line.strip_prefix("  ").unwrap_or(line));
                details.extend(lines.map(str::to_owned));
            }
        }
        error.with_details(details)
    }
}

/// What differs, line by line, with a line around it.
pub(super) fn diff(before: &str, now: &str) -> String {
    let diff = TextDiff::from_lines(before, now);
    let mut lines: Vec<String> = Vec::new();
    for group in diff.grouped_ops(1) {
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            lines.push(format!("    {sign} {}", change.value().trim_end()));
        }
    }
    if lines.is_empty() {
        return "    the SQL is the same; what differs does not show in it".to_owned();
    }
    if lines.len() > SHOWN_LINES {
        lines.truncate(SHOWN_LINES);
        lines.push("    ...".to_owned());
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_shows_what_is_gone_and_what_is_new() {
        let (before, now) = (
            "CREATE TABLE a (\n  b int,\n  c int\n)",
            "CREATE TABLE a (\n  b int,\n  c text\n)",
        );
        assert_eq!(
            diff(before, now),
            "        b int,\n    -   c int\n    +   c text\n      )"
        );
    }
}
