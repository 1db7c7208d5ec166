//! Where a new migration goes: the folder of those that are there, and the file that lists them.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use migration_core::registry::{Body, History};

use crate::files;
use crate::mistake::Mistake;
use crate::mod_line;

/// Where migrations are, as this program was compiled.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// The files of those in Rust.
    rust: Vec<PathBuf>,
    /// The files of those in SQL.
    sql: Vec<PathBuf>,
    /// Their names, with the time that they begin with.
    pub(crate) names: Vec<String>,
}

impl Written {
    /// Those that are registered, as far as their files are found from here upwards.
    pub(crate) fn registered(here: &Path) -> Self {
        let mut written = Self::default();
        // What is wrong with the history is told by whatever runs it.
        let history = History::registered().ok();
        let counted = history.iter().flat_map(History::entries);
        let replaced = history.iter().flat_map(History::replaced);
        for entry in counted.chain(replaced) {
            written.names.push(entry.id.name.clone());
            let file = entry.at.map(|at| Path::new(at.file));
            // Cargo names the files of a workspace from its folder, and those of other crates from the root of the disk:
            // migrations that come with a dependency are not where new ones go.
            let file = file.filter(|file| file.is_relative());
            let Some(file) = file.and_then(|file| files::found(file, here)) else {
                continue;
            };
            match entry.body {
                Body::Sql(_) => written.sql.push(file),
                Body::Pure(_) | Body::Data(_) => written.rust.push(files::unit(file)),
            }
        }
        written
    }

    /// The folder for one in Rust: the one that is named, or that of the others, or `migrations/src` from here upwards.
    pub(crate) fn folder(&self, here: &Path, dir: Option<&Path>) -> Result<PathBuf, Mistake> {
        let dated = self.rust.iter().filter(|file| files::is_dated(file));
        let last = dated.max_by_key(|file| file.file_name().map(ToOwned::to_owned));
        let others = last.or(self.rust.last()).and_then(|file| file.parent());
        folder(here, dir, others, "migrations/src")
    }

    /// The folder for one in SQL.
    pub(crate) fn sql_folder(&self, here: &Path, dir: Option<&Path>) -> Result<PathBuf, Mistake> {
        // diesel's `NAME/up.sql` stands one deeper.
        let last = self.sql.last();
        let others = last.and_then(|file| match file.file_stem()?.to_str()? {
            "up" | "down" => file.parent()?.parent(),
            _ => file.parent(),
        });
        folder(here, dir, others, "migrations/sql")
    }

    /// Whether none is in SQL.
    pub(crate) fn has_no_sql(&self) -> bool {
        self.sql.is_empty()
    }
}

fn folder(
    here: &Path,
    dir: Option<&Path>,
    others: Option<&Path>,
    usual: &str,
) -> Result<PathBuf, Mistake> {
    if let Some(dir) = dir {
        let folder = here.join(dir);
        return match folder.is_dir() {
            true => Ok(folder),
            false => {
                let what = format!("{} is no folder", dir.display());
                Err(Mistake::new(what, "make it, or name another with --dir"))
            }
        };
    }
    let upwards = || {
        let mut upwards = here.ancestors().map(|above| above.join(usual));
        upwards.find(|folder| folder.is_dir())
    };
    let found = others.map(Path::to_owned).or_else(upwards);
    found.ok_or_else(|| {
        let what = format!(
            "no folder of migrations is found from {} upwards",
            here.display()
        );
        let next = format!("name it with --dir, or make {usual}, which `init` does");
        Mistake::new(what, next)
    })
}

/// The names of the migrations that a folder has files of, without the `m` of their modules.
pub(crate) fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let names = paths.filter(|path| files::is_dated(path)).map(|path| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        // Of `NAME.up.sql`, too.
        let stem = stem.split('.').next().unwrap_or_default();
        stem.strip_prefix('m').unwrap_or(stem).to_owned()
    });
    names.collect()
}

/// The file that has the `mod` lines of a folder.
pub(crate) fn list_of(folder: &Path) -> Result<PathBuf, Mistake> {
    let mut candidates: Vec<PathBuf> = ["lib.rs", "main.rs", "mod.rs"]
        .iter()
        .map(|name| folder.join(name))
        .collect();
    // `src/migrations.rs` beside `src/migrations/`.
    candidates.push(folder.with_extension("rs"));
    let there: Vec<PathBuf> = candidates.into_iter().filter(|it| it.is_file()).collect();
    let lists = |file: &&PathBuf| {
        let text = fs::read_to_string(file);
        text.is_ok_and(|text| mod_line::has_migrations(&text))
    };
    let found = there.iter().find(lists).or(there.first());
    found.cloned().ok_or_else(|| {
        let what = format!(
            "{} has no lib.rs, main.rs or mod.rs for the `mod` line",
            folder.display()
        );
        Mistake::new(what, "name the folder of the other migrations with --dir")
    })
}

/// Writes a file that is not there yet.
pub(crate) fn write_new(file: &Path, text: &str) -> io::Result<()> {
    let written = File::create_new(file)?.write_all(text.as_bytes());
    if written.is_err() {
        // Half of it is of no use.
        let _ = fs::remove_file(file);
    }
    written
}

/// A migration that is to be written, and the file that lists it.
pub(crate) struct Listed {
    module: String,
    file: PathBuf,
    list: PathBuf,
}

impl Listed {
    pub(crate) fn new(folder: &Path, module: String, list: PathBuf) -> Self {
        let file = folder.join(format!("{module}.rs"));
        Self { module, file, list }
    }

    /// Writes both, or nothing.
    pub(crate) fn write(&self, text: &str) -> Result<(), Mistake> {
        let of_list = |error| Mistake::of_file(&self.list, &error);
        let before = fs::read_to_string(&self.list).map_err(of_list)?;
        let listed = mod_line::insert(&before, &self.module);
        write_new(&self.file, text).map_err(|error| Mistake::of_file(&self.file, &error))?;
        let written = fs::write(&self.list, listed);
        if written.is_err() {
            let _ = fs::remove_file(&self.file);
        }
        written.map_err(of_list)
    }

    /// Where it is.
    pub(crate) fn file(&self, here: &Path) -> String {
        shown(&self.file, here)
    }

    /// Where both are.
    pub(crate) fn shown(&self, here: &Path) -> String {
        let (file, list) = (shown(&self.file, here), shown(&self.list, here));
        format!("wrote {file} (`mod` line in {list})")
    }
}

/// A path as it is shown: from here, where that is shorter.
pub(crate) fn shown(path: &Path, here: &Path) -> String {
    path.strip_prefix(here)
        .unwrap_or(path)
        .display()
        .to_string()
}
