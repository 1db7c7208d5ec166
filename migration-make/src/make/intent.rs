//! What the name of a migration says that it does: the verb it begins with, and the words after that.

/// What a name says. Tables and columns are as they were typed, in snake case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Intent {
    /// `create_posts`
    CreateTable(String),
    /// `create_join_users_and_roles`: what is joined, if the name tells it.
    CreateJoin(Option<[String; 2]>, String),
    /// `drop_posts`
    DropTable(String),
    /// `rename_posts_to_articles`
    RenameTable { from: String, to: String },
    /// `add_title_and_body_to_posts`
    AddColumns { columns: Vec<String>, table: String },
    /// `add_author_ref_to_posts`
    AddReference { name: String, table: String },
    /// `add_foreign_key_to_posts`, `add_author_foreign_key_to_posts`: of columns that are there.
    AddForeignKeys { columns: Vec<String>, table: String },
    /// `add_index_to_posts`, `add_title_index_to_posts`
    AddIndex {
        columns: Vec<String>,
        table: String,
        unique: bool,
    },
    /// `remove_index_from_posts`
    RemoveIndex { columns: Vec<String>, table: String },
    /// `remove_foreign_key_from_posts`, `remove_author_foreign_key_from_posts`
    RemoveForeignKeys { columns: Vec<String>, table: String },
    /// `remove_unique_from_posts`
    RemoveUnique { columns: Vec<String>, table: String },
    /// `add_unique_to_posts`
    AddUnique { columns: Vec<String>, table: String },
    /// `remove_title_from_posts`
    RemoveColumns { columns: Vec<String>, table: String },
    /// `rename_title_to_headline_in_posts`
    RenameColumn {
        from: String,
        to: String,
        table: String,
    },
    /// `change_title_in_posts`
    ChangeColumns { columns: Vec<String>, table: String },
    /// `backfill_users`
    Backfill(String),
    /// Anything else.
    Unknown,
}

/// What a name in snake case says, where these tables are known.
pub(crate) fn of(name: &str, known: &dyn Fn(&str) -> bool) -> Option<Intent> {
    let (verb, rest) = name.split_once('_')?;
    match verb {
        "create" => Some(create(rest)),
        "drop" | "remove" | "delete" => removal(verb, rest, known),
        "add" => add(rest, known),
        "rename" => rename(rest, known),
        "change" | "alter" => {
            let words = ["_in_", "_on_", "_of_"];
            let (columns, table) = words.iter().find_map(|word| split(rest, word, known))?;
            Some(Intent::ChangeColumns {
                columns: list(columns),
                table,
            })
        }
        "backfill" => {
            // `backfill_email_of_users` names the column for the reader; fields say it.
            let words = ["_of_", "_in_", "_on_"];
            let table = words.iter().find_map(|word| split(rest, word, known));
            let table = table.map_or_else(|| table_name(rest), |(_, table)| table);
            Some(Intent::Backfill(table))
        }
        _ => None,
    }
}

fn create(rest: &str) -> Intent {
    let joined = rest
        .strip_prefix("join_table_")
        .or_else(|| rest.strip_prefix("join_"));
    let Some(joined) = joined else {
        return Intent::CreateTable(table_name(rest));
    };
    let two = joined.split_once("_and_").or_else(|| {
        let (one, other) = joined.split_once('_')?;
        (!other.contains('_')).then_some((one, other))
    });
    let two = two.map(|(one, other)| [one.to_owned(), other.to_owned()]);
    Intent::CreateJoin(two, joined.to_owned())
}

fn removal(verb: &str, rest: &str, known: &dyn Fn(&str) -> bool) -> Option<Intent> {
    let Some((columns, table)) = split(rest, "_from_", known) else {
        let is_whole = matches!(verb, "drop" | "delete");
        return is_whole.then(|| Intent::DropTable(table_name(rest)));
    };
    if let Some(columns) = ending(columns, &FOREIGN_KEY) {
        return Some(Intent::RemoveForeignKeys { columns, table });
    }
    if let Some(columns) = ending(columns, &UNIQUE) {
        return Some(Intent::RemoveUnique { columns, table });
    }
    Some(match indexed(columns) {
        Some(columns) => Intent::RemoveIndex { columns, table },
        None => Intent::RemoveColumns {
            columns: list(columns),
            table,
        },
    })
}

/// How names end that are about a foreign key, or a unique constraint.
const FOREIGN_KEY: [&str; 3] = ["foreign_keys", "foreign_key", "fk"];
const UNIQUE: [&str; 2] = ["unique_constraint", "unique"];

fn add(rest: &str, known: &dyn Fn(&str) -> bool) -> Option<Intent> {
    let (what, table) = split(rest, "_to_", known)?;
    if let Some(columns) = ending(what, &FOREIGN_KEY) {
        return Some(Intent::AddForeignKeys { columns, table });
    }
    for reference in ["_reference", "_references", "_ref"] {
        if let Some(name) = what.strip_suffix(reference) {
            let name = name.to_owned();
            return Some(Intent::AddReference { name, table });
        }
    }
    if let Some(columns) = ending(what, &["unique_index"]) {
        let unique = true;
        return Some(Intent::AddIndex {
            columns,
            table,
            unique,
        });
    }
    if let Some(columns) = ending(what, &UNIQUE) {
        return Some(Intent::AddUnique { columns, table });
    }
    Some(match indexed(what) {
        Some(columns) => Intent::AddIndex {
            columns,
            table,
            unique: false,
        },
        None => Intent::AddColumns {
            columns: list(what),
            table,
        },
    })
}

