//! The tables and views that a query reads, as far as its words show.
//!
//! A word counts as a table where a table is named: after `FROM`, `JOIN`, `INTO`, `UPDATE` and the like, in the list
//! there, and before the dot of `posts.title`. The query is not parsed, so the name of a common table expression counts
//! as a table too.

use std::ops::Range;

use super::expression::{is_plain, words};
use super::{Expression, ObjectName};
use crate::dialect::Dialect;

/// What a table is named after.
const BEFORE_TABLES: [&str; 6] = ["from", "into", "join", "table", "update", "using"];
/// What may stand between that and the name.
const BETWEEN: [&str; 2] = ["lateral", "only"];
/// What ends a list of tables.
const AFTER_TABLES: [&str; 11] = [
    "where", "on", "group", "having", "order", "limit", "window", "union", "select", "set",
    "values",
];

impl Expression {
    /// Whether a query, in any database's text, reads this table or view.
    pub fn reads(&self, name: &ObjectName) -> bool {
        let mut texts = Dialect::ALL
            .iter()
            .filter_map(|dialect| self.text(*dialect).ok());
        texts.any(|text| !places(text, name).is_empty())
    }

    /// Whether a query reads this column of this table: it names both.
    pub fn reads_column(&self, table: &ObjectName, column: &str) -> bool {
        self.mentions(column) && self.reads(table)
    }

    /// The query after a table or view was renamed.
    #[must_use]
    pub fn rename_relation(&self, from: &ObjectName, to: &ObjectName) -> Self {
        let mut renamed = Self::new(rename(self.any_text(), from, to, Dialect::Postgres));
        for dialect in Dialect::ALL {
            let text = self
                .text(dialect)
                .map(|text| rename(text, from, to, dialect))
                .map_err(ToOwned::to_owned);
            if text.as_deref() != Ok(renamed.any_text()) {
                renamed.set(dialect, text);
            }
        }
        renamed
    }
}

/// Where a table stands in a text, with its schema if it has one.
struct Place {
    at: Range<usize>,
    /// Before a dot: there it goes by its own name, without its schema.
    qualifies: bool,
}

fn places(text: &str, name: &ObjectName) -> Vec<Place> {
    let mut found = Vec::new();
    // Whether tables are named here, and whether one may come next.
    let (mut in_list, mut expected) = (false, false);
    let mut last_end = 0;
    let all: Vec<_> = words(text).collect();
    for (n, word) in all.iter().enumerate() {
        let between = text[last_end..word.start].trim();
        last_end = word.end;
        let lower = word.text.to_ascii_lowercase();
        if word.quote.is_none() && BEFORE_TABLES.contains(&lower.as_str()) {
            (in_list, expected) = (true, true);
            continue;
        }
        if word.quote.is_none() && BETWEEN.contains(&lower.as_str()) && expected {
            continue;
        }
        if word.quote.is_none() && AFTER_TABLES.contains(&lower.as_str()) {
            (in_list, expected) = (false, false);
            continue;
        }
        let follows_dot = between == ".";
        let is_named = expected && !follows_dot || in_list && between.ends_with(',');
        expected = false;
        let before_dot = text[word.end..].trim_start().starts_with('.');
        let next = all.get(n + 1).filter(|_| before_dot);
        match &name.schema {
            // The schema, and the table after its dot.
            Some(schema)
                if word.names(schema) && next.is_some_and(|next| next.names(&name.name)) =>
            {
                if let Some(next) = next {
                    found.push(Place {
                        at: word.start..next.end,
                        qualifies: false,
                    });
                }
            }
            Some(_) if word.names(&name.name) && before_dot && !follows_dot && !is_named => {
                found.push(Place {
                    at: word.start..word.end,
                    qualifies: true,
                });
            }
            None if word.names(&name.name) && is_named && !before_dot => {
                found.push(Place {
                    at: word.start..word.end,
                    qualifies: false,
                });
            }
            None if word.names(&name.name) && before_dot && !follows_dot && !is_named => {
                found.push(Place {
                    at: word.start..word.end,
                    qualifies: true,
                });
            }
            Some(_) | None => {}
        }
    }
    // `posts.title` alone names no table: `posts` may be what another one is called here.
    match found.iter().all(|place| place.qualifies) {
        true => Vec::new(),
        false => found,
    }
}

fn rename(text: &str, from: &ObjectName, to: &ObjectName, dialect: Dialect) -> String {
    let name = |name: &str| match is_plain(name) {
        true => name.to_owned(),
        false => dialect.quote(name),
    };
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for place in places(text, from) {
        out.push_str(&text[copied..place.at.start]);
        if let (Some(schema), false) = (&to.schema, place.qualifies) {
            out.push_str(&name(schema));
            out.push('.');
        }
        out.push_str(&name(&to.name));
        copied = place.at.end;
    }
    out.push_str(&text[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(text: &str, from: &ObjectName, to: &ObjectName) -> String {
        Expression::new(text)
            .rename_relation(from, to)
            .any_text()
            .to_owned()
    }

    #[test]
    fn tables_are_told_from_columns_of_the_same_name() {
        let name = ObjectName::new("posts");
        let reads = |text: &str| Expression::new(text).reads(&name);
        for text in [
            "SELECT * FROM posts",
            "SELECT 1 FROM users, posts",
            "SELECT 1 FROM users JOIN posts ON true",
            "SELECT 1 FROM ONLY (\"posts\")",
            "SELECT (SELECT count(*) FROM posts p WHERE p.a = u.a) FROM users u",
            "UPDATE posts SET a = 1",
            "INSERT INTO `posts` VALUES (1)",
        ] {
            assert!(reads(text), "{text}");
        }
        for text in [
            "SELECT posts FROM users",
            "SELECT users.posts FROM users",
            "SELECT count(*) AS posts FROM users ORDER BY 1, posts",
            "SELECT 'FROM posts' FROM users -- FROM posts",
            "SELECT posts.a FROM users posts",
            "SELECT 1 FROM audit.posts",
        ] {
            assert!(!reads(text), "{text}");
        }
        let qualified = ObjectName::qualified("audit", "posts");
        assert!(Expression::new("SELECT 1 FROM audit.posts").reads(&qualified));
        assert!(!Expression::new("SELECT 1 FROM posts").reads(&qualified));
    }

    #[test]
    fn a_query_follows_a_renamed_table() {
        let (posts, articles) = (ObjectName::new("posts"), ObjectName::new("articles"));
        assert_eq!(
            renamed(
                "SELECT posts.id, posts FROM posts WHERE posts.id > 1",
                &posts,
                &articles
            ),
            "SELECT articles.id, posts FROM articles WHERE articles.id > 1"
        );
        let odd = ObjectName::qualified("audit", "The Posts");
        assert_eq!(
            renamed("SELECT posts.id FROM posts", &posts, &odd),
            "SELECT \"The Posts\".id FROM audit.\"The Posts\""
        );
        assert_eq!(
            renamed(
                "SELECT \"The Posts\".id FROM audit.\"The Posts\"",
                &odd,
                &posts
            ),
            "SELECT posts.id FROM posts"
        );
    }
}
