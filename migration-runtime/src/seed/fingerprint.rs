//! What tells that a seeder's content is another one than when it ran.

use super::{Seeder, SeederMeta};
use crate::hash::Hash;

/// The form of a fingerprint. A later one that sees more gets another number, so that a ledger full of old ones can be told
/// from seeders that changed.
const FORM: &str = "1";

/// The fingerprint of a seeder: of its code, its version, its files and what it says itself.
pub(super) fn of(seeder: &dyn Seeder) -> String {
    let meta = seeder.meta();
    format!("{FORM}-{:016x}", hash(&meta, &seeder.fingerprint()))
}

fn hash(meta: &SeederMeta, said: &str) -> u64 {
    let mut hash = Hash::new();
    // Each part with its length, so that no two lists of parts look the same.
    let mut part = |bytes: &[u8]| {
        hash.write(&(bytes.len() as u64).to_le_bytes());
        hash.write(bytes);
    };
    part(&meta.content.to_le_bytes());
    part(meta.version.unwrap_or_default().as_bytes());
    part(said.as_bytes());
    for file in meta.files {
        part(file);
    }
    hash.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_the_content_counts_and_nothing_else() {
        let meta = SeederMeta::of_type("Roles");
        let of = |meta: SeederMeta, said: &str| hash(&meta, said);
        let plain = of(meta, "");
        let others = [
            of(SeederMeta { content: 1, ..meta }, ""),
            of(
                SeederMeta {
                    version: Some("2"),
                    ..meta
                },
                "",
            ),
            of(
                SeederMeta {
                    files: &[b"ab", b"c"],
                    ..meta
                },
                "",
            ),
            of(
                SeederMeta {
                    files: &[b"a", b"bc"],
                    ..meta
                },
                "",
            ),
            of(meta, "2"),
        ];
        for (n, other) in others.iter().enumerate() {
            assert_ne!(*other, plain);
            assert!(!others[..n].contains(other), "{n}");
        }
        let renamed = SeederMeta {
            name: "Others",
            environments: &["test"],
            ..meta
        };
        assert_eq!(of(renamed, ""), plain);
    }
}