/// The columns of `title_and_body_index`, `index_on_title`, or of `index` alone: none.
fn indexed(what: &str) -> Option<Vec<String>> {
    match what.strip_prefix("index_on_") {
        Some(columns) => Some(list(columns)),
        None => ending(what, &["index"]),
    }
}

/// The columns before one of these last words: none where it stands alone.
fn ending(what: &str, last: &[&str]) -> Option<Vec<String>> {
    let rest = last.iter().find_map(|word| what.strip_suffix(word))?;
    match rest {
        "" => Some(Vec::new()),
        columns => columns.strip_suffix('_').map(list),
    }
}

fn rename(rest: &str, known: &dyn Fn(&str) -> bool) -> Option<Intent> {
    if let Some((columns, table)) = split(rest, "_in_", known)
        && let Some((from, to)) = columns.split_once("_to_")
    {
        return Some(Intent::RenameColumn {
            from: from.to_owned(),
            to: to.to_owned(),
            table,
        });
    }
    let (from, to) = rest.split_once("_to_")?;
    Some(Intent::RenameTable {
        from: table_name(from),
        to: table_name(to),
    })
}

/// What is before a word, and the table after it: one that is known, or else what comes last.
fn split<'a>(rest: &'a str, word: &str, known: &dyn Fn(&str) -> bool) -> Option<(&'a str, String)> {
    // `reply_to_to_dos` has the word twice, one in the other.
    let places =
        (0..rest.len()).filter(|at| rest.get(*at..).is_some_and(|it| it.starts_with(word)));
    let splits: Vec<(&str, String)> = places
        .map(|at| (&rest[..at], table_name(&rest[at + word.len()..])))
        .filter(|(before, table)| !before.is_empty() && !table.is_empty())
        .collect();
    let of_known = splits.iter().find(|(_, table)| known(table));
    of_known.or(splits.last()).cloned()
}

/// `title_and_body` names two columns.
fn list(columns: &str) -> Vec<String> {
    columns.split("_and_").map(str::to_owned).collect()
}

/// `create_posts_table` is about `posts`, as other tools name their migrations.
fn table_name(table: &str) -> String {
    table.strip_suffix("_table").unwrap_or(table).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::make::name::Name;

    fn said(name: &str) -> Intent {
        let known = |table: &str| table == "to_dos";
        Name::read(name).unwrap().intent(&known)
    }

    #[test]
    fn a_name_says_what_is_to_be_done() {
        use Intent::{AddColumns, AddIndex, AddReference, CreateJoin, CreateTable, DropTable};
        let posts = || "posts".to_owned();
        let words =
            |words: &[&str]| -> Vec<String> { words.iter().map(|it| it.to_string()).collect() };
        assert_eq!(said("create_posts"), CreateTable(posts()));
        assert_eq!(said("CreatePostsTable"), CreateTable(posts()));
        assert_eq!(said("drop_posts"), DropTable(posts()));
        let two = Some(["users", "roles"].map(str::to_owned));
        assert_eq!(
            said("create_join_users_roles"),
            CreateJoin(two, "users_roles".into())
        );
        let (columns, table) = (words(&["title", "body"]), posts());
        assert_eq!(
            said("add_title_and_body_to_posts"),
            AddColumns { columns, table }
        );
        let (name, table) = ("author".to_owned(), posts());
        assert_eq!(said("AddAuthorRefToPosts"), AddReference { name, table });
        for (name, columns, unique) in [
            ("add_index_to_posts", words(&[]), false),
            ("add_title_index_to_posts", words(&["title"]), false),
            ("add_index_on_title_to_posts", words(&["title"]), false),
            ("add_unique_index_to_posts", words(&[]), true),
        ] {
            let table = posts();
            assert_eq!(
                said(name),
                AddIndex {
                    columns,
                    table,
                    unique
                }
            );
        }
        assert_eq!(said("fix_things"), Intent::Unknown);
    }

    #[test]
    fn the_table_is_one_that_is_known_or_what_comes_last() {
        for (name, column, table) in [
            ("add_reply_to_to_dos", "reply", "to_dos"),
            ("add_reply_to_to_posts", "reply_to", "posts"),
        ] {
            let (columns, table) = (vec![column.to_owned()], table.to_owned());
            assert_eq!(said(name), Intent::AddColumns { columns, table });
        }
    }

    #[test]
    fn a_column_is_renamed_in_a_table_and_a_table_by_itself() {
        let Intent::RenameColumn { from, to, table } = said("rename_title_to_headline_in_posts")
        else {
            panic!("a column");
        };
        assert_eq!([from, to, table], ["title", "headline", "posts"]);
        let Intent::RenameTable { from, to } = said("rename_log_in_to_login") else {
            panic!("a table");
        };
        assert_eq!([from, to], ["log_in", "login"]);
    }
}
