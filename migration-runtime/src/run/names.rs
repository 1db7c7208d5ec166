//! Which migration a name is for, as somebody types it.

use migration_core::migration::MigrationId;

use crate::error::{DatabaseState, Error, ErrorKind, Result};

/// The one that a name is for: all of it or its begin, with the `m` of its file or without, with its phase or without.
pub(crate) fn the_one<'a>(
    ids: impl Iterator<Item = &'a MigrationId>,
    begin: &str,
) -> Result<&'a MigrationId> {
    let begin = begin.trim_end_matches(".rs").trim_end_matches(".sql");
    let bare = match begin.strip_prefix('m') {
        Some(bare) if bare.starts_with(|c: char| c.is_ascii_digit()) => bare,
        _ => begin,
    };
    let mut found: Vec<&MigrationId> = Vec::new();
    for id in ids {
        let whole = id.to_string();
        if id.name == begin || whole == begin || id.name == bare {
            return Ok(id);
        }
        if id.name.starts_with(begin) || id.name.starts_with(bare) || whole.starts_with(begin) {
            found.push(id);
        }
    }
    match found.as_slice() {
        [only] if !begin.is_empty() => Ok(only),
        [] => Err(wrong(format!("there is no migration \"{begin}\""))
            .help("choose from what `status` lists, then run the command with that")),
        several => {
            let names: Vec<String> = several.iter().map(ToString::to_string).collect();
            Err(
                wrong(format!("\"{begin}\" may be any of {}", names.join(", ")))
                    .help("type more of the name"),
            )
        }
    }
}

fn wrong(message: String) -> Error {
    Error::new(ErrorKind::Selection, message).leaving(DatabaseState::Untouched)
}

#[cfg(test)]
mod tests {
    use super::*;
    use migration_core::migration::Phase;

    #[test]
    fn a_migration_is_known_by_the_begin_of_its_name() {
        let ids = [
            MigrationId::new("20260101_users", Phase::PreDeploy),
            MigrationId::new("20260101_users_again", Phase::PreDeploy),
            MigrationId::new("20260102_posts", Phase::PostDeploy),
        ];
        let one = |begin| the_one(ids.iter(), begin).map(|id| id.name.as_str());
        for (begin, name) in [
            ("20260101_users", "20260101_users"),
            ("m20260101_users", "20260101_users"),
            ("20260101_users_", "20260101_users_again"),
            ("m20260102", "20260102_posts"),
            ("m20260102_posts.rs", "20260102_posts"),
        ] {
            assert_eq!(one(begin).unwrap(), name);
        }
        assert!(one("2026").unwrap_err().message().contains("may be any of"));
        assert!(one("").is_err() && one("x").unwrap_err().message().contains("there is no"));
    }
}
