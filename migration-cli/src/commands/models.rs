//! `make --from-models`: what the models say and the history does not, or the database, as a migration.

use std::path::Path;

use migration_core::codegen::{self, Source as Rust};
use migration_core::dialect::{Dialect, Target, canonical};
use migration_core::diff::{Answers, Options, phased};
use migration_core::operation::Operation;
use migration_core::registry::History;
use migration_core::replay::replay;
use migration_core::schema::SchemaState;
use migration_core::{ErrorKind, diff};
use migration_make::Make;
use migration_runtime::{CancelHandle, Error, Migrator, Scratch};

use super::diff::{changes, lines};
use super::names::{answers, by_hand, decided};
use super::options;
use super::source::{self, Reader, Source};
use super::wanted::wanted;
use crate::args::Global;
use crate::exit;
use crate::output::{Answer, Output};
use crate::stop::Stop;

/// Writes the migration: where it is goes to stderr, what it changes to stdout.
pub(super) async fn make(make: &Make, global: &Global, output: &Output) -> Result<Answer, Stop> {
    let models = source::models()?;
    let url = global.url.as_deref().unwrap_or_default();
    if url.trim().is_empty() && (make.against_database || make.verify) {
        let flag = match make.verify {
            true => "--verify",
            false => "--against-database",
        };
        let next = format!(
            "{} --url sqlite:shop.db, or set DATABASE_URL",
            output.program
        );
        let what = format!("{flag} needs a database, and none is named");
        return Err(Stop::said(exit::USAGE, "MIG-0801", &what, &next));
    }
    let reader = Reader {
        global,
        output,
        database: None,
        url,
        schemas: &[],
    };
    let (before, asked, target) = match make.against_database {
        true => {
            let found = reader.read(&Source::Database).await?;
            let asked = reader.read(&Source::Models).await?.state;
            (found.state, asked, found.target)
        }
        false => (history()?, models.state.clone(), Target::postgres()),
    };
    let known = answers(&models.renames, &make.names, &before, &asked)?;
    let (to, kept) = wanted(&before, &asked, &known, make.drop_tables, &target);
    let options = Options {
        answers: known,
        concurrently: true,
    };
    let operations = decided(&before, &to, options, output, &CancelHandle::default()).await?;
    for table in kept {
        output.warn(&format!(
            "table \"{table}\" has no model, and is kept; --drop-tables drops such tables"
        ));
    }
    if operations.is_empty() {
        return Ok(Answer::default()
            .with("file", serde_json::Value::Null)
            .with("sql", "")
            .said("no schema changes detected"));
    }
    let parts = match make.phased {
        true => in_phases(&make.name, &operations, &before)?,
        false => vec![Part {
            name: make.name.clone(),
            options: "",
            operations,
            before,
        }],
    };
    if make.against_database {
        warn_of_drift(&parts, output)?;
    }
    let proven = match make.verify {
        true => Some(verify(&parts, make, &reader).await?),
        false => None,
    };
    let target = Target::of(dialect(global));
    let dir = global.dir.as_deref().map(Path::new);
    let (mut files, mut said, mut text, mut sql) = (vec![], vec![], String::new(), String::new());
    for part in &parts {
        let changes = changes(&part.operations, &part.before, &target)?;
        let mut doc = vec!["Made from the models:".to_owned(), String::new()];
        doc.extend(changes.iter().map(|change| match change.loses_data {
            true => format!("- {} (loses data)", change.what),
            false => format!("- {}", change.what),
        }));
        let made = migration_make::make_of(&part.name, dir, &output.program, |name| {
            let source = Rust {
                name,
                doc: &doc,
                prelude: "migratory::prelude",
                options: part.options,
                operations: &part.operations,
                before: &part.before,
            };
            codegen::migration(&source).map_err(|it| by_hand(&it.to_string()))
        })?;
        if parts.len() > 1 {
            let phase = if part.options.is_empty() {
                "before"
            } else {
                "after"
            };
            text += &format!("{phase} the deployment:\n");
        }
        text += &lines(&changes);
        sql.extend(changes.into_iter().flat_map(|change| change.sql));
        files.push(made.file);
        said = [said, made.said].concat();
        if files.len() < parts.len() {
            said.pop();
        }
    }
    if let Some(proven) = proven {
        said.insert(0, proven);
    }
    Ok(Answer::default()
        .with("file", files.join(", "))
        .with("sql", sql)
        .said(said.join("\n"))
        .text(text))
}

