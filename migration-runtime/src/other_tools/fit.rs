//! Which of our migrations another tool has applied, and whether its file is still the same.

use migration_core::registry::{Body, Entry, History};
use migration_files::name_of;
use sha2::{Digest, Sha384};

use super::{OtherTool, TheirRow};

/// The migration that a row is of.
pub(crate) fn migration_of<'h>(
    history: &'h History,
    tool: OtherTool,
    row: &TheirRow,
) -> Option<&'h Entry> {
    let all = || history.entries().iter();
    match tool {
        OtherTool::SeaOrm => all().find(|entry| is_called(entry, &row.version)),
        OtherTool::Diesel => all().find(|entry| {
            let begin = entry.id.name.split('_').next().unwrap_or_default();
            begin.replace('-', "") == row.version.strip_prefix('m').unwrap_or(&row.version)
        }),
        OtherTool::Refinery => all().find(|entry| {
            number_of(&entry.id.name).is_some_and(|number| is_it(number, row))
                && is_named(entry, row)
        }),
        // The number decides; sqlx looks at nothing else.
        OtherTool::Sqlx => {
            let of_number = || all().filter(|entry| known_as(entry, row));
            match of_number().count() {
                0 | 1 => of_number().next(),
                _ => of_number().find(|entry| is_named(entry, row)),
            }
        }
    }
}

/// Whether a migration has the number of a row, whatever it is called.
pub(crate) fn known_as(entry: &Entry, row: &TheirRow) -> bool {
    number_of(&entry.id.name).is_some_and(|number| is_it(number, row))
}

/// Whether the file of a migration is another than the one that sqlx has applied.
///
/// What is in a file's section is all of the file, but for a byte order mark. The ends of lines do not count: a checkout may
/// have changed them (<https://github.com/launchbadge/sqlx/issues/2659>).
pub(crate) fn is_edited(entry: &Entry, row: &TheirRow) -> bool {
    let (Body::Sql(file), Some(checksum)) = (&entry.body, &row.checksum) else {
        return false;
    };
    // One that cannot be read is told of when it is planned.
    let Some(text) = file.up.text(usize::MAX) else {
        return false;
    };
    let unix = text.replace("\r\n", "\n");
    let windows = unix.replace('\n', "\r\n");
    let marked = |text: &String| format!("\u{feff}{text}");
    let same = [&text, &unix, &windows]
        .into_iter()
        .any(|text| sha384(text) == *checksum || sha384(&marked(text)) == *checksum);
    !same
}

/// The number that a name begins with, and what comes after it.
fn number_of(name: &str) -> Option<(i64, &str)> {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = name.split_at(digits);
    let is_whole = rest.is_empty() || rest.starts_with('_');
    let number = number.parse().ok().filter(|_| is_whole)?;
    Some((number, rest.trim_start_matches('_')))
}

fn is_it((number, _): (i64, &str), row: &TheirRow) -> bool {
    row.version.parse() == Ok(number)
}

/// Whether what a name says besides its number is what the row says.
fn is_named(entry: &Entry, row: &TheirRow) -> bool {
    let theirs = row.name.as_deref().and_then(name_of).unwrap_or_default();
    let ours = number_of(&entry.id.name).map(|(_, rest)| rest);
    ours == Some(theirs.trim_start_matches('_'))
}

/// sea-orm names a migration like its file; without its `m` it is named like a module of ours.
fn is_called(entry: &Entry, name: &str) -> bool {
    let bare = name.strip_prefix('m').unwrap_or(name);
    entry.id.name == name || entry.id.name == bare
}

fn sha384(text: &str) -> String {
    use std::fmt::Write as _;
    let mut hex = String::with_capacity(96);
    for byte in Sha384::digest(text) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;
    use migration_core::Location;
    use migration_core::migration::Meta;
    use migration_core::sql_file::{Script, SqlFile};
    use std::sync::Arc;

    fn history(names: &[&'static str]) -> History {
        let bodies = names.iter().map(|name| {
            let at = Location {
                file: "x.sql",
                line: 1,
                column: 1,
            };
            let up = Arc::new(Script::new("x.sql", 1, true, "SELECT 1;\n"));
            (
                Meta::new("", Some(*name), at),
                Body::Sql(SqlFile { up, down: None }),
            )
        });
        History::from_bodies(bodies).unwrap()
    }

    fn row(version: &str, name: Option<&str>) -> TheirRow {
        TheirRow {
            version: version.to_owned(),
            name: name.map(str::to_owned),
            ..TheirRow::default()
        }
    }

    #[test]
    fn each_tool_s_rows_are_found_by_what_that_tool_goes_by() {
        let history = history(&[
            "1_create_cars",
            "2_a",
            "2_b_c",
            "20220101_000001_create_table",
            "20260102103000_create_posts",
        ]);
        let found = |tool, version, name| {
            let entry = migration_of(&history, tool, &row(version, name));
            entry.map_or("none", |entry| entry.id.name.as_str())
        };
        use OtherTool::{Diesel, Refinery, SeaOrm, Sqlx};
        for (tool, version, name, expected) in [
            (Sqlx, "1", Some("whatever"), "1_create_cars"),
            (Sqlx, "2", Some("b c"), "2_b_c"),
            (Sqlx, "2", Some("d"), "none"),
            (Sqlx, "20260102103000", None, "20260102103000_create_posts"),
            (Refinery, "1", Some("create_cars"), "1_create_cars"),
            (Refinery, "1", Some("create_bikes"), "none"),
            (
                Diesel,
                "20260102103000",
                None,
                "20260102103000_create_posts",
            ),
            (Diesel, "1", None, "1_create_cars"),
            (Diesel, "20220101000001", None, "none"),
            (
                SeaOrm,
                "m20220101_000001_create_table",
                None,
                "20220101_000001_create_table",
            ),
            (SeaOrm, "2_a", None, "2_a"),
            (SeaOrm, "2", None, "none"),
        ] {
            assert_eq!(found(tool, version, name), expected, "{tool} {version}");
        }
    }

    #[test]
    fn a_file_is_the_same_with_other_ends_of_lines() {
        let history = history(&["1_a"]);
        let edited = |text: &str| {
            let mut row = row("1", None);
            row.checksum = Some(sha384(text));
            is_edited(&history.entries()[0], &row)
        };
        for text in ["SELECT 1;\n", "SELECT 1;\r\n", "\u{feff}SELECT 1;\n"] {
            assert!(!edited(text), "{text:?}");
        }
        assert!(edited("SELECT 2;\n"));
        // As sqlx writes it.
        assert!(sha384("").starts_with("38b060a751ac9638"));
    }
}
