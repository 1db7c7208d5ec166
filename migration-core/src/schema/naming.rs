//! The one place that makes up names for keys, constraints and indexes.
//!
//! The names follow PostgreSQL's convention (`posts_pkey`, `posts_author_id_fkey`, `posts_title_key`,
//! `posts_price_check`, `posts_title_idx`) on every database. A name over [`LIMIT`] bytes is cut and given a hash of
//! the whole name, so two long names never become one, and the same name always becomes the same short one.

mod plural;

use super::{IndexPart, ObjectName};

pub use plural::{plural, singular};

/// The longest name in bytes that every supported database keeps: PostgreSQL's `NAMEDATALEN` - 1
/// (<https://www.postgresql.org/docs/current/limits.html>). MySQL allows 64 characters, SQLite any length.
pub const LIMIT: usize = 63;

/// `table_pkey`.
pub fn primary_key(table: &ObjectName) -> String {
    join(&[&table.name], "pkey")
}

/// `table_column_column_key`.
pub fn unique<S: AsRef<str>>(table: &ObjectName, columns: &[S]) -> String {
    with_columns(table, columns, "key")
}

/// `table_column_column_fkey`.
pub fn foreign_key<S: AsRef<str>>(table: &ObjectName, columns: &[S]) -> String {
    with_columns(table, columns, "fkey")
}

/// `table_column_check`.
pub fn check<S: AsRef<str>>(table: &ObjectName, columns: &[S]) -> String {
    with_columns(table, columns, "check")
}

/// The check of a column, the first of which is called `table_column_check`, the second `table_column2_check`. Without a
/// column it is the table's: `table_check`, `table_2_check`.
pub fn nth_check(table: &ObjectName, column: Option<&str>, n: usize) -> String {
    let column = column.unwrap_or_default();
    let suffix = match n {
        0 => String::new(),
        n => (n + 1).to_string(),
    };
    match format!("{column}{suffix}") {
        nothing if nothing.is_empty() => check::<&str>(table, &[]),
        word => check(table, &[word]),
    }
}

/// The index over these parts: [`index`], with the names of its columns.
pub fn index_over(table: &ObjectName, parts: &[IndexPart]) -> String {
    let keys = parts
        .iter()
        .map(|part| part.column_name().unwrap_or("expr"));
    index(table, &keys.collect::<Vec<_>>())
}

/// `table_column_column_idx`. An expression counts as `expr`.
pub fn index<S: AsRef<str>>(table: &ObjectName, columns: &[S]) -> String {
    with_columns(table, columns, "idx")
}

/// `table_column_column_excl`. An expression counts as `expr`.
pub fn exclusion<S: AsRef<str>>(table: &ObjectName, columns: &[S]) -> String {
    with_columns(table, columns, "excl")
}

/// A name for a type on its way out, while another has its own: `_migratory_old_status`.
pub fn old_type(name: &ObjectName, is_taken: impl Fn(&ObjectName) -> bool) -> ObjectName {
    let mut long = format!("_migratory_old_{}", name.name);
    loop {
        let old = name.sibling(shorten(&long, "old"));
        if !is_taken(&old) {
            return old;
        }
        long.push('_');
    }
}

fn with_columns<S: AsRef<str>>(table: &ObjectName, columns: &[S], suffix: &str) -> String {
    let mut parts = vec![table.name.as_str()];
    parts.extend(columns.iter().map(AsRef::as_ref));
    join(&parts, suffix)
}

fn join(parts: &[&str], suffix: &str) -> String {
    shorten(&format!("{}_{suffix}", parts.join("_")), suffix)
}

/// The name itself when it fits, else `head_hash_suffix`: the head cut at a character boundary, 8 hex digits of a
/// hash of the whole name, and the suffix that says what it names.
pub fn shorten(name: &str, suffix: &str) -> String {
    if name.len() <= LIMIT {
        return name.to_owned();
    }
    let tail = if suffix.is_empty() || suffix.len() > 16 {
        format!("_{:08x}", fnv1a(name))
    } else {
        format!("_{:08x}_{suffix}", fnv1a(name))
    };
    let mut end = LIMIT - tail.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{tail}", &name[..end])
}

/// FNV-1a, 32 bits: stable across versions and platforms, which `std`'s hashers do not promise.
/// <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>
fn fnv1a(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// The known name that is closest to one, if any is close.
pub fn nearest<N: AsRef<str> + Ord>(name: &str, known: impl IntoIterator<Item = N>) -> Option<N> {
    let limit = 1 + name.chars().count() / 4;
    let close = known
        .into_iter()
        .map(|other| (distance(name, other.as_ref()), other))
        .filter(|(distance, _)| *distance <= limit);
    close.min().map(|(_, other)| other)
}

/// The Levenshtein distance (<https://en.wikipedia.org/wiki/Levenshtein_distance>).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let substitute = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_kept() {
        assert_eq!(
            index(&ObjectName::new("posts"), &["title"]),
            "posts_title_idx"
        );
        assert_eq!(
            primary_key(&ObjectName::qualified("audit", "posts")),
            "posts_pkey"
        );
    }

    #[test]
    fn checks_are_numbered() {
        let posts = ObjectName::new("posts");
        let of_column = [0, 1].map(|n| nth_check(&posts, Some("price"), n));
        assert_eq!(of_column, ["posts_price_check", "posts_price2_check"]);
        let of_table = [0, 1].map(|n| nth_check(&posts, None, n));
        assert_eq!(of_table, ["posts_check", "posts_2_check"]);
    }

    #[test]
    fn long_names_are_cut_with_a_hash_that_never_changes() {
        let table = ObjectName::new("a_table_with_a_name_that_goes_on_for_quite_a_while");
        let name = foreign_key(&table, &["a_column_with_a_long_name_too"]);
        assert_eq!(
            name,
            "a_table_with_a_name_that_goes_on_for_quite_a_whil_41f2a7da_fkey"
        );
        assert!(name.len() <= LIMIT);
    }

    #[test]
    fn a_type_on_its_way_out_has_a_name_that_nothing_has() {
        let status = ObjectName::qualified("audit", "status");
        let old = old_type(&status, |_| false);
        assert_eq!(old, ObjectName::qualified("audit", "_migratory_old_status"));
        let other = old_type(&status, |name| *name == old);
        assert_eq!(other.name, "_migratory_old_status_");
        let long = ObjectName::new("s".repeat(LIMIT));
        let old = old_type(&long, |_| false);
        let other = old_type(&long, |name| *name == old);
        assert_ne!(old, other);
        assert!(old.name.len() <= LIMIT && other.name.len() <= LIMIT);
    }

    #[test]
    fn two_long_names_never_become_one_and_characters_stay_whole() {
        let table = ObjectName::new("é".repeat(40));
        let a = index(&table, &["a"]);
        let b = index(&table, &["b"]);
        assert_ne!(a, b);
        assert!(a.len() <= LIMIT && b.len() <= LIMIT);
    }

    #[test]
    fn a_word_that_is_close_is_found_and_no_other() {
        let known = ["string", "text", "integer"];
        assert_eq!(nearest("strng", known), Some("string"));
        assert_eq!(nearest("integr", known), Some("integer"));
        assert_eq!(nearest("money", known), None);
    }
}
