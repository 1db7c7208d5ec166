//! Texts of SQL, serialized as what they are: newtypes whose names say by whose rules each is read.
//!
//! To `serde_json` and the like a newtype is what is inside. A [checksum](crate::checksum) looks at the name.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::Expression;
use crate::dialect::Dialect;

/// What the user's own SQL is serialized as, and the databases that it may be run on.
const SQL: [(&str, &[Dialect]); 7] = [
    ("sql", &[Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite]),
    ("sql for PostgreSQL", &[Dialect::Postgres]),
    ("sql for MySQL", &[Dialect::Mysql]),
    ("sql for SQLite", &[Dialect::Sqlite]),
    (
        "sql for PostgreSQL or MySQL",
        &[Dialect::Postgres, Dialect::Mysql],
    ),
    (
        "sql for PostgreSQL or SQLite",
        &[Dialect::Postgres, Dialect::Sqlite],
    ),
    (
        "sql for MySQL or SQLite",
        &[Dialect::Mysql, Dialect::Sqlite],
    ),
];

/// What the body of a routine is serialized as, when it is in a language in which white space may have a meaning.
pub(crate) const OTHER_LANGUAGE: &str = "another language";

/// The databases whose SQL a newtype of this name holds; none when it holds none.
pub(crate) fn dialects_of(newtype: &str) -> Option<&'static [Dialect]> {
    let mut all = SQL.into_iter();
    all.find_map(|(name, dialects)| (name == newtype).then_some(dialects))
}

/// A text and the name of its newtype.
struct Named<'a>(&'static str, &'a str);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(self.0, self.1)
    }
}

/// SQL that may be run on databases for which this is true; on all, when that is none.
fn named(text: &str, on: impl Fn(Dialect) -> bool) -> Named<'_> {
    let wanted = Dialect::ALL.map(&on);
    let is_it = |dialects: &[Dialect]| Dialect::ALL.map(|it| dialects.contains(&it)) == wanted;
    let name = SQL.into_iter().find(|(_, dialects)| is_it(dialects));
    Named(name.map_or("sql", |(name, _)| name), text)
}

/// A text of SQL for these databases; for all, when there are none.
pub(crate) fn sql_for(text: &str, only_on: &[Dialect]) -> impl Serialize {
    named(text, |dialect| only_on.contains(&dialect))
}

/// A text of SQL, whichever the database: for `#[serde(serialize_with)]`.
pub(crate) fn sql<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    named(text, |_| true).serialize(serializer)
}

/// The same, if there is one.
pub(crate) fn optional_sql<S: Serializer>(
    text: &Option<String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let text = text.as_ref();
    text.map(|text| named(text, |_| true)).serialize(serializer)
}

/// An expression of an object that is for these databases; for all, when there are none.
pub(crate) struct Scoped<'a> {
    pub(crate) expression: &'a Expression,
    pub(crate) only_on: &'a [Dialect],
    pub(crate) is_sql: bool,
}

impl<'a> Scoped<'a> {
    fn text(&self, text: &'a str, on: impl Fn(Dialect) -> bool) -> Named<'a> {
        match self.is_sql {
            true => named(text, on),
            false => Named(OTHER_LANGUAGE, text),
        }
    }
}

/// The text, or the text and those of the databases where another one is said.
impl Serialize for Scoped<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let base = self.expression.any_text();
        let differs = |dialect: Dialect| self.expression.text(dialect) != Ok(base);
        let is_for = |dialect| self.only_on.is_empty() || self.only_on.contains(&dialect);
        let base = self.text(base, |dialect| is_for(dialect) && !differs(dialect));
        let others = Dialect::ALL.into_iter().filter(|it| differs(*it));
        let others: Vec<Dialect> = others.collect();
        if others.is_empty() {
            return base.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(others.len() + 1))?;
        map.serialize_entry("any", &base)?;
        for dialect in others {
            let text = self.expression.text(dialect).ok();
            let text = text.map(|text| self.text(text, |other| other == dialect));
            map.serialize_entry(&dialect, &text)?;
        }
        map.end()
    }
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let scoped = Scoped {
            expression: self,
            only_on: &[],
            is_sql: true,
        };
        scoped.serialize(serializer)
    }
}
