//! `diff`: what differs between two of the history, the models, databases and snapshots.

use migration_core::Location;
use migration_core::codegen;
use migration_core::dialect::Target;
use migration_core::diff::{Answers, Options};
use migration_core::operation::{Operation, Recorded};
use migration_core::plan::{for_the_client, lower_recorded};
use migration_core::schema::{Renames, SchemaState};
use migration_runtime::Introspected;
use serde_json::{Value, json};

use super::Session;
use super::names::{answers, by_hand, decided};
use super::source::{self, Source, url_of};
use super::wanted::wanted;
use crate::args::{Diff, Format};
use crate::exit;
use crate::output::Answer;
use crate::stop::Stop;

/// Whether nothing was found, be it modelled or not.
fn is_empty(found: &Introspected) -> bool {
    let state = &found.state;
    state.tables.is_empty()
        && state.enums.is_empty()
        && state.objects.is_empty()
        && found.unmodelled.is_empty()
}

/// A change, its SQL, and whether that loses data.
pub(super) struct Change {
    pub(super) what: String,
    pub(super) sql: Vec<String>,
    pub(super) loses_data: bool,
}

impl Change {
    pub(super) fn json(&self) -> Value {
        json!({"what": self.what, "sql": self.sql, "loses_data": self.loses_data})
    }
}

impl Session<'_> {
    pub(super) async fn diff(&self, diff: &Diff) -> Result<Answer, Stop> {
        // Tells which database is meant.
        self.migrator.about(self.database).await?;
        let url = url_of(diff).or_else(|| self.args.global.url.clone());
        let url = url.unwrap_or_default();
        let reader = self.reader(&url, &diff.only_schema);
        let sources = [&diff.from, &diff.to].map(|text| Source::parse(text));
        let mut from = reader.read(&sources[0]).await?;
        let mut to = reader.read(&sources[1]).await?;
        if from.target.dialect != to.target.dialect {
            let what = format!(
                "{} is {}, and {} is {}: they have no schema in common",
                Source::shown(&diff.from),
                from.target.dialect,
                Source::shown(&diff.to),
                to.target.dialect
            );
            let next = "compare databases of one kind";
            return Err(Stop::said(exit::USAGE, "MIG-0801", &what, next));
        }
        if !diff.only_schema.is_empty() && [&from, &to].iter().all(|it| is_empty(it)) {
            self.output.warn(&format!(
                "neither {} nor {} has anything in {}",
                Source::shown(&diff.from),
                Source::shown(&diff.to),
                diff.only_schema.join(", ")
            ));
        }
        let renames = match sources {
            [_, Source::Models] => source::models()?.renames,
            // What is renamed is so on the way to the models.
            _ => Renames::default(),
        };
        let known = answers(&renames, &diff.names, &from.state, &to.state)?;
        match sources {
            [Source::Models, Source::Models] => {}
            [_, Source::Models] => {
                let (state, kept) = wanted(&from.state, &to.state, &known, false, &from.target);
                to.state = state;
                for table in kept {
                    let what = format!("table \"{table}\" has no model, and is not compared");
                    self.output.warn(&what);
                }
            }
            [Source::Models, _] => {
                let nothing = Answers::default();
                (from.state, _) = wanted(&to.state, &from.state, &nothing, false, &to.target);
            }
            _ => {}
        }
        let options = Options {
            answers: known,
            concurrently: true,
        };
        let cancel = self.migrator.cancel_handle();
        let operations = decided(&from.state, &to.state, options, self.output, &cancel).await?;
        let changes = changes(&operations, &from.state, &from.target)?;
        let unmodelled = to.unmodelled.clone();
        let mut answer = Answer::default()
            .with("from", Source::shown(&diff.from))
            .with("to", Source::shown(&diff.to))
            .with(
                "changes",
                changes.iter().map(Change::json).collect::<Vec<_>>(),
            )
            .with("not_compared", unmodelled.clone());
        answer = answer.text(match self.output.format() {
            Format::Sql => changes.iter().flat_map(|it| &it.sql).cloned().collect(),
            Format::Rust => {
                let rust = codegen::body(&operations);
                rust.map_err(|unwritable| by_hand(&unwritable.to_string()))?
            }
            _ => lines(&changes),
        });
        let items = changes.iter().map(|it| format!("- {}\n", it.what));
        answer.markdown = Some(items.collect());
        for what in unmodelled {
            self.output.warn(&format!("not compared: {what}"));
        }
        if changes.is_empty() {
            answer.said = "no schema changes detected".to_owned();
        } else if diff.check {
            answer.code = exit::PENDING;
            answer.said = count(&changes);
        }
        Ok(answer)
    }
}

pub(super) fn changes(
    operations: &[Operation],
    from: &SchemaState,
    target: &Target,
) -> Result<Vec<Change>, Stop> {
    let mut state = from.clone();
    let mut changes = Vec::new();
    for operation in operations {
        let what = operation.describe();
        let recorded = [Recorded::new(operation.clone(), Location::caller())];
        let statements = lower_recorded("diff", &recorded, &mut state, target);
        let statements = statements.map_err(|error| {
            let next = "write that change by hand, in a migration of its own";
            Stop::said(exit::FAILED, "MIG-0806", &error.to_string(), next)
        })?;
        changes.push(Change {
            what,
            loses_data: statements.iter().any(|it| it.statement.facts.loses_data),
            sql: statements
                .iter()
                .map(|it| for_the_client(it, target.dialect))
                .collect(),
        });
    }
    Ok(changes)
}

/// `3 changes`
pub(super) fn count(changes: &[Change]) -> String {
    match changes.len() {
        1 => "1 change".to_owned(),
        n => format!("{n} changes"),
    }
}

pub(super) fn lines(changes: &[Change]) -> String {
    let line = |change: &Change| match change.loses_data {
        true => format!("{}  -- loses data\n", change.what),
        false => format!("{}\n", change.what),
    };
    changes.iter().map(line).collect()
}
