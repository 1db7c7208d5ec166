//! `squash`: one migration for many, written as source and proven equal to them.

use std::path::Path;

use migration_core::codegen::{self, Source};
use migration_core::migration::Phase;
use migration_core::registry::is_module_name;
use migration_core::squash::Squash;
use migration_runtime::Migrator;

use crate::args::{self, Global};
use crate::exit;
use crate::output::Answer;
use crate::stop::Stop;

/// Writes the migration: where it is goes to stderr, what it replaces to stdout.
pub(super) fn squash(
    migrator: &Migrator,
    which: &args::Squash,
    global: &Global,
    program: &str,
) -> Result<Answer, Stop> {
    let squash = migrator.squash(which.from.as_deref(), which.to.as_deref())?;
    let names: Vec<String> = squash.replaces.iter().map(|id| id.name.clone()).collect();
    let modules: Vec<String> = names.iter().map(|name| module(name)).collect();
    let doc = doc(&modules);
    let options = options(&squash, &modules);
    let dir = global.dir.as_deref().map(Path::new);
    let last = names.last().map(String::as_str).unwrap_or_default();
    let next = squash.next.as_ref();
    let made = migration_make::make_after(&which.name, last, next, dir, program, |name| {
        let source = Source {
            name,
            doc: &doc,
            prelude: "migratory::prelude",
            options: &options,
            operations: &squash.operations,
            before: &squash.before,
        };
        codegen::migration(&source).map_err(|unwritable| {
            let next = "leave that migration out with --from or --to";
            Stop::said(exit::FAILED, "MIG-0207", &unwritable.to_string(), next)
        })
    })?;
    let mut said = made.said;
    said.pop();
    said.push(format!(
        "proven by replay: the schema after it is the one after the {} that it replaces",
        names.len()
    ));
    said.push(format!(
        "next: build, then check, then migrate ({program}); delete what it replaces once every database has passed it"
    ));
    let text: String = names.iter().map(|name| format!("{name}\n")).collect();
    Ok(Answer::default()
        .with("file", made.file)
        .with("replaces", names)
        .said(said.join("\n"))
        .text(text))
}

/// What a migration is called in source: by its module, where that has named it.
fn module(name: &str) -> String {
    let module = format!("m{name}");
    match is_module_name(&module) {
        true => module,
        false => name.to_owned(),
    }
}

fn doc(names: &[String]) -> Vec<String> {
    let mut doc = vec!["In the place of:".to_owned(), String::new()];
    doc.extend(names.iter().map(|name| format!("- {name}")));
    doc
}

/// What stands in the parentheses of the attribute, as rustfmt leaves it: a list that is too long for one line has a line for
/// each name.
fn options(squash: &Squash, names: &[String]) -> String {
    let mut options = Vec::new();
    if squash.phase == Phase::PostDeploy {
        options.push("phase = \"post-deploy\"".to_owned());
    }
    if !squash.in_transaction {
        options.push("transaction = false".to_owned());
    }
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    let list = format!("replaces = [{}]", quoted.join(", "));
    if options.is_empty() && list.len() <= 80 {
        return list;
    }
    let lines: String = (quoted.iter())
        .map(|name| format!("        {name},\n"))
        .collect();
    options.push(format!("replaces = [\n{lines}    ]"));
    let lines: Vec<String> = options
        .iter()
        .map(|option| format!("\n    {option},"))
        .collect();
    format!("{}\n", lines.concat())
}
