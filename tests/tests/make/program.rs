//! The program, and a crate of migrations to make some in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder that is gone with the test.
pub struct Folder(PathBuf);

/// What came of a command.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Folder {
    /// An empty folder of this name.
    pub fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("migratory_make_{}_{name}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for temporary files can be made");
        Self(folder)
    }

    /// One with `migrations/src/lib.rs`.
    pub fn with_crate(name: &str) -> Self {
        let folder = Self::new(name);
        folder.write("migrations/src/lib.rs", "");
        folder
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn write(&self, file: &str, text: &str) {
        let file = self.0.join(file);
        let folder = file.parent().expect("a folder");
        fs::create_dir_all(folder).expect("it can be made");
        fs::write(file, text).expect("it can be written");
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).expect("it is there")
    }

    /// The names of the files in a folder, sorted.
    pub fn list(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.0.join(folder)).expect("it is there");
        let names = entries.map(|it| it.expect("an entry").file_name());
        let mut names: Vec<String> = names.map(|it| it.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Runs `make` here.
    pub fn make<T: AsRef<str>>(&self, words: &[T]) -> Ran {
        self.run("make", words)
    }

    /// Runs a command of the program here.
    pub fn run<T: AsRef<str>>(&self, command: &str, words: &[T]) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_newsroom"))
            .arg(command)
            .args(words.iter().map(AsRef::as_ref))
            .current_dir(&self.0)
            .env_remove("DATABASE_URL")
            .output()
            .expect("the program runs");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Ran {
            code: output.status.code().expect("an exit code"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Runs `make`, which must do its work. Gives the file that it wrote.
    #[track_caller]
    pub fn made<T: AsRef<str>>(&self, words: &[T]) -> (String, Ran) {
        let ran = self.make(words);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let file = ran.stderr.split([' ', '\n']).nth(1);
        (file.expect("it names the file").to_owned(), ran)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
