//! The rules of the house that a compiler does not check. Each failure says which rule, and where.

#[path = "architecture/paths.rs"]
mod paths;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Which crates of the workspace a crate may depend on: arrows only point down.
const CRATES: &[(&str, &[&str])] = &[
    ("migration-core", &[]),
    ("migration-files", &[]),
    ("migration-macros", &["migration-files"]),
    (
        "migration-runtime",
        &["migration-core", "migration-files", "migration-servers"],
    ),
    ("migration-make", &["migration-core"]),
    (
        "migration-cli",
        &["migration-core", "migration-make", "migration-runtime"],
    ),
    ("migratory-cli", &["migration-cli", "migration-make"]),
    (
        "migratory",
        &[
            "migration-cli",
            "migration-core",
            "migration-macros",
            "migration-runtime",
        ],
    ),
    ("testing-example", &["migratory"]),
    ("migratory-benches", &["migration-core", "migratory"]),
    ("migratory-tests", &["migration-core", "migratory"]),
    ("migration-servers", &[]),
    ("xtask", &["migration-servers"]),
];

/// What keeps the core pure: neither itself nor what it depends on reaches a runtime, a database or a command line.
const NOT_IN_CORE: &[&str] = &["tokio", "sqlx", "clap", "mio", "socket2"];

/// Which modules of the core a module may name. All may name those of `EVERYWHERE`, and `dialect::Dialect`: that names
/// a database, and does not lower anything for it.
const MODULES: &[(&str, &[&str])] = &[
    ("schema", &[]),
    ("operation", &["schema"]),
    ("builder", &["operation", "schema"]),
    ("dialect", &["operation", "schema"]),
    ("diff", &["operation", "schema"]),
    ("codegen", &["operation", "schema"]),
    ("model", &["operation", "schema"]),
    ("draw", &["operation", "schema"]),
    // Reads the facts of statements.
    ("lint", &["dialect", "operation", "schema"]),
    (
        "checksum",
        &["operation", "registry", "replay", "schema", "sql_file"],
    ),
    ("migration", &["builder"]),
    // Raw SQL is an operation; what a text mentions is looked for there.
    ("sql_file", &["operation"]),
    ("registry", &["migration", "sql_file"]),
    // Hands each migration a `builder::Schema` to record into.
    (
        "replay",
        &[
            "builder",
            "migration",
            "operation",
            "registry",
            "schema",
            "sql_file",
        ],
    ),
    // Replays two histories, and says in operations what differs.
    (
        "squash",
        &[
            "dialect",
            "diff",
            "migration",
            "operation",
            "registry",
            "replay",
            "schema",
        ],
    ),
    (
        "plan",
        &[
            "builder",
            "checksum",
            "dialect",
            "migration",
            "operation",
            "registry",
            "replay",
            "schema",
            "sql_file",
            "squash",
        ],
    ),
    (
        "preview",
        &["builder", "dialect", "operation", "plan", "schema"],
    ),
];

/// The files that each dialect has.
const COMMON_FILES: &[&str] = &[
    "backfill",
    "canonical",
    "column",
    "column_change",
    "column_type",
    "constraint",
    "data",
    "default",
    "enum_type",
    "grant",
    "index",
    "mod",
    "object",
    "raw",
    "routine",
    "storage",
    "table",
    "trigger",
    "view",
];

