//! The laws, over all cases.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use migratory::core::builder::Schema;
use migratory::core::codegen;
use migratory::core::operation::Operation;
use migratory::core::registry::{Body, History};
use migratory::core::schema::SchemaState;
use migratory_tests::random;

use crate::cases::{self, Case, File, Numbers};
use crate::kinds;

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/codegen/golden")
}

/// The file that is written for some cases: what they have in common is said once.
fn written(file: &File) -> String {
    const USE: &str = "use migratory::prelude::*;\n\n";
    let before = SchemaState::new();
    let mut mistakes = Vec::new();
    let mut out = format!("//! What is written for \"{}\".\n\n{USE}", file.name);
    for (at, case) in file.cases.iter().enumerate() {
        let (name, options) = (case.type_name(), format!("name = {:?}", case.migration()));
        let source = case.source(&name, &options, &before);
        let text = codegen::migration(&source);
        let text = match text {
            Ok(text) => text,
            Err(unwritable) => {
                mistakes.push(format!("{}: {unwritable}", case.name));
                continue;
            }
        };
        let text = text.strip_prefix(USE).expect("it uses the prelude");
        out.push_str(&format!("{}{text}", if at == 0 { "" } else { "\n" }));
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    out
}

#[test]
fn what_is_written_is_what_it_was() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let all = cases::all();
    let names: BTreeSet<&String> = all.iter().map(|file| &file.name).collect();
    let lines: String = names.iter().map(|name| format!("mod {name};\n")).collect();
    let list = format!("//! What `codegen` writes for each of `cases.rs`.\n\n{lines}");
    let mut files = vec![("mod.rs".to_owned(), list)];
    files.extend((all.iter()).map(|file| (format!("{}.rs", file.name), written(file))));
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
        .map(|file| golden().join(format!("{}.rs", file.name)));
    let checked = Command::new("rustfmt")
        .args(["--check", "--edition", "2024"])
        .args(files)
        .output()
        .expect("rustfmt runs");
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{said}");
}

/// What the compiled file of a case records.
fn recorded(case: &Case) -> Vec<Operation> {
    let history = History::registered().expect("they are registered");
    let name = case.migration();
    let mut entries = history.entries().iter();
    let entry = entries.find(|entry| entry.id.name == name);
    let entry = entry.unwrap_or_else(|| panic!("{name} is not compiled"));
    let Body::Pure(migration) = &entry.body else {
        panic!("{name} is no migration");
    };
    let mut schema = Schema::new();
    migration.up(&mut schema);
    let recorded = schema.finish();
    let complaints = recorded.iter().flat_map(|it| &it.complaints);
    let complaints: Vec<&String> = complaints.map(|(complaint, _)| complaint).collect();
    assert_eq!(complaints, [""; 0], "{name}");
    recorded.into_iter().map(|it| it.operation).collect()
}

#[test]
fn what_is_compiled_records_the_same_operations() {
    let (mut seen, mut count) = (BTreeSet::new(), 0);
    for case in cases::all().into_iter().flat_map(|file| file.cases) {
        let recorded = recorded(&case);
        for (is, was) in recorded.iter().zip(&case.operations) {
            assert_eq!(is, was, "{}", case.name);
        }
        assert_eq!(recorded.len(), case.operations.len(), "{}", case.name);
        seen.extend(recorded.iter().map(kinds::kind));
        count += recorded.len();
    }
    let missing: Vec<_> = (kinds::KINDS.iter().filter(|it| !seen.contains(**it))).collect();
    assert!(missing.is_empty(), "kinds without a case: {missing:?}");
    assert!(count >= 200, "only {count} operations");
}

#[test]
fn whatever_random_histories_do_can_be_written() {
    let mut numbers = Numbers(7);
    let mut unwritable = BTreeSet::new();
    for _ in 0..500 {
        for operation in random::history_with_rows(&numbers.list(300), None) {
            if let Err(error) = codegen::body(&[operation]) {
                unwritable.insert(error.to_string());
            }
        }
    }
    let unwritable: Vec<String> = unwritable.into_iter().collect();
    assert!(unwritable.is_empty(), "{}", unwritable.join("\n"));
}
