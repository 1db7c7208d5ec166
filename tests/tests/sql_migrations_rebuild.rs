//! Cargo compiles a crate of SQL files again when one is added, changed or removed: tried with cargo on a crate that is
//! made for the test.
//!
//! The crate takes the macro alone and stands in for what it expands to, so that it is compiled in seconds.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

const MANIFEST: &str = r#"
[package]
name = "throwaway"
version = "0.0.0"
edition = "2024"

[dependencies]
migration-macros = { path = "MACROS" }
inventory = "0.3"

[workspace]
"#;

/// Prints the migrations, and how many bytes each way has.
const MAIN: &str = r#"
mod stands_in {
    pub mod __private {
        pub use inventory;

        pub struct Embedded {
            pub file: &'static str,
            pub text: &'static str,
            pub span: (u64, u64),
            pub line: u32,
            pub in_transaction: bool,
        }

        impl Embedded {
            pub const fn meta(self, name: &'static str) -> &'static str {
                name
            }
        }

        pub struct Registration {
            pub meta: &'static str,
            pub body: fn() -> String,
        }

        inventory::collect!(Registration);

        fn show(part: Embedded) -> String {
            let (start, end) = (part.span.0 as usize, part.span.1 as usize);
            format!("{}:{} {:?}", part.file, part.line, &part.text[start..end])
        }

        pub fn embedded_body(up: Embedded, down: Option<Embedded>) -> String {
            format!("{} {}", show(up), down.map(show).unwrap_or_default())
        }
    }
}

migration_macros::sql_migrations!("sql", crate = "crate::stands_in");

fn main() {
    let mut lines: Vec<String> = Vec::new();
    for found in inventory::iter::<stands_in::__private::Registration> {
        lines.push(format!("{} {}", found.meta, (found.body)().trim()));
    }
    lines.sort();
    println!("{}", lines.join("\n"));
}
"#;

struct Throwaway(PathBuf);

impl Throwaway {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sql_migrations_rebuild");
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::create_dir_all(folder.join("sql")).unwrap();
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let macros = workspace.join("migration-macros").canonicalize().unwrap();
        let manifest = MANIFEST.replace("MACROS", &macros.display().to_string());
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        fs::write(folder.join("src/main.rs"), MAIN).unwrap();
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        Self(folder)
    }

    fn cargo(&self) -> Output {
        // Cargo sees changes by time, in whole seconds on some file systems.
        std::thread::sleep(Duration::from_millis(1100));
        Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--offline"])
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", self.0.join("target"))
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap()
    }

    /// What the program prints, compiled again where cargo sees a reason.
    #[track_caller]
    fn run(&self) -> Vec<String> {
        let output = self.cargo();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    /// What the compiler says.
    #[track_caller]
    fn fails(&self) -> String {
        let output = self.cargo();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.0.join(path), text).unwrap();
    }
}

const SCRIPT: &str = "fn main() {\n    println!(\"cargo::rerun-if-changed=sql\");\n}";

#[test]
fn a_file_that_is_added_changed_or_removed_is_seen_by_cargo() {
    let throwaway = Throwaway::new();
    throwaway.write("sql/1_a.sql", "SELECT 1;");

    let said = throwaway.fails();
    assert!(said.contains("this crate has no build script"), "{said}");
    let mut script = SCRIPT.lines();
    assert!(script.all(|line| said.contains(line)), "{said}");

    throwaway.write(
        "build.rs",
        "fn main() {\n    println!(\"cargo::rerun-if-changed=build.rs\");\n}",
    );
    let said = throwaway.fails();
    assert!(
        said.contains("does not watch sql") && said.contains("cargo::rerun-if-changed=sql"),
        "{said}"
    );

    // A script that says nothing runs whenever anything changes.
    for script in ["fn main() {}", SCRIPT] {
        throwaway.write("build.rs", script);
        throwaway.write("sql/1_a.sql", "SELECT 1;");
        assert_eq!(throwaway.run(), [r#"1_a sql/1_a.sql:1 "SELECT 1;""#]);

        throwaway.write("sql/2_b.up.sql", "SELECT 2;");
        let both = [
            r#"1_a sql/1_a.sql:1 "SELECT 1;""#,
            r#"2_b sql/2_b.up.sql:1 "SELECT 2;""#,
        ];
        assert_eq!(throwaway.run(), both, "added");

        throwaway.write("sql/1_a.sql", "-- UP\nSELECT 3;\n-- DOWN\nSELECT 4;\n");
        throwaway.write("sql/2_b.down.sql", "SELECT 5;");
        let changed = [
            r#"1_a sql/1_a.sql:2 "SELECT 3;\n" sql/1_a.sql:4 "SELECT 4;\n""#,
            r#"2_b sql/2_b.up.sql:1 "SELECT 2;" sql/2_b.down.sql:1 "SELECT 5;""#,
        ];
        assert_eq!(throwaway.run(), changed, "changed");

        fs::remove_file(throwaway.0.join("sql/2_b.up.sql")).unwrap();
        fs::remove_file(throwaway.0.join("sql/2_b.down.sql")).unwrap();
        assert_eq!(throwaway.run(), changed[..1], "removed");
    }
}
