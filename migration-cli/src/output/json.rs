//! What machines read. Each object names its schema (`migratory.status/1`), which is in `schemas/`; what is in one may only
//! grow.

use migration_core::Location;
use migration_runtime::{About, Application, DatabaseState, Error, Ran, Report, State, Status};
use serde_json::{Map, Value, json};

use crate::stop::Stop;

/// The object of a command: what all have, then what is its own.
pub(crate) fn envelope(
    command: &str,
    code: u8,
    about: Option<&About>,
    data: Map<String, Value>,
    warnings: Vec<String>,
) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("schema".into(), format!("migratory.{command}/1").into());
    object.insert("ok".into(), (code == 0).into());
    object.insert("exit".into(), code.into());
    object.insert("tool".into(), env!("CARGO_PKG_VERSION").into());
    object.insert("target".into(), about.map(target).into());
    object.extend(data);
    object.insert("warnings".into(), warnings.into());
    object
}

/// A line of ndjson: what happened, and an object.
pub(crate) fn event(name: &str, object: Map<String, Value>) -> String {
    let mut line = Map::new();
    line.insert("event".into(), name.into());
    line.extend(object);
    Value::Object(line).to_string()
}

/// The database that was talked to.
fn target(about: &About) -> Value {
    json!({
        "kind": about.kind.to_string().to_ascii_lowercase(),
        "server": about.server,
        "version": about.version,
        "url": about.url,
        "database": about.database,
        "env": about.environment.as_ref().map(|stamp| stamp.name.clone()),
        "pooled": about.is_pooled,
    })
}

/// Milliseconds, with three digits behind the point.
pub(crate) fn ms(took: std::time::Duration) -> Value {
    json!((took.as_secs_f64() * 1_000_000.0).round() / 1000.0)
}

/// A migration that ran.
pub(crate) fn ran(ran: &Ran) -> Value {
    json!({ "name": ran.name, "phase": ran.phase.word(), "ms": ms(ran.took) })
}

/// What a run did.
pub(crate) fn report(report: &Report) -> Map<String, Value> {
    let key = match report.direction {
        migration_core::plan::Direction::Up => "applied",
        migration_core::plan::Direction::Down => "rolled_back",
    };
    let list = |runs: &[Ran]| Value::Array(runs.iter().map(ran).collect());
    let mut data = Map::new();
    data.insert("run_id".into(), report.run_id.clone().into());
    data.insert("batch".into(), report.batch.into());
    data.insert(key.into(), list(&report.ran));
    if !report.undone.is_empty() {
        data.insert("rolled_back".into(), list(&report.undone));
    }
    if report.dropped > 0 {
        data.insert("dropped".into(), report.dropped.into());
    }
    data.insert("by_others".into(), report.by_others.clone().into());
    data.insert("ms".into(), ms(report.took));
    data
}

/// Where a migration stands.
pub(crate) fn status(status: &Status) -> Value {
    let (word, application) = state(&status.state);
    let renamed_to = match &status.state {
        State::Renamed(_, now) => Some(now.clone()),
        _ => None,
    };
    json!({
        "name": status.name,
        "phase": status.phase.word(),
        "state": word,
        "out_of_order": status.out_of_order,
        "partly": status.partly,
        "renamed_to": renamed_to,
        "replaces": status.replaces,
        "recorded": status.recorded,
        "batch": application.map(|a| a.batch),
        "applied_at": application.and_then(|a| a.at).map(|at| at.to_rfc3339()),
        "ms": application.and_then(|a| a.took).map(ms),
        "by": application.and_then(|a| a.by.clone()),
        "file": status.at.map(|at| at.file),
        "line": status.at.map(|at| at.line),
    })
}

/// A state as a word, and what the ledger keeps.
pub(crate) fn state(state: &State) -> (&'static str, Option<&Application>) {
    match state {
        State::Pending => ("pending", None),
        State::Applied(application) => ("applied", Some(application)),
        State::Edited(application) => ("edited", Some(application)),
        State::Missing(application) => ("missing", Some(application)),
        State::Renamed(application, _) => ("renamed", Some(application)),
        State::Unknown(application) => ("unknown", Some(application)),
        _ => ("?", None),
    }
}

/// Why a command came to no good end.
pub(crate) fn stop(stop: &Stop) -> Value {
    match stop {
        Stop::Failed(error) => failed(error),
        Stop::Said(said) => json!({
            "code": said.code,
            "sqlstate": null,
            "message": said.what,
            "details": said.details,
            "migration": null,
            "seeder": null,
            "span": null,
            "sql": null,
            "operation": null,
            "problems": [],
            "database": "untouched",
            "state": "unchanged, nothing was run",
            "next": said.next,
        }),
    }
}

fn failed(error: &Error) -> Value {
    let problems = error.problems().iter().map(|problem| {
        json!({
            "message": problem.message,
            "migration": problem.migration,
            "span": problem.at.map(span),
            "help": problem.help,
        })
    });
    let problems: Vec<Value> = problems.collect();
    let failed = error.failed_statement();
    json!({
        "code": error.code(),
        "sqlstate": error.sqlstate(),
        "message": error.message(),
        "details": error.details(),
        "migration": error.migration(),
        "seeder": error.seeder(),
        "span": error.at().map(span),
        "sql": failed.map(|failed| &failed.sql),
        "operation": failed.map(|failed| &failed.operation),
        "problems": problems,
        "database": error.database_state().map(state_word),
        "state": error.state_in_words(),
        "finished_before": error.finished_before(),
        "next": error.hint(),
    })
}

fn span(at: Location) -> Value {
    json!({ "file": at.file, "line": at.line, "col": at.column })
}

/// What is true of the database, as a word.
fn state_word(state: &DatabaseState) -> &'static str {
    match state {
        DatabaseState::Untouched => "untouched",
        DatabaseState::RolledBack => "rolled_back",
        DatabaseState::Recorded => "recorded",
        DatabaseState::PartlyApplied { .. } => "partly_applied",
        DatabaseState::PartlyDropped { .. } => "partly_dropped",
        DatabaseState::Resumable { .. } => "resumable",
        _ => "unknown",
    }
}
