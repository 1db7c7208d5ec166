//! What is to be written, as a value; and what is left as it is.

use std::fs;
use std::path::{Path, PathBuf};

use crate::make::write_new;
use crate::mistake::Mistake;

/// What becomes of each file, in order.
#[derive(Debug, Default)]
pub(super) struct Plan {
    files: Vec<(PathBuf, Fate)>,
}

#[derive(Debug, PartialEq)]
enum Fate {
    New(String),
    Changed(String),
    Kept,
}

impl Plan {
    /// A file, unless it is there.
    pub(super) fn create(&mut self, file: PathBuf, text: String) {
        let fate = match file.exists() {
            true => Fate::Kept,
            false => Fate::New(text),
        };
        self.files.push((file, fate));
    }

    /// A file that is there, with what it lacks, if it lacks anything.
    pub(super) fn edit(&mut self, file: PathBuf, text: Option<String>) {
        self.files
            .push((file, text.map_or(Fate::Kept, Fate::Changed)));
    }

    /// What is there, and enough.
    pub(super) fn keep(&mut self, file: PathBuf) {
        self.files.push((file, Fate::Kept));
    }

    /// Writes it.
    pub(super) fn write(&self) -> Result<(), Mistake> {
        for (file, fate) in &self.files {
            let written = match fate {
                Fate::New(text) => {
                    let folder = file.parent().map_or(Ok(()), fs::create_dir_all);
                    folder.and_then(|()| write_new(file, text))
                }
                Fate::Changed(text) => fs::write(file, text),
                Fate::Kept => Ok(()),
            };
            written.map_err(|error| Mistake::of_file(file, &error))?;
        }
        Ok(())
    }

    /// A line for each file.
    pub(super) fn report(&self, folder: &Path) -> Vec<String> {
        let line = |(file, fate): &(PathBuf, Fate)| {
            let word = match fate {
                Fate::New(_) => "wrote",
                Fate::Changed(_) => "changed",
                Fate::Kept => "kept",
            };
            let file = file.strip_prefix(folder).unwrap_or(file);
            format!("  {word:<7} {}", file.display())
        };
        self.files.iter().map(line).collect()
    }
}
