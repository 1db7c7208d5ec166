//! Files of migrations that this program was built without: nothing names them (`mod` was forgotten), or they are younger
//! than the program. Whoever wrote one and runs `migrate` would be told that there is nothing to do.
//!
//! Only where the sources are, which is where migrations are written: files are looked for where the compiler saw those
//! that are registered, from the current folder upwards.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use migration_core::Location;
use migration_make::{found, is_dated, unit};
use migration_runtime::Migrator;

use crate::exit;
use crate::stop::Stop;

/// An error that names what is left out.
pub(crate) fn refuse(migrator: &Migrator) -> Result<(), Stop> {
    match describe(migrator)? {
        Some((what, next)) => Err(Stop::said(exit::HISTORY, "MIG-0701", &what, &next)),
        None => Ok(()),
    }
}

/// The same, as a warning.
pub(crate) fn warning(migrator: &Migrator) -> Result<Option<String>, Stop> {
    let described = describe(migrator)?;
    Ok(described.map(|(what, next)| format!("{what}; {next}")))
}

/// What is left out, and what to do about it.
fn describe(migrator: &Migrator) -> Result<Option<(String, String)>, Stop> {
    let Ok(here) = std::env::current_dir() else {
        return Ok(None);
    };
    let files = left_out(&migrator.places()?, &here);
    let Some(first) = files.first().and_then(|file| stem(file)) else {
        return Ok(None);
    };
    let shown = files.iter().map(|file| {
        let file = file.strip_prefix(&here).unwrap_or(file);
        file.display().to_string()
    });
    let shown: Vec<String> = shown.collect();
    let what = format!("this program was built without {}", shown.join(", "));
    let next = format!(
        "add `mod {first};` beside the others, build the program, then run the same command again"
    );
    Ok(Some((what, next)))
}

/// The files beside registered ones that look as they do, and are not.
fn left_out(places: &[Location], here: &Path) -> Vec<PathBuf> {
    let files: BTreeSet<PathBuf> = (places.iter())
        .filter_map(|place| found(Path::new(place.file), here))
        .map(unit)
        .collect();
    let dated = files.iter().filter(|file| is_dated(file));
    let folders: BTreeSet<&Path> = dated.filter_map(|file| file.parent()).collect();
    let mut left_out = Vec::new();
    for folder in folders {
        let Ok(entries) = std::fs::read_dir(folder) else {
            continue;
        };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let is_module = match path.extension() {
                Some(extension) => extension == "rs",
                None => path.join("mod.rs").is_file(),
            };
            if is_module && is_dated(&path) && !files.contains(&path) {
                left_out.push(path);
            }
        }
    }
    left_out.sort();
    left_out
}

fn stem(file: &Path) -> Option<&str> {
    file.file_stem()?.to_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_are_no_sources_nothing_is_left_out() {
        let place = Location {
            file: "no/such/folder/m20260102103000000_create_posts.rs",
            line: 1,
            column: 1,
        };
        assert_eq!(
            left_out(&[place], Path::new("/")),
            [""; 0].map(PathBuf::from)
        );
    }
}
