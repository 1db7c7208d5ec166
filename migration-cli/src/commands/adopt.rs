//! `adopt`: what another tool has applied is marked as applied.

use std::path::Path;

use migration_core::codegen::Source;
use migration_core::diff::{Options, diff};
use migration_core::migration::MigrationId;
use migration_core::operation::Operation;
use migration_core::schema::SchemaState;
use migration_make::to_migrate;
use migration_runtime::{Adopt, Adopted, Migrator};

use super::{Session, options};
use crate::args::Adopt as Arguments;
use crate::exit;
use crate::output::Answer;
use crate::stop::Stop;

impl Session<'_> {
    pub(super) async fn adopt(&self, arguments: &Arguments) -> Result<Answer, Stop> {
        if arguments.from_database {
            return self.write_what_is_there(&arguments.name).await;
        }
        let mut adopt = Adopt::new()
            .dry_run(arguments.dry_run)
            .force(arguments.force);
        if let Some(tool) = arguments.from {
            adopt = adopt.from(tool);
        }
        let adopted = self.migrator.adopt(self.named(), &adopt).await?;
        let said = self.adopted_in_words(&adopted, arguments.dry_run);
        Ok(Answer::default()
            .with("from", adopted.from.word())
            .with("table", adopted.from.table())
            .with("dry_run", arguments.dry_run)
            .with("batch", adopted.batch)
            .with("marked", names(&adopted.marked))
            .with("already", names(&adopted.already))
            .with("edited", names(&adopted.edited))
            .with("pending", names(&adopted.pending))
            .said(said))
    }

    /// What is in the database, as migrations: one, or, of more than fifty tables, one for each.
    async fn write_what_is_there(&self, name: &str) -> Result<Answer, Stop> {
        let global = &self.args.global;
        let found = self.introspect(&[], self.database).await?;
        let next = "write that by hand, in a migration of its own";
        let unwritable = |what: String| Stop::said(exit::FAILED, "MIG-0806", &what, next);
        let nothing = SchemaState::new();
        let operations = diff(&nothing, &found.state, &Options::unasked())
            .map_err(|undecided| unwritable(undecided.to_string()))?;
        if operations.is_empty() {
            let next = "check the URL, and --schema";
            return Err(Stop::said(
                exit::USAGE,
                "MIG-0801",
                "there is nothing in the database",
                next,
            ));
        }
        // All is written out before anything is written down.
        let mut state = nothing;
        let mut sources = Vec::new();
        for (name, operations) in parts(name, operations, found.state.tables.len()) {
            let body = migration_core::codegen::body(&operations);
            body.map_err(|reason| unwritable(reason.to_string()))?;
            let before = state.clone();
            for operation in &operations {
                if let Err(conflicts) = state.apply(operation) {
                    let what = conflicts.into_iter().map(|it| it.message);
                    return Err(unwritable(what.collect::<Vec<_>>().join("; ")));
                }
            }
            sources.push((name, operations, before));
        }
        let dir = global.dir.as_deref().map(Path::new);
        let mut doc = vec!["What was there before there were migrations.".to_owned()];
        for what in &found.unmodelled {
            let warning = format!("not in the migrations: {what}");
            self.output.warn(&warning);
            doc.push(warning);
        }
        let (mut files, mut said) = (Vec::new(), Vec::new());
        let mut written = options::with(Migrator::new(), global, self.output);
        for (name, operations, before) in &sources {
            let made = migration_make::make_of(name, dir, &self.output.program, |struct_name| {
                let source = Source {
                    name: struct_name,
                    doc: &doc,
                    prelude: "migratory::prelude",
                    options: "",
                    operations,
                    before,
                };
                migration_core::codegen::migration(&source)
                    .map_err(|reason| unwritable(reason.to_string()))
            })?;
            said.extend(made.said.into_iter().take(1));
            let module = Path::new(&made.file).file_stem().unwrap_or_default();
            let module = module.to_string_lossy();
            let name = module.strip_prefix('m').unwrap_or(&module);
            written = written.add_operations(name, operations.clone());
            files.push(made.file);
        }
        // What it says is there already.
        let marked = written.baseline(self.database, None, false).await;
        let marked = marked.map_err(|error| {
            Stop::from(error).detail(format!(
                "{} is written all the same, and not marked as applied; once it is built, {} baseline does that",
                files.join(", "),
                self.output.program
            ))
        })?;
        let marked: Vec<String> = marked.iter().map(ToString::to_string).collect();
        said.push(format!(
            "  {} marked as applied here, and nothing was run; next: look at it, build, and {} check --against-database",
            marked.join(", "),
            self.output.program
        ));
        Ok(Answer::default()
            .with("from", "database")
            .with("marked", marked)
            .with("files", files)
            .with("not_written", found.unmodelled)
            .said(said.join("\n")))
    }

    fn adopted_in_words(&self, adopted: &Adopted, dry_run: bool) -> String {
        let (tool, table) = (adopted.from, adopted.from.table());
        let mark = if dry_run { "would be marked" } else { "marked" };
        let marked = adopted.marked.iter();
        let mut lines: Vec<String> = marked.map(|id| format!("  {id} {mark}")).collect();
        lines.push(match (adopted.marked.len(), adopted.already.len()) {
            (0, 0) => format!("  {tool} has applied nothing here ({table})"),
            (0, count) => {
                format!("  nothing to mark: the {count} that {tool} has applied are in the ledger")
            }
            (count, _) => {
                let batch = adopted.batch.map(|batch| format!(", as batch {batch}"));
                format!(
                    "\n  {count} of {tool} {mark} as applied{}; nothing was run",
                    batch.unwrap_or_default()
                )
            }
        });
        if !adopted.edited.is_empty() {
            let edited = names(&adopted.edited).join(", ");
            lines.push(format!("  edited since, and taken as they are: {edited}"));
        }
        if !adopted.pending.is_empty() {
            let pending = names(&adopted.pending).join(", ");
            let program = &self.output.program;
            lines.push(format!(
                "  pending: {pending}; next: {}",
                to_migrate(program)
            ));
        }
        if !dry_run && !adopted.marked.is_empty() {
            lines.push(format!(
                "  {table} is left as it is; when nothing reads it any more: DROP TABLE {table}"
            ));
        }
        lines.join("\n")
    }
}

fn names(ids: &[MigrationId]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

/// More tables than these are a migration each.
const MOST_TABLES: usize = 50;

/// The migrations that operations are written as: their names, and what is in each.
fn parts(name: &str, operations: Vec<Operation>, tables: usize) -> Vec<(String, Vec<Operation>)> {
    if tables <= MOST_TABLES {
        return vec![(name.to_owned(), operations)];
    }
    let mut parts: Vec<(String, Vec<Operation>)> = Vec::new();
    let mut others = 0;
    for operation in operations {
        if let Operation::CreateTable(op) = &operation {
            let table = op.table.name.to_string().replace('.', "_");
            parts.push((format!("create_{table}"), vec![operation]));
            continue;
        }
        match parts.last_mut() {
            Some((part, operations)) if part.starts_with(name) => operations.push(operation),
            _ => {
                others += 1;
                parts.push((format!("{name}_{others}"), vec![operation]));
            }
        }
    }
    parts
}
