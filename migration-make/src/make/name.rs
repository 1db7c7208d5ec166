//! The name of a migration, and how it is spelled.

use super::intent::{self, Intent};
use crate::mistake::Mistake;

/// A name in its two spellings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    /// `create_posts`: of the file.
    pub(crate) snake: String,
    /// `CreatePosts`: of the struct.
    pub(crate) camel: String,
}

/// As many letters as fit on the line of the `impl`.
const LONGEST: usize = 75;

/// Names that a migration uses itself, or that every Rust file has.
const TAKEN: [&str; 16] = [
    "Box",
    "DataMigration",
    "Database",
    "Db",
    "Err",
    "Error",
    "Migration",
    "Migrator",
    "None",
    "Ok",
    "Option",
    "Result",
    "Row",
    "Schema",
    "Seeder",
    "Some",
];

/// What is wrong with a text as a name of a table or column, if anything is.
pub(crate) fn is_identifier(text: &str) -> bool {
    let mut letters = text.chars();
    letters
        .next()
        .is_some_and(|it| it.is_alphabetic() || it == '_')
        && letters.all(|it| it.is_alphanumeric() || it == '_')
        && text.len() <= 63
}

impl Name {
    /// Reads a name in snake case, kebab case or camel case.
    pub(crate) fn read(typed: &str) -> Result<Self, Mistake> {
        let snake = snake(typed);
        let say = |what: &str| {
            let next = "use letters, digits and `_`, as create_posts or CreatePosts";
            Mistake::new(format!("{typed:?} {what}"), next)
        };
        if !snake.starts_with(|it: char| it.is_ascii_alphabetic()) {
            return Err(say("cannot name a struct: it does not begin with a letter"));
        }
        let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
        if let Some(other) = snake.chars().find(|it| !is_word(*it)) {
            return Err(say(&format!(
                "cannot name a module: it has {other:?} in it"
            )));
        }
        let camel: String = snake.split('_').map(capitalized).collect();
        if camel.len() > LONGEST {
            let what = format!("is longer than {LONGEST} letters, and names a struct");
            return Err(Mistake::new(format!("{typed:?} {what}"), "say less of it"));
        }
        if camel == "Self" {
            return Err(say("is a keyword of Rust"));
        }
        if TAKEN.contains(&camel.as_str()) {
            let what =
                format!("would be the struct {camel}, and migrations use that name themselves");
            return Err(Mistake::new(what, "say what it does, as create_posts"));
        }
        Ok(Self { snake, camel })
    }

    /// What it says, where these tables are known.
    pub(crate) fn intent(&self, known: &dyn Fn(&str) -> bool) -> Intent {
        intent::of(&self.snake, known).unwrap_or(Intent::Unknown)
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|it| it.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// `AddHTTPUrlToPosts` is `add_http_url_to_posts`.
fn snake(typed: &str) -> String {
    let letters: Vec<char> = typed.trim().chars().collect();
    let mut snake = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1);
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_ascii_digit()
                    || before.is_uppercase() && after.is_some_and(|it| it.is_lowercase())
            });
        if begins {
            snake.push('_');
        }
        match letter {
            '-' | ' ' => snake.push('_'),
            other => snake.extend(other.to_lowercase()),
        }
    }
    while snake.contains("__") {
        snake = snake.replace("__", "_");
    }
    snake.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_in_any_case() {
        for typed in ["create_posts", "CreatePosts", "create-posts", "createPosts"] {
            let name = Name::read(typed).unwrap();
            let (snake, camel) = (name.snake.as_str(), name.camel.as_str());
            assert_eq!((snake, camel), ("create_posts", "CreatePosts"));
        }
        let name = Name::read("AddHTTPUrlToV2Posts").unwrap();
        assert_eq!(name.snake, "add_http_url_to_v2_posts");
    }

    #[test]
    fn a_name_that_rust_does_not_take_is_refused() {
        for typed in [
            "",
            "9lives",
            "a.b",
            "a/b",
            "self",
            "schema",
            "Migration",
            "écrire",
        ] {
            assert!(Name::read(typed).is_err(), "{typed}");
        }
    }
}
