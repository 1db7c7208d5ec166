//! Which files belong together, told by their names alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::mistake::Mistake;
use crate::name::{name_of, refinery};

/// What is in a folder.
pub(crate) enum Found {
    /// A file.
    File(String),
    /// A folder, and the names of the files in it.
    Folder(String, Vec<String>),
}

/// The files of a migration, relative to the folder.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Files {
    /// The way up, or both ways.
    pub(crate) up: PathBuf,
    /// The way down, where it has a file of its own.
    pub(crate) down: Option<PathBuf>,
    /// Where the way down would be, if it is not in the file of the way up.
    pub(crate) is_pair: bool,
    /// Diesel's settings.
    pub(crate) settings: Option<PathBuf>,
}

/// The files by the name of the migration, and what is wrong.
pub(crate) fn files(found: &[Found]) -> (BTreeMap<String, Files>, Vec<Mistake>) {
    let mut layout = Layout::default();
    let mut downs = BTreeMap::new();
    for entry in found {
        match entry {
            Found::File(file) => {
                let Some(stem) = file.strip_suffix(".sql") else {
                    continue;
                };
                if let Some(stem) = stem.strip_suffix(".down") {
                    downs.insert(stem.to_owned(), PathBuf::from(file));
                } else if let Some(stem) = stem.strip_suffix(".up") {
                    layout.add(stem, file.into(), true);
                } else {
                    layout.add(stem, file.into(), false);
                }
            }
            Found::Folder(folder, files) => layout.folder(folder, files),
        }
    }
    for (stem, down) in downs {
        let up = PathBuf::from(format!("{stem}.up.sql"));
        let pair = layout.files.values_mut().find(|files| files.up == up);
        match pair {
            Some(files) => files.down = Some(down),
            None => layout.mistakes.push(Mistake::new(
                &down,
                format!("this way down has no way up: there is no {}", up.display()),
                "add that file, or take this one away",
            )),
        }
    }
    (layout.files, layout.mistakes)
}

#[derive(Default)]
struct Layout {
    files: BTreeMap<String, Files>,
    mistakes: Vec<Mistake>,
}

impl Layout {
    fn add(&mut self, stem: &str, up: PathBuf, is_pair: bool) {
        let Some(name) = name_of(stem) else {
            self.mistakes.push(Mistake::new(
                &up,
                "this name cannot be that of a migration",
                "call it like 20260102103000_create_posts.sql, with at most 255 letters, digits, `_`, `-` and `.`",
            ));
            return;
        };
        if let Some(other) = self.files.get(&name) {
            self.mistakes.push(Mistake::new(
                &up,
                format!(
                    "two migrations are called \"{name}\": this, and {}",
                    other.up.display()
                ),
                "give one of them another name",
            ));
            return;
        }
        let files = Files {
            up,
            down: None,
            is_pair,
            settings: None,
        };
        self.files.insert(name, files);
    }

    fn folder(&mut self, folder: &str, files: &[String]) {
        let has = |name: &str| files.iter().any(|file| file == name);
        let path = |name: &str| Path::new(folder).join(name);
        let of_refinery = |file: &&String| file.strip_suffix(".sql").is_some_and(is_refinery);
        if !has("up.sql") {
            // It looks into folders, and takes nothing of them into the name.
            if files.iter().any(|file| of_refinery(&file)) {
                for file in files.iter().filter(of_refinery) {
                    self.add(file.trim_end_matches(".sql"), path(file), false);
                }
                return;
            }
            if has("down.sql") {
                self.mistakes.push(Mistake::new(
                    path("down.sql"),
                    "this way down has no way up: there is no up.sql beside it",
                    "add that file, or take this one away",
                ));
            } else if files.iter().any(|file| file.ends_with(".sql")) {
                self.mistakes.push(Mistake::new(
                    folder,
                    "this folder has SQL files, but no up.sql",
                    "folders within the folder are migrations, with an up.sql and a down.sql; put other files beside them",
                ));
            }
            return;
        }
        let before = self.mistakes.len();
        self.add(folder, path("up.sql"), true);
        if self.mistakes.len() > before {
            return;
        }
        let added = self.files.values_mut();
        for files in added.filter(|files| files.up == path("up.sql")) {
            files.down = has("down.sql").then(|| path("down.sql"));
            files.settings = has("metadata.toml").then(|| path("metadata.toml"));
        }
    }
}

