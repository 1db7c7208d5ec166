//! The build script without which cargo would not see that a file was added or removed.
//!
//! The compiler tells cargo of the files that it read, so a change of one is seen. That a folder was read, a macro cannot
//! say on stable Rust (<https://github.com/rust-lang/rust/issues/99515>). Cargo asks a build script; one that says nothing
//! runs again whenever any file of the package changes
//! (<https://doc.rust-lang.org/cargo/reference/build-scripts.html#change-detection>).

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// What is to be written, if cargo would not see files come and go.
pub fn missing(package: &Path, folder: &str) -> Option<String> {
    // Other build systems have rules of their own, and say what they read elsewhere.
    env::var_os("CARGO")?;
    let script = "fn main() {\n    println!(\"cargo::rerun-if-changed=FOLDER\");\n}";
    let script = script.replace("FOLDER", folder);
    let name = env::var("CARGO_PKG_NAME").ok()?;
    let out = env::var_os("OUT_DIR").map(PathBuf::from);
    let Some(out) = out.filter(|out| is_of(&name, out)) else {
        return Some(format!(
            "this crate has no build script, so cargo would not see that a file was added to {folder} or removed from it. \
             Write build.rs beside Cargo.toml:\n\n{script}\n"
        ));
    };
    // What the script said, where cargo keeps it.
    let said = fs::read_to_string(out.parent()?.join("output")).ok()?;
    (!watches(&said, package, &package.join(folder))).then(|| {
        format!(
            "the build script of this crate does not watch {folder}, so cargo would not see that a file was added to it or \
             removed from it. Add to its `fn main`:\n\n    println!(\"cargo::rerun-if-changed={folder}\");\n"
        )
    })
}

/// Whether a folder is where the build script of this package writes, `build/NAME-HASH/out`: cargo sets the variable for
/// what it runs, too, so that a cargo inside of a test of another package finds that one's.
fn is_of(name: &str, out: &Path) -> bool {
    let folders = out.ancestors().skip(1).take(2);
    let mut names = folders.filter_map(|folder| folder.file_name()?.to_str());
    names.any(|folder| {
        let rest = folder.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })
}

/// Whether a script that said this runs again when the folder changes.
fn watches(said: &str, package: &Path, folder: &Path) -> bool {
    let orders = || {
        let lines = said.lines();
        lines.filter_map(|line| {
            line.strip_prefix("cargo::")
                .or_else(|| line.strip_prefix("cargo:"))
        })
    };
    if !orders().any(|order| order.starts_with("rerun-if-")) {
        return true;
    }
    let watched = orders().filter_map(|order| order.strip_prefix("rerun-if-changed="));
    let folder = plain(folder);
    watched
        .map(|path| plain(&package.join(path.trim())))
        .any(|path| folder.starts_with(path))
}

/// The path without links and dots, where it is there.
fn plain(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::is_of;

    #[test]
    fn only_the_folder_of_the_package_itself_is_its_own() {
        let out = Path::new("/target/debug/build/shop-0123456789abcdef/out");
        assert!(is_of("shop", out));
        assert!(is_of(
            "shop",
            Path::new("/target/debug/build/shop/0123456789abcdef/out")
        ));
        assert!(!is_of("shopping", out) && !is_of("hop", out) && !is_of("other", out));
    }

    use super::watches;

    #[test]
    fn a_script_watches_the_folder_or_one_above_it_or_says_nothing() {
        let watches =
            |said: &str| watches(said, Path::new("/app"), Path::new("/app/migrations/sql"));
        assert!(watches(""));
        assert!(watches("cargo:rustc-link-lib=z\nhello"));
        assert!(watches("cargo:rerun-if-changed=migrations/sql\n"));
        assert!(watches(
            "cargo::rerun-if-changed=build.rs\ncargo::rerun-if-changed=migrations\n"
        ));
        assert!(watches("cargo::rerun-if-changed=/app/migrations/sql"));
        assert!(!watches("cargo::rerun-if-changed=build.rs"));
        assert!(!watches("cargo::rerun-if-env-changed=X"));
        assert!(!watches("cargo::rerun-if-changed=migrations/sql/1.sql"));
        assert!(!watches("cargo::rerun-if-changed=migrations/sq"));
    }
}
