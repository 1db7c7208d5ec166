//! SQL files as migrations: from a folder while the program runs, or from the program itself, where `sql_migrations!` has
//! put them.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use migration_core::migration::{Meta, Phase};
use migration_core::registry::Body;
use migration_core::sql_file::{Script, Source, SqlFile};
use migration_core::{ErrorKind as CoreErrorKind, Location, Problem};
use migration_files::{Mistake, Part, Span};

use crate::error::Result;

/// The migrations of a folder.
pub(crate) fn of_folder(folder: &Path) -> Result<Vec<(Meta, Body)>> {
    let found = migration_files::read(folder).map_err(|mistakes| {
        let problems = mistakes.into_iter().map(problem).collect();
        migration_core::Error::new(CoreErrorKind::Names, problems)
    })?;
    let migrations = found.into_iter().map(|found| {
        let up = of_part(&found.up);
        let phase = match found.post_deploy {
            true => Phase::PostDeploy,
            false => Phase::PreDeploy,
        };
        let meta = Meta::new("", Some(kept(&found.name)), up.begin()).phase(phase);
        let file = SqlFile {
            up: Arc::new(up),
            down: found.down.as_ref().map(|down| Arc::new(of_part(down))),
        };
        (meta, Body::Sql(file))
    });
    Ok(migrations.collect())
}

/// A section of a file that is in the program: its path, as errors are to show it, and the text of all of the file.
///
/// What `sql_migrations!` expands to. Not for direct use.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Embedded {
    /// The path.
    pub file: &'static str,
    /// The text of the file.
    pub text: &'static str,
    /// Where the section begins and ends, in bytes.
    pub span: (u64, u64),
    /// The line that it begins in.
    pub line: u32,
    /// Whether it runs in a transaction.
    pub in_transaction: bool,
}

impl Embedded {
    /// What is known of a migration whose way up this is.
    pub const fn meta(self, name: &'static str) -> Meta {
        let at = Location {
            file: self.file,
            line: self.line,
            column: 1,
        };
        Meta::new("", Some(name), at)
    }

    fn script(self) -> Script {
        let (start, end) = self.span;
        let bound = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        // The text is what the macro read, unless somebody saved the file in that very moment.
        let text = self.text.get(bound(start)..bound(end));
        Script::new(
            self.file,
            self.line,
            self.in_transaction,
            text.unwrap_or(self.text),
        )
    }
}

/// What `sql_migrations!` expands to. Not for direct use.
#[doc(hidden)]
pub fn embedded_body(up: Embedded, down: Option<Embedded>) -> Body {
    Body::Sql(SqlFile {
        up: Arc::new(up.script()),
        down: down.map(|down| Arc::new(down.script())),
    })
}

fn of_part(part: &Part) -> Script {
    let source = Section {
        path: part.path.clone(),
        span: part.span,
    };
    let file = kept(&part.path.display().to_string());
    Script::new(file, part.span.line, part.in_transaction, source)
}

fn problem(mistake: Mistake) -> Problem {
    let file = kept(&mistake.path.display().to_string());
    let line = mistake.line.unwrap_or(1);
    Problem::new(mistake.message)
        .at(Location {
            file,
            line,
            column: 1,
        })
        .help(mistake.help)
}

/// A section of a file on disk, read when it is needed.
struct Section {
    path: PathBuf,
    span: Span,
}

impl Source for Section {
    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let mut file = File::open(&self.path)?;
        if file.metadata()?.len() < self.span.end {
            return Err(io::Error::other("it changed while this program runs"));
        }
        file.seek(SeekFrom::Start(self.span.start))?;
        Ok(Box::new(file.take(self.size())))
    }

    fn size(&self) -> u64 {
        self.span.end.saturating_sub(self.span.start)
    }
}

/// Paths and names live as long as the program, as those of migrations in Rust do; each is kept once, however often its
/// folder is read.
fn kept(text: &str) -> &'static str {
    static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    match kept.get(text) {
        Some(known) => known,
        None => {
            let text: &'static str = Box::leak(text.to_owned().into_boxed_str());
            kept.insert(text);
            text
        }
    }
}
