//! Reads a folder.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use crate::format::{Span, scan};
use crate::layout::{Files, Found, files};
use crate::mistake::Mistake;

/// A migration of SQL files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// What the ledger knows it by.
    pub name: String,
    /// The way up.
    pub up: Part,
    /// The way down, if there is one.
    pub down: Option<Part>,
    /// Whether it runs after the deploy.
    pub post_deploy: bool,
}

/// A way up or down: a file, or a section of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The file, under the folder as it was given.
    pub path: PathBuf,
    /// Where in the file it stands.
    pub span: Span,
    /// Whether it runs in a transaction.
    pub in_transaction: bool,
}

/// All migrations of a folder, sorted by name.
///
/// # Errors
///
/// All that is wrong with the folder and its files.
pub fn read(folder: &Path) -> Result<Vec<Migration>, Vec<Mistake>> {
    let found = list(folder).map_err(|mistake| vec![mistake])?;
    let (files, mut mistakes) = files(&found);
    for mistake in &mut mistakes {
        mistake.path = folder.join(&mistake.path);
    }
    if files.is_empty() && mistakes.is_empty() {
        return Err(vec![Mistake::new(
            folder,
            "there is no SQL file in this folder",
            "add one, like 20260102103000_create_posts.sql, or check the path",
        )]);
    }
    let mut migrations = Vec::new();
    for (name, files) in files {
        match migration(folder, name, &files) {
            Ok(migration) => migrations.push(migration),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if mistakes.is_empty() {
        Ok(migrations)
    } else {
        mistakes.sort_by(|a, b| a.path.cmp(&b.path));
        Err(mistakes)
    }
}

/// What is in the folder, sorted; hidden files are nobody's migrations.
fn list(folder: &Path) -> Result<Vec<Found>, Mistake> {
    let mut found = Vec::new();
    for name in names(folder)? {
        let path = folder.join(&name);
        found.push(if path.is_dir() {
            Found::Folder(name, names(&path)?)
        } else {
            Found::File(name)
        });
    }
    Ok(found)
}

fn names(folder: &Path) -> Result<Vec<String>, Mistake> {
    let unreadable = |error: &std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Mistake::new(
            folder,
            "there is no such folder",
            "make it, or correct the path",
        ),
        _ => Mistake::unreadable(folder, error),
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| unreadable(&error))? {
        let name = entry.map_err(|error| unreadable(&error))?.file_name();
        let Some(name) = name.to_str() else {
            return Err(Mistake::new(
                folder.join(&name),
                "the name of this file is not UTF-8",
                "rename it",
            ));
        };
        if !name.starts_with('.') {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn migration(folder: &Path, name: String, files: &Files) -> Result<Migration, Mistake> {
    let path = folder.join(&files.up);
    let sections = sections(&path)?;
    let by_settings = match &files.settings {
        Some(settings) => in_transaction(&folder.join(settings))?,
        None => true,
    };
    let up = Part {
        path: path.clone(),
        span: sections.up,
        in_transaction: sections.up_in_transaction && by_settings,
    };
    let down = match (&files.down, sections.down) {
        (None, None) => None,
        (None, Some(span)) if !files.is_pair => Some(Part {
            path,
            span,
            in_transaction: sections.down_in_transaction,
        }),
        (Some(_) | None, Some(span)) => {
            return Err(Mistake::new(
                path,
                "this file is a way up, but has a `-- DOWN` section",
                "move that into the file of the way down",
            )
            .at_line(span.line.saturating_sub(1)));
        }
        (Some(down), None) => Some(way_down(folder.join(down), by_settings)?),
    };
    Ok(Migration {
        name,
        up,
        down,
        post_deploy: sections.post_deploy,
    })
}

/// A file that is all of a way down.
fn way_down(path: PathBuf, by_settings: bool) -> Result<Part, Mistake> {
    let sections = sections(&path)?;
    if let Some(span) = sections.down {
        return Err(Mistake::new(
            path,
            "this file is a way down, but has an `-- UP` and a `-- DOWN` section",
            "take the markers out",
        )
        .at_line(span.line.saturating_sub(1)));
    }
    Ok(Part {
        path,
        span: sections.up,
        in_transaction: sections.up_in_transaction && by_settings,
    })
}

fn sections(path: &Path) -> Result<crate::Sections, Mistake> {
    let read = || scan(BufReader::with_capacity(64 * 1024, File::open(path)?));
    let scanned = read().map_err(|error| Mistake::unreadable(path, &error))?;
    scanned.map_err(|wrong| Mistake::new(path, wrong.message, wrong.help).at_line(wrong.line))
}

/// `run_in_transaction` of diesel's `metadata.toml`, which has no other key. In a file that leaves it out it is false, as
/// diesel reads it (<https://docs.rs/diesel_migrations/latest/diesel_migrations/>, `TomlMetadata` in `migrations_internals`).
fn in_transaction(path: &Path) -> Result<bool, Mistake> {
    let text = fs::read_to_string(path).map_err(|error| Mistake::unreadable(path, &error))?;
    let mut answer = false;
    for (line, number) in text.lines().zip(1..) {
        let line = line.split('#').next().unwrap_or_default();
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        if key.trim() == "run_in_transaction" {
            answer = match value.trim() {
                "true" => true,
                "false" => false,
                _ => {
                    let message = "`run_in_transaction` is true or false";
                    let mistake = Mistake::new(path, message, "write one of the two");
                    return Err(mistake.at_line(number));
                }
            };
        }
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the migrations of a folder of these files run in a transaction, up and down.
    fn in_transaction(name: &str, files: &[(&str, &str)]) -> Vec<(bool, Option<bool>)> {
        let folder = std::env::temp_dir().join(format!("{name}_{}", std::process::id()));
        for (path, text) in files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let read = read(&folder);
        fs::remove_dir_all(&folder).unwrap();
        let of = |migration: Migration| {
            let down = migration.down.map(|down| down.in_transaction);
            (migration.up.in_transaction, down)
        };
        read.unwrap().into_iter().map(of).collect()
    }

    #[test]
    fn the_settings_of_diesel_hold_for_both_ways() {
        let found = in_transaction(
            "settings_of_diesel",
            &[
                ("1_a/up.sql", "SELECT 1"),
                ("1_a/down.sql", "SELECT 1"),
                ("2_b/up.sql", "SELECT 1"),
                ("2_b/down.sql", "SELECT 1"),
                (
                    "2_b/metadata.toml",
                    "# so\nrun_in_transaction = false # it is\n",
                ),
                ("3_c/up.sql", "SELECT 1"),
                ("3_c/metadata.toml", "run_in_transaction = true\n"),
                ("4_d/up.sql", "SELECT 1"),
                ("4_d/metadata.toml", "# the key is left out\n"),
            ],
        );
        let expected = [
            (true, Some(true)),
            (false, Some(false)),
            (true, None),
            (false, None),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn the_first_line_of_sqlx_holds_for_its_file_alone() {
        let found = in_transaction(
            "first_line_of_sqlx",
            &[
                ("1_a.up.sql", "-- no-transaction: it takes long\nSELECT 1"),
                ("1_a.down.sql", "SELECT 1"),
                ("2_b.sql", "SELECT 1;\n-- no-transaction\n"),
                ("3_c.sql", "-- no-transaction"),
            ],
        );
        let expected = [(false, Some(true)), (true, None), (false, None)];
        assert_eq!(found, expected);
    }
}
