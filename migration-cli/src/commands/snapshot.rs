//! `snapshot`: the schema that the migrations make, as one file of SQL.

use std::path::Path;

use migration_core::dialect::Dialect;
use migration_core::diff::{Options, diff};
use migration_core::schema::SchemaState;
use migration_core::sql_file::{PieceKind, Statements};

use super::Session;
use super::diff::changes;
use super::source::Source;
use crate::args::{Snapshot, SnapshotAction};
use crate::exit;
use crate::output::Answer;
use crate::stop::Stop;

impl Session<'_> {
    pub(super) async fn snapshot(&self, snapshot: &Snapshot) -> Result<Answer, Stop> {
        // Tells which database is meant.
        let applied = self.migrator.applied(self.database).await?;
        let file = snapshot.file.as_path();
        let shown = file.display().to_string();
        let answer = Answer::default().with("file", shown.clone());
        match snapshot.action {
            SnapshotAction::Dump => {
                let text = self.schema_as_sql().await?;
                std::fs::write(file, text).map_err(|error| {
                    let what = format!("{shown} cannot be written: {error}");
                    let next = "run the same command again where there is room";
                    Stop::said(exit::FAILED, "MIG-0803", &what, next)
                })?;
                Ok(answer.said(format!("wrote {shown}")))
            }
            SnapshotAction::Check => {
                let (there, text) = (read(file)?, self.schema_as_sql().await?);
                if there.replace("\r\n", "\n") == text {
                    return Ok(answer
                        .with("same", true)
                        .said(format!("{shown} is as the migrations say")));
                }
                let mut answer = answer
                    .with("same", false)
                    .text(first_difference(&there, &text));
                answer.code = exit::PENDING;
                answer.said = format!(
                    "{shown} is not as the migrations say; next: {} snapshot dump --file {shown}",
                    self.output.program
                );
                Ok(answer)
            }
            SnapshotAction::Load => {
                if !applied.is_empty() || self.migrator.has_tables(self.database).await? {
                    let what = "the database is not empty";
                    let next = format!(
                        "{} migrate; a snapshot is for a new database",
                        self.output.program
                    );
                    return Err(Stop::said(exit::REFUSED, "MIG-0808", what, &next));
                }
                let last = self.last_of(file).await?;
                let statements = statements(file, self.database.dialect())?;
                self.database.run_all(&statements).await?;
                let marked = self
                    .migrator
                    .baseline(self.database, Some(&last), true)
                    .await?;
                let said = format!(
                    "  loaded {shown}, and marked {} migrations as applied",
                    marked.len()
                );
                Ok(answer.with("marked", marked.len()).said(said))
            }
        }
    }

    /// The last of the migrations that a file says it is of: those, and no others, must be the first of this program.
    async fn last_of(&self, file: &Path) -> Result<String, Stop> {
        let text = read(file)?;
        let named: Vec<&str> = text
            .lines()
            .filter_map(|it| it.strip_prefix(MADE_BY))
            .collect();
        let pending = self.migrator.pending(self.database).await?;
        let shown = file.display();
        let refused = |what: String| {
            let program = &self.output.program;
            let next = format!(
                "{program} snapshot dump --file {shown}, where the migrations are; or without the file: {program} migrate"
            );
            Stop::said(exit::REFUSED, "MIG-0808", &what, &next)
        };
        let Some(last) = named.last() else {
            return Err(refused(format!(
                "{shown} does not say which migrations it is of"
            )));
        };
        let first = pending.iter().take(named.len());
        match first.eq(named.iter().copied()) {
            true => Ok((*last).to_owned()),
            false => {
                let unknown = named
                    .iter()
                    .find(|it| !pending.iter().any(|own| own == *it));
                let missing = pending.iter().take_while(|it| it.as_str() <= *last);
                let missing = missing.filter(|it| !named.contains(&it.as_str()));
                let missing = missing.map(String::as_str).next();
                Err(refused(match (unknown, missing) {
                    (Some(name), _) => {
                        format!("{shown} is of \"{name}\", which this program does not have")
                    }
                    (None, Some(name)) => format!("{shown} lacks \"{name}\""),
                    (None, None) => format!("{shown} has the migrations in another order"),
                }))
            }
        }
    }

    /// What the history makes of an empty database, as SQL that makes the same. It is the same text each time.
    async fn schema_as_sql(&self) -> Result<String, Stop> {
        let url = self.args.global.url.clone().unwrap_or_default();
        let found = self.reader(&url, &[]).read(&Source::History).await?;
        let nothing = SchemaState::new();
        let by_hand = |what: String| {
            let next = "keep that schema in a file of the database's own tool";
            Stop::said(exit::FAILED, "MIG-0806", &what, next)
        };
        let operations = diff(&nothing, &found.state, &Options::unasked())
            .map_err(|it| by_hand(it.to_string()))?;
        let mut text = format!(
            "-- The schema that the migrations make on {}. `snapshot dump` writes it.\n",
            found.target.capabilities.database
        );
        for name in self.migrator.names()? {
            text += &format!("{MADE_BY}{name}\n");
        }
        for what in found.unmodelled {
            self.output.warn(&format!("not in the snapshot: {what}"));
            text += &format!("-- not in here: {what}\n");
        }
        for change in changes(&operations, &nothing, &found.target)? {
            text.push('\n');
            text.extend(change.sql);
        }
        Ok(text)
    }
}

/// What a line begins with that names a migration: one each, so that two branches that add some merge.
const MADE_BY: &str = "-- migration: ";

fn read(file: &Path) -> Result<String, Stop> {
    std::fs::read_to_string(file).map_err(|error| {
        let what = format!("{} cannot be read: {error}", file.display());
        let next = format!("snapshot dump --file {} writes it", file.display());
        Stop::said(exit::USAGE, "MIG-0804", &what, &next)
    })
}

pub(super) fn statements(file: &Path, dialect: Dialect) -> Result<Vec<String>, Stop> {
    let text = read(file)?;
    let mut reader = Statements::new(text.as_bytes(), 1, dialect);
    let mut found = Vec::new();
    while let Some(statement) = reader.next_statement()? {
        if statement.kind == PieceKind::Statement {
            found.push(statement.sql);
        }
    }
    Ok(found)
}

/// The first line that the one has and the other has not.
fn first_difference(there: &str, wanted: &str) -> String {
    let mut pairs = there.lines().zip(wanted.lines()).enumerate();
    match pairs.find(|(_, (there, wanted))| there != wanted) {
        Some((at, (there, wanted))) => format!("line {}:\n- {there}\n+ {wanted}\n", at + 1),
        None => "one of the two goes on where the other ends\n".to_owned(),
    }
}
