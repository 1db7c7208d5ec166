//! What the compiler says to wrong uses of the macros: `ui/*.rs`, each with the `.stderr` that it must give.
//!
//! After a change of a message, `TRYBUILD=overwrite cargo test -p migratory-tests --test ui` writes the files anew; read
//! each before it is committed. What must compile is in `migration_macro.rs`.

use std::fs;
use std::path::Path;

use cargo_metadata::MetadataCommand;

#[test]
fn wrong_uses_are_reported_at_the_users_token() {
    put_sql_folders();
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}

/// The folders of `ui/sql_folders`, where `sql_migrations!("sql/...")` looks for them: beside the manifest of the crate
/// that trybuild makes of the cases. An empty folder is not kept by git.
fn put_sql_folders() {
    let metadata = MetadataCommand::new().no_deps().exec().unwrap();
    let target = metadata.target_directory.as_std_path();
    let crate_of_cases = target.join("tests/trybuild").join(env!("CARGO_PKG_NAME"));
    let folders = crate_of_cases.join("sql");
    if folders.exists() {
        fs::remove_dir_all(&folders).unwrap();
    }
    copy(Path::new("tests/ui/sql_folders"), &folders);
    fs::create_dir(folders.join("empty")).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
