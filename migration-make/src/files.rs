//! Files of migrations: where they are, and how they are told from others.

use std::path::{Path, PathBuf};

/// Where a file of the compiler's is, if it is still there.
pub fn found(file: &Path, here: &Path) -> Option<PathBuf> {
    let mut places = here.ancestors().map(|folder| folder.join(file));
    places.find(|place| place.is_file())
}

/// A module may be a folder.
pub fn unit(file: PathBuf) -> PathBuf {
    match file.parent() {
        Some(folder) if file.ends_with("mod.rs") => folder.to_owned(),
        _ => file,
    }
}

fn stem(file: &Path) -> Option<&str> {
    file.file_stem()?.to_str()
}

/// `m20260102103000000_create_posts`, with the `m` or without, and any number of digits that holds a day.
pub fn is_dated(file: &Path) -> bool {
    let name = stem(file).map(|stem| stem.strip_prefix('m').unwrap_or(stem));
    let number = name.and_then(|name| name.split_once('_'));
    number.is_some_and(|(number, _)| {
        number.len() >= 8 && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_migrations_are_told_by_their_names() {
        for (name, is) in [
            ("m20260102103000000_create_posts.rs", true),
            ("20260102_create_posts.rs", true),
            ("m20260102103000000.rs", false),
            ("mod.rs", false),
            ("helpers.rs", false),
            ("m2026_posts.rs", false),
        ] {
            assert_eq!(is_dated(Path::new(name)), is, "{name}");
        }
    }
}
