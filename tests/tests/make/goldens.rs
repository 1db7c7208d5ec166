//! What is made is what is in `golden`, rustfmt has nothing to change about it, and the SQL that was shown for it is the SQL
//! of what was compiled.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use migratory::core::builder::Schema;
use migratory::core::dialect::Target;
use migratory::core::plan::{lower_recorded, terminated};
use migratory::core::registry::{Body, History};
use migratory::core::schema::SchemaState;
use migratory_tests::newsroom;

use crate::cases::{self, Case};
use crate::program::Folder;

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/make/golden")
}

/// The source and the SQL that are made of a case.
fn make(folder: &Folder, case: &Case) -> (String, String) {
    folder.write("migrations/src/lib.rs", "");
    let (file, ran) = folder.made(&case.words);
    let source = folder.read(&file);
    fs::remove_file(folder.path().join(file)).expect("it is there");
    (source, ran.stdout)
}

#[test]
fn what_is_made_of_names_and_fields_is_what_it_was() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let folder = Folder::with_crate("golden");
    let cases = cases::all();
    let names: BTreeSet<String> = cases.iter().map(Case::module).collect();
    assert_eq!(names.len(), cases.len(), "each case has a name of its own");
    assert!(cases.len() >= 60);
    let lines: String = names.iter().map(|name| format!("mod {name};\n")).collect();
    let list = format!(
        "//! What `make` writes for each line of `cases.txt`; see `goldens.rs`.\n\n{lines}"
    );
    let mut files: Vec<(String, String)> = vec![("mod.rs".to_owned(), list)];
    for case in &cases {
        let (source, _) = make(&folder, case);
        files.push((format!("{}.rs", case.module()), source));
    }
    for (file, text) in &files {
        let path = golden().join(file);
        if update {
            fs::write(path, text).expect("it can be written");
            continue;
        }
        let is = fs::read_to_string(path).unwrap_or_default();
        assert_eq!(
            *text, is,
            "{file} is another; UPDATE_GOLDEN=1 writes it anew"
        );
    }
    let there = fs::read_dir(golden()).expect("the folder is there");
    assert_eq!(there.count(), files.len(), "files without a case");
}

#[test]
fn rustfmt_has_nothing_to_change() {
    let files = cases::all()
        .into_iter()
        .map(|case| golden().join(format!("{}.rs", case.module())));
    let checked = Command::new("rustfmt")
        .args(["--check", "--edition", "2024"])
        .args(files)
        .output()
        .expect("rustfmt runs");
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{said}");
}

/// The SQL of a migration of `golden` as it was compiled, or nothing where the database cannot do it.
fn compiled(module: &str, target: &Target) -> Option<String> {
    let history = History::registered().expect("they are registered");
    let name = module.strip_prefix('m').expect("a module");
    let mut entries = history.entries().iter();
    let entry = entries.find(|entry| entry.id.name == name)?;
    let Body::Pure(migration) = &entry.body else {
        return None;
    };
    let mut state = SchemaState::new();
    let mut begin = Schema::new();
    newsroom::begin(&mut begin);
    lower_recorded("begin", &begin.finish(), &mut state, target).expect("it begins");
    let mut schema = Schema::new();
    migration.up(&mut schema);
    let statements = lower_recorded(name, &schema.finish(), &mut state, target).ok()?;
    Some(
        statements
            .iter()
            .map(|it| terminated(&it.statement.sql))
            .collect(),
    )
}

#[test]
fn the_sql_that_is_shown_is_that_of_what_is_compiled() {
    let folder = Folder::with_crate("sql");
    let (mut compared, mut refused) = (0, 0);
    for case in cases::all() {
        let (_, shown) = make(&folder, &case);
        for (database, target) in [
            ("PostgreSQL", Target::postgres()),
            ("MySQL", Target::mysql()),
            ("MariaDB", Target::mariadb()),
            ("SQLite", Target::sqlite()),
        ] {
            let section = section(&shown, database);
            match (compiled(&case.module(), &target), section) {
                (Some(sql), Some(section)) => {
                    assert_eq!(
                        section.trim_end(),
                        sql.trim_end(),
                        "{} on {database}",
                        case.name
                    );
                    compared += 1;
                }
                (None, Some(section)) => {
                    assert!(
                        section.starts_with("-- error: "),
                        "{}: {section}",
                        case.name
                    );
                    refused += 1;
                }
                // Nothing to do, or code that only its author knows.
                (sql, None) => assert_eq!(sql.unwrap_or_default(), "", "{}", case.name),
            }
        }
    }
    assert!(
        compared >= 240 && refused >= 10,
        "{compared} compared, {refused} refused"
    );
}

/// What is shown for a database.
fn section<'a>(shown: &'a str, database: &str) -> Option<&'a str> {
    shown.split("\n\n").find_map(|section| {
        let (head, body) = section.split_once('\n')?;
        let mut databases = head.strip_prefix("-- ")?.split(", ");
        databases.any(|it| it == database).then_some(body)
    })
}
