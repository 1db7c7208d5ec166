//! The commands that write source, and need neither a database nor a migration: `make` and `init`.

use std::path::Path;

use migration_make::{Init, Make, Mistake};

use crate::args::Global;
use crate::exit;
use crate::output::Answer;
use crate::stop::Stop;

/// Writes a migration: where it is goes to stderr, its SQL to stdout.
pub(super) fn make(make: &Make, global: &Global, program: &str) -> Result<Answer, Stop> {
    let dir = global.dir.as_deref().map(Path::new);
    let made = migration_make::make(make, global.phase, dir, program)?;
    Ok(Answer::default()
        .with("file", made.file)
        .with("sql", made.sql.clone())
        .said(made.said.join("\n"))
        .text(made.sql))
}

/// Writes what a project begins with.
pub(super) fn init(init: &Init, global: &Global) -> Result<Answer, Stop> {
    let dir = global.dir.as_deref().map(Path::new);
    let said = migration_make::init(init, dir)?;
    Ok(Answer::default()
        .with("said", said.clone())
        .said(said.join("\n")))
}

impl From<Mistake> for Stop {
    fn from(mistake: Mistake) -> Self {
        let (exit, code) = match mistake.is_usage {
            true => (exit::USAGE, "MIG-0801"),
            false => (exit::FAILED, "MIG-0803"),
        };
        Self::said(exit, code, &mistake.what, &mistake.next)
    }
}