/// The files that a dialect has besides, and what in the database they are for.
const OWN_FILES: &[(&str, &str, &str)] = &[
    ("mysql", "sequence", "MariaDB has sequences"),
    ("postgres", "sequence", "SQLite has no sequences"),
    ("postgres", "rule", "only PostgreSQL has rules"),
    (
        "postgres",
        "partition",
        "partitions are tables of their own",
    ),
    (
        "mysql",
        "alter",
        "one ALTER TABLE with many clauses is atomic, several are not",
    ),
    (
        "mysql",
        "column_rename",
        "MySQL refuses while checks and generated columns mention the column",
    ),
    (
        "mysql",
        "context",
        "MySQL or MariaDB; limits of names and comments",
    ),
    (
        "mysql",
        "expression",
        "the server writes expressions anew, in its own way",
    ),
    (
        "mysql",
        "foreign_key",
        "the server makes and drops an index under each",
    ),
    (
        "mysql",
        "identity",
        "AUTO_INCREMENT needs a key that begins with the column",
    ),
    ("mysql", "key", "keys have limits in bytes, and prefixes"),
    (
        "mysql",
        "type_change",
        "foreign keys are dropped for a change of type, and come back",
    ),
    (
        "mysql",
        "type_text",
        "the catalog and custom types say a type as text",
    ),
    ("mysql", "namespace", "schemas are databases"),
    ("mysql", "role", "roles cannot log in"),
    (
        "mysql",
        "sequence",
        "MariaDB has sequences, SQLite has none",
    ),
    ("postgres", "cast", "which types convert by themselves"),
    (
        "postgres",
        "composite",
        "no other database has types of the user's own",
    ),
    ("postgres", "domain", "no other database has domains"),
    ("postgres", "extension", "no other database has extensions"),
    ("postgres", "namespace", "schemas are no databases"),
    (
        "postgres",
        "policy",
        "no other database has row-level security",
    ),
    (
        "postgres",
        "publication",
        "no other database has publications and extended statistics",
    ),
    ("postgres", "role", "roles can log in"),
    ("postgres", "rule", "no other database has rewrite rules"),
    ("postgres", "sequence", "SQLite has no sequences"),
    (
        "postgres",
        "type_change",
        "checks, indexes and defaults have to follow a change of type",
    ),
    (
        "sqlite",
        "column_definition",
        "all that a column has of its own stands on it",
    ),
    ("sqlite", "context", "schemas are other files here"),
    (
        "sqlite",
        "expression",
        "expressions are kept as text, in which columns get quotes",
    ),
    (
        "sqlite",
        "rebuild",
        "most of a table is changed by building it again",
    ),
];

const EVERYWHERE: &[&str] = &["error", "location", "row", "text", "value"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests are a folder of the workspace")
        .to_owned()
}

fn core() -> PathBuf {
    root().join("migration-core/src")
}

/// All Rust files under a folder but those of tests alone (`tests.rs`, `tests/`), sorted.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the folder is readable").path();
        if path.file_stem().is_some_and(|name| name == "tests") {
            continue;
        }
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn assert_none(broken: &[String], rule: &str) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

#[test]
fn crates_depend_only_on_those_below_them() {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo metadata");
    let allowed: BTreeMap<_, _> = CRATES.iter().copied().collect();
    let mut broken = Vec::new();
    for package in &metadata.packages {
        let Some(allowed) = allowed.get(package.name.as_str()) else {
            broken.push(format!("{} has no row in CRATES", package.name));
            continue;
        };
        for dependency in &package.dependencies {
            let of_workspace = dependency.path.is_some();
            if of_workspace
                && dependency.kind != DependencyKind::Development
                && !allowed.contains(&dependency.name.as_str())
            {
                broken.push(format!("{} -> {}", package.name, dependency.name));
            }
        }
    }
    assert_eq!(metadata.packages.len(), CRATES.len(), "rows of CRATES");
    assert_none(&broken, "dependencies that point up");
}

#[test]
fn the_core_reaches_no_runtime_no_database_and_no_command_line() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", "migration-core", "--edges", "normal"])
        .args(["--all-features", "--prefix", "none", "--format", "{p}"])
        .current_dir(root())
        .output()
        .expect("cargo tree");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tree = String::from_utf8_lossy(&output.stdout);
    let names: BTreeSet<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(
        names.contains("sea-query"),
        "cargo tree lists dependencies: {names:?}"
    );

    let banned = |name: &&str| {
        NOT_IN_CORE
            .iter()
            .any(|it| name.split(['-', '_']).next() == Some(*it))
    };
    let found: Vec<_> = names
        .iter()
        .copied()
        .filter(banned)
        .map(str::to_owned)
        .collect();
    assert_none(&found, "migration-core depends on");
}

