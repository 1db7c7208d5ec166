//! A project in a folder for temporary files: outside of this workspace, which cargo would take it for a part of.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// A folder that is gone with the test.
pub struct Project(PathBuf);

/// What came of a command.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

fn checkout() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    folder.canonicalize().expect("the checkout is there")
}

impl Project {
    pub fn empty(name: &str) -> Self {
        let name = format!("migratory_init_{}_{name}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a folder for temporary files can be made");
        Self(folder)
    }

    pub fn folder(&self) -> &Path {
        &self.0
    }

    pub fn write(&self, file: &str, text: &str) {
        let file = self.0.join(file);
        let folder = file.parent().expect("a folder");
        fs::create_dir_all(folder).expect("it can be made");
        fs::write(file, text).expect("it can be written");
    }

    /// Runs `migratory`, which must do its work; gives what it says.
    #[track_caller]
    pub fn migratory(&self, line: &str) -> String {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "{line}: {}", ran.stderr);
        ran.stderr
    }

    /// Runs `migratory`.
    pub fn run(&self, line: &str) -> Ran {
        self.run_in(&self.0, line)
    }

    /// Runs `migratory` in a folder.
    pub fn run_in(&self, folder: &Path, line: &str) -> Ran {
        run(Command::new(env!("CARGO_BIN_EXE_migratory")), folder, line)
    }

    /// Runs `cargo`, which must do its work; gives what it says.
    #[track_caller]
    pub fn cargo(&self, line: &str) -> String {
        let ran = run(Command::new(env!("CARGO")), &self.0, line);
        assert_eq!(ran.code, 0, "cargo {line}: {}", ran.stderr);
        ran.stderr
    }

    /// Takes the versions of this checkout, which are there without a network.
    pub fn lock_as_the_checkout(&self) {
        let lock = checkout().join("Cargo.lock");
        fs::copy(lock, self.0.join("Cargo.lock")).expect("it can be copied");
    }

    /// All files with their texts, but for those of cargo and databases.
    pub fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("it is there") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(text) = fs::read_to_string(&path) {
                    let name = path.strip_prefix(&self.0).expect("below").display();
                    files.insert(name.to_string(), text);
                }
            }
        }
        files.remove("Cargo.lock");
        files
    }

    pub fn text(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).expect("it is there")
    }

    /// A file as text, whatever is in it.
    pub fn bytes(&self, file: &str) -> String {
        let bytes = fs::read(self.0.join(file)).expect("it is there");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The packages of the workspace, as cargo sees them.
    pub fn members(&self) -> Vec<String> {
        let line = "metadata --no-deps --format-version 1 --offline";
        let ran = run(Command::new(env!("CARGO")), &self.0, line);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let names = ran.stdout.split("\"name\":\"").skip(1);
        let names = names.filter_map(|rest| {
            let (name, rest) = rest.split_once('"')?;
            rest.starts_with(",\"version\"").then(|| name.to_owned())
        });
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[track_caller]
    pub fn is_formatted(&self, files: &[&str]) {
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--check", "--edition", "2024"]);
        let ran = run(rustfmt, &self.0, &files.join(" "));
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    }
}

/// Held while a command runs. The projects share a folder for what cargo builds, and in it the program of each is called the
/// same: between being built and being run it could become another project's.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn run(mut command: Command, folder: &Path, line: &str) -> Ran {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let checkout = checkout().display().to_string();
    let words = line.split_whitespace();
    let words = words.map(|word| {
        if word == "CHECKOUT" {
            checkout.as_str()
        } else {
            word
        }
    });
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("init");
    let output = command
        .args(words)
        .current_dir(folder)
        .env("CARGO", env!("CARGO"))
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_NET_OFFLINE", "true")
        .env_remove("DATABASE_URL")
        .env_remove("RUSTFLAGS")
        .output()
        .expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ran {
        code: output.status.code().expect("an exit code"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
