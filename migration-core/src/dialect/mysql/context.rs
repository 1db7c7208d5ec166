//! What all lowering functions share: the state before, the target, and names and texts that this database accepts.

use crate::dialect::{Dialect, Target, Unsupported};
use crate::schema::{Column, Expression, ObjectName, SchemaState, Table};

/// What a lowering function answers.
pub(super) type Answer<T> = Result<T, Unsupported>;

/// The longest comments in characters: <https://dev.mysql.com/doc/refman/8.4/en/create-table.html>.
pub(super) const TABLE_COMMENT_CHARS: usize = 2048;
pub(super) const COLUMN_COMMENT_CHARS: usize = 1024;
pub(super) const INDEX_COMMENT_CHARS: usize = 1024;

pub(super) struct Context<'a> {
    pub(super) before: &'a SchemaState,
    pub(super) target: &'a Target,
}

impl<'a> Context<'a> {
    pub(super) fn is_mariadb(&self) -> bool {
        self.target.capabilities.database == "MariaDB"
    }

    /// `Err` of what the database does not have, for `?` and `return`.
    pub(super) fn refuse<T>(
        &self,
        what: impl Into<String>,
        alternative: impl Into<String>,
    ) -> Answer<T> {
        Err(self.target.unsupported(what, alternative))
    }

    /// The table, if the state knows it; tables that raw SQL made are not in it.
    pub(super) fn known(&self, table: &ObjectName) -> Option<&'a Table> {
        self.before.table(table)
    }

    /// A column of a known table, for statements that must spell its definition out.
    pub(super) fn column(
        &self,
        table: &ObjectName,
        column: &str,
    ) -> Answer<(&'a Table, &'a Column)> {
        let known = self.known(table);
        match known.and_then(|table| Some((table, table.column(column)?))) {
            Some(found) => Ok(found),
            None => self.refuse(
                format!("way to change column \"{column}\" of table \"{table}\" without its whole definition, and no migration says it"),
                "use raw SQL with the whole definition: ALTER TABLE ... MODIFY COLUMN ...",
            ),
        }
    }

    /// An identifier in quotes. At most 64 characters of the Basic Multilingual Plane, the last not a space:
    /// <https://dev.mysql.com/doc/refman/8.4/en/identifiers.html>.
    pub(super) fn quote(&self, identifier: &str) -> Answer<String> {
        let limit = self.target.capabilities.identifier_chars;
        if limit.is_some_and(|limit| identifier.chars().count() > limit) {
            return self.refuse(
                format!("names of more than 64 characters (\"{identifier}\")"),
                "use a shorter name",
            );
        }
        if !is_basic(identifier) {
            return self.refuse(
                format!("names with characters beyond U+FFFF, such as emoji (\"{identifier}\")"),
                "use a name of letters, digits and underscores",
            );
        }
        if identifier.ends_with(' ') || identifier.is_empty() || identifier.contains('\0') {
            return self.refuse(
                format!(
                    "names that are empty, end in a space or hold a NUL (\"{}\")",
                    identifier.escape_default()
                ),
                "use a name of letters, digits and underscores",
            );
        }
        Ok(Dialect::Mysql.quote(identifier))
    }

    pub(super) fn quote_name(&self, name: &ObjectName) -> Answer<String> {
        let own = self.quote(&name.name)?;
        match &name.schema {
            Some(schema) => Ok(format!("{}.{own}", self.quote(schema)?)),
            None => Ok(own),
        }
    }

    pub(super) fn quote_list<S: AsRef<str>>(&self, identifiers: &[S]) -> Answer<String> {
        let quoted: Answer<Vec<String>> = identifiers
            .iter()
            .map(|identifier| self.quote(identifier.as_ref()))
            .collect();
        Ok(quoted?.join(", "))
    }

    /// The user's own SQL for this database.
    pub(super) fn sql<'e>(&self, expression: &'e Expression) -> Answer<&'e str> {
        expression.text(Dialect::Mysql).or_else(|reason| {
            self.refuse(
                format!(
                    "form of the expression {} ({reason})",
                    expression.any_text()
                ),
                "write the expression as text, with `.on(Dialect::Mysql, \"...\")`",
            )
        })
    }

    /// A comment as a literal. The catalog keeps comments in utf8mb3, where an emoji would become `?`.
    pub(super) fn comment(&self, text: &str, limit: usize) -> Answer<String> {
        if text.chars().count() > limit {
            return self.refuse(
                format!("comments of more than {limit} characters here"),
                "use a shorter comment",
            );
        }
        if !is_basic(text) {
            return self.refuse(
                format!("comments with characters beyond U+FFFF, such as emoji ({text:?})"),
                "leave them out",
            );
        }
        Ok(Dialect::Mysql.string_literal(text))
    }

    /// What `IF EXISTS` or `IF NOT EXISTS` inside `ALTER TABLE` comes down to: the clause to write, or `None` when there
    /// is nothing to do. MariaDB has both; MySQL has neither, so there the state answers, unless raw SQL may know better.
    pub(super) fn guard(&self, guard: Guard<'_>) -> Answer<Option<&'static str>> {
        if !guard.asked {
            return Ok(Some(""));
        }
        if self.is_mariadb() {
            return Ok(Some(guard.clause));
        }
        let named = |name: &str| self.before.is_named_by_raw_sql(name);
        if self.known(guard.table).is_none() || named(&guard.table.name) || named(guard.name) {
            return self.refuse(
                format!(
                    "{} in ALTER TABLE, and raw SQL may have made or dropped \"{}\" of table \"{}\"",
                    guard.clause.trim_start(),
                    guard.name,
                    guard.table
                ),
                "leave the clause out, or use raw SQL that looks in information_schema first",
            );
        }
        let wanted = guard.clause == IF_EXISTS;
        Ok((guard.found == wanted).then_some(""))
    }
}

pub(super) const IF_EXISTS: &str = " IF EXISTS";
pub(super) const IF_NOT_EXISTS: &str = " IF NOT EXISTS";

/// See [`Context::guard`].
pub(super) struct Guard<'a> {
    /// Whether the user asked for it.
    pub(super) asked: bool,
    /// [`IF_EXISTS`] or [`IF_NOT_EXISTS`].
    pub(super) clause: &'static str,
    pub(super) table: &'a ObjectName,
    /// The part of the table that it is about.
    pub(super) name: &'a str,
    /// Whether the state has it.
    pub(super) found: bool,
}

/// Whether all characters are in the Basic Multilingual Plane: what utf8mb3 can hold.
pub(super) fn is_basic(text: &str) -> bool {
    text.chars().all(|c| u32::from(c) <= 0xFFFF)
}