fn is_refinery(stem: &str) -> bool {
    refinery(stem).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files_and_folders: &[&str]) -> (Vec<String>, Vec<String>) {
        let mut folders: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut found = Vec::new();
        for path in files_and_folders {
            match path.split_once('/') {
                Some((folder, file)) => folders.entry(folder).or_default().push(file.into()),
                None => found.push(Found::File((*path).to_owned())),
            }
        }
        let folders = folders.into_iter();
        found.extend(folders.map(|(folder, files)| Found::Folder(folder.into(), files)));
        let (files, mistakes) = files(&found);
        let line = |(name, files): (&String, &Files)| {
            let down = files
                .down
                .as_ref()
                .map(|down| format!(" {}", down.display()));
            format!("{name}: {}{}", files.up.display(), down.unwrap_or_default())
        };
        (
            files.iter().map(line).collect(),
            mistakes.iter().map(ToString::to_string).collect(),
        )
    }

    #[test]
    fn single_files_pairs_and_folders_are_sorted_by_name() {
        let (files, mistakes) = of(&[
            "3.sql",
            "2.down.sql",
            "2.up.sql",
            "1 one/up.sql",
            "1 one/down.sql",
            "README.md",
            "0.up.sql",
            "notes/todo.txt",
        ]);
        assert_eq!(
            files,
            [
                "0: 0.up.sql",
                "1_one: 1 one/up.sql 1 one/down.sql",
                "2: 2.up.sql 2.down.sql",
                "3: 3.sql"
            ]
        );
        assert_eq!(mistakes, Vec::<String>::new());
    }

    #[test]
    fn the_folders_of_other_tools_are_read_as_they_are() {
        let (files, mistakes) = of(&[
            "20260102103000_of_sqlx.up.sql",
            "20260102103000_of_sqlx.down.sql",
            "2026-01-03-110000_of_diesel/up.sql",
            "2026-01-03-110000_of_diesel/down.sql",
            "V1__of_refinery.sql",
            "U2__of_refinery.sql",
            "V1__of_refinery.rs",
            "more/V10__of_refinery.sql",
            "more/README.md",
        ]);
        assert_eq!(
            files,
            [
                "10_of_refinery: more/V10__of_refinery.sql",
                "1_of_refinery: V1__of_refinery.sql",
                "20260102103000_of_sqlx: 20260102103000_of_sqlx.up.sql 20260102103000_of_sqlx.down.sql",
                "20260103110000_of_diesel: 2026-01-03-110000_of_diesel/up.sql 2026-01-03-110000_of_diesel/down.sql",
                "2_of_refinery: U2__of_refinery.sql",
            ]
        );
        assert_eq!(mistakes, Vec::<String>::new());
    }

    #[test]
    fn a_way_down_alone_and_a_name_used_twice_are_mistakes() {
        for (files, expected) in [
            (
                &["1.down.sql"][..],
                "1.down.sql: this way down has no way up: there is no 1.up.sql",
            ),
            (
                &["1.sql", "1.down.sql"],
                "1.down.sql: this way down has no way up: there is no 1.up.sql",
            ),
            (
                &["1/down.sql"],
                "1/down.sql: this way down has no way up: there is no up.sql beside it",
            ),
            (
                &["1.sql", "1.up.sql"],
                "1.up.sql: two migrations are called \"1\": this, and 1.sql",
            ),
            (
                &["a b.sql", "a_b.sql"],
                "a_b.sql: two migrations are called \"a_b\": this, and a b.sql",
            ),
            (
                &["1.sql", "1/up.sql", "1/down.sql"],
                "1/up.sql: two migrations are called \"1\": this, and 1.sql",
            ),
            (
                &["old/1.sql"],
                "old: this folder has SQL files, but no up.sql",
            ),
            (&[".sql"], ".sql: this name cannot be that of a migration"),
        ] {
            let (_, mistakes) = of(files);
            assert_eq!(mistakes.len(), 1, "{mistakes:?}");
            assert!(mistakes[0].starts_with(expected), "{mistakes:?}");
        }
    }
}