/// What the migrations of this program make, without a database.
fn history() -> Result<SchemaState, Stop> {
    match History::registered() {
        Ok(history) => Ok(replay(&history).map_err(Error::from)?),
        // The first migration is made before there is any.
        Err(error) if error.kind() == ErrorKind::NoMigrations => Ok(SchemaState::new()),
        Err(error) => Err(Error::from(error).into()),
    }
}

/// What is made of a database is to run after the history: where that does not know what the database has, it cannot.
fn warn_of_drift(parts: &[Part], output: &Output) -> Result<(), Stop> {
    let mut state = history()?;
    for operation in parts.iter().flat_map(|part| &part.operations) {
        if let Err(conflicts) = state.apply(operation) {
            let what = conflicts.into_iter().map(|it| it.message);
            output.warn(&format!(
                "the history does not have what the database has: {}; next: {} diff --from history --to database",
                what.collect::<Vec<_>>().join("; "),
                output.program
            ));
            return Ok(());
        }
    }
    Ok(())
}

/// Applies the history to a scratch database, then the new migrations, back and forth; what is there then must be what the
/// models say. Nothing was written when it is not.
async fn verify(parts: &[Part], make: &Make, reader: &Reader<'_>) -> Result<String, Stop> {
    // All of the history, whatever phase is written.
    let global = &Global {
        phase: None,
        ..reader.global.clone()
    };
    let output = reader.output;
    let known = options::any(global, output)?;
    let mut migrator = known.unwrap_or_else(|| options::with(Migrator::new(), global, output));
    let mut first = None;
    for (n, part) in parts.iter().enumerate() {
        // After all others, whatever they are called.
        let name = format!("99999999999999999_{}_{}", n + 1, part.name);
        migrator = migrator.add_operations(&name, part.operations.clone());
        first.get_or_insert(name);
    }
    let scratch = Scratch::beside(reader.url).await?;
    let verified = migrator
        .verify(&scratch, first.as_deref(), &reader.what())
        .await;
    let removed = scratch.remove().await;
    let verified = verified?;
    removed?;
    let found = verified.schema;
    let asked = reader.read(&Source::Models).await?.state;
    // By now all is renamed.
    let known = Answers::default();
    let (to, _) = wanted(
        &found.state,
        &asked,
        &known,
        make.drop_tables,
        &found.target,
    );
    let [from, to] = [&found.state, &to].map(|it| canonical(it, &found.target));
    let left = match diff::diff(&from, &to, &Options::unasked()) {
        Ok(operations) => operations.iter().map(Operation::describe).collect(),
        Err(undecided) => vec![undecided.to_string()],
    };
    if !left.is_empty() {
        let what = format!(
            "with this migration the database is not what the models say: left to {}",
            left.join("; ")
        );
        return Err(by_hand(&what));
    }
    let ways = match verified.one_way.is_empty() {
        true => "up, down, up",
        false => "up; it has no way back",
    };
    Ok(format!(
        "verified on a scratch database beside {}: {ways}, and it is what the models say",
        migration_runtime::redacted(reader.url)
    ))
}

/// A migration that is to be written.
struct Part {
    name: String,
    options: &'static str,
    operations: Vec<Operation>,
    before: SchemaState,
}

/// What is to be done before the new code is deployed, and what after it.
fn in_phases(
    name: &str,
    operations: &[Operation],
    history: &SchemaState,
) -> Result<Vec<Part>, Stop> {
    let phased = phased(operations, history).map_err(|why| {
        let next = "write it without --phased; or add the new one beside the old, and fill it";
        let what = format!("this cannot be done in two phases: {why}");
        Stop::said(exit::FAILED, "MIG-0806", &what, next)
    })?;
    let mut between = history.clone();
    for operation in &phased.expand {
        // It has been applied before, when the parts were made.
        let _ = between.apply(operation);
    }
    let parts = [
        Part {
            name: name.to_owned(),
            options: "",
            operations: phased.expand,
            before: history.clone(),
        },
        Part {
            name: format!("{name}_post_deploy"),
            options: "phase = \"post-deploy\"",
            operations: phased.contract,
            before: between,
        },
    ];
    Ok(parts
        .into_iter()
        .filter(|part| !part.operations.is_empty())
        .collect())
}

/// What is said of the database that the program is for; PostgreSQL unless a URL says.
fn dialect(global: &Global) -> Dialect {
    let url = global.url.as_deref().unwrap_or_default();
    match url.split(':').next() {
        Some("sqlite") => Dialect::Sqlite,
        Some("mysql" | "mariadb") => Dialect::Mysql,
        _ => Dialect::Postgres,
    }
}