#[test]
fn modules_of_the_core_name_only_those_below_them() {
    let allowed: BTreeMap<_, _> = MODULES.iter().copied().collect();
    let mut broken = Vec::new();
    let mut seen = 0;
    for file in rust_files(&core()) {
        let module = paths::module_of(&file, &core());
        let Some(own) = module.first().filter(|own| *own != "lib") else {
            continue;
        };
        if EVERYWHERE.contains(&own.as_str()) {
            continue;
        }
        let Some(allowed) = allowed.get(own.as_str()) else {
            broken.push(format!("{own} has no row in MODULES"));
            continue;
        };
        let source = fs::read_to_string(&file).expect("a source file");
        for path in paths::named(&source, &module) {
            seen += 1;
            let target = path[0].as_str();
            let names_a_database = path[..] == ["dialect", "Dialect"];
            let is_item_of_root = target.starts_with(char::is_uppercase);
            if target != own
                && !is_item_of_root
                && !names_a_database
                && !EVERYWHERE.contains(&target)
                && !allowed.contains(&target)
            {
                broken.push(format!("{}: {}", file.display(), path.join("::")));
            }
        }
    }
    assert!(
        seen > 20,
        "the core's modules name each other, but only {seen} such paths were found"
    );
    assert_none(&broken, "a module names one that is not below it");
}

#[test]
fn dialects_have_files_of_the_same_names() {
    let mut broken = Vec::new();
    let reasons: BTreeMap<(&str, &str), &str> = (OWN_FILES.iter())
        .map(|(dialect, file, reason)| ((*dialect, *file), *reason))
        .collect();
    for dialect in ["mysql", "postgres", "sqlite"] {
        let folder = core().join("dialect").join(dialect);
        let found: BTreeSet<String> = rust_files(&folder)
            .iter()
            .map(|file| {
                let file = file.strip_prefix(&folder).expect("below");
                // What is in a folder is a part of the file of that name.
                let first = file.components().next().expect("a name");
                Path::new(&first).with_extension("").display().to_string()
            })
            .collect();
        for file in COMMON_FILES {
            if !found.contains(*file) {
                broken.push(format!("{dialect} has no {file}.rs"));
            }
        }
        for file in found.iter().map(String::as_str) {
            if !COMMON_FILES.contains(&file) && !reasons.contains_key(&(dialect, file)) {
                broken.push(format!("{dialect}/{file}.rs has no row in OWN_FILES"));
            }
        }
        for (_, file) in reasons.keys().filter(|(of, _)| *of == dialect) {
            if !found.contains(*file) {
                broken.push(format!("{dialect}/{file}.rs of OWN_FILES is not there"));
            }
        }
    }
    assert_none(
        &broken,
        "two dialects can be read side by side: the same thing has a file of the same name",
    );
}

#[test]
fn the_core_has_no_collection_without_an_order() {
    let broken: Vec<_> = rust_files(&core())
        .into_iter()
        .filter(|file| {
            let source = fs::read_to_string(file).expect("a source file");
            source.contains("HashMap") || source.contains("HashSet")
        })
        .map(|file| file.display().to_string())
        .collect();
    assert_none(
        &broken,
        "output must be the same on each run; use BTreeMap and BTreeSet",
    );
}

#[test]
fn files_that_the_documents_name_exist() {
    let bases = [
        "",
        "migration-core/src",
        "migration-core/src/dialect",
        "migration-runtime/src",
        "migration-cli/src",
        "migration-make/src",
        "migration-macros/src",
        "tests",
    ];
    let mut broken = Vec::new();
    for document in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        // Written later than the code.
        let Ok(text) = fs::read_to_string(root().join(document)) else {
            continue;
        };
        for path in paths::in_backticks(&text) {
            if !bases
                .iter()
                .any(|base| root().join(base).join(path).exists())
            {
                broken.push(format!("{document}: {path}"));
            }
        }
    }
    assert_none(&broken, "a document names a file that is not there");
}
