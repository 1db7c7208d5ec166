//! Sequences.

use super::{ObjectId, ObjectKind};
use crate::dialect::Dialect;
use crate::schema::{Expression, ObjectName};

/// A sequence: a number that is another one each time it is asked for. Those of serial and identity columns are the
/// columns' own and are not among the objects.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Sequence {
    /// Its name.
    pub name: ObjectName,
    /// How wide its numbers are; `bigint` when it is not said.
    pub width: Option<SequenceWidth>,
    /// The first number.
    pub start: Option<i64>,
    /// What is added each time.
    pub increment: Option<i64>,
    /// The lowest number.
    pub min: Option<i64>,
    /// The highest number.
    pub max: Option<i64>,
    /// How many numbers are kept in memory.
    pub cache: Option<i64>,
    /// Whether it begins again at its end.
    pub cycle: bool,
    /// The column that it goes with (PostgreSQL): table and column.
    pub owned_by: Option<(ObjectName, String)>,
}

/// How wide the numbers of a sequence are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum SequenceWidth {
    /// 2 bytes.
    SmallInteger,
    /// 4 bytes.
    Integer,
    /// 8 bytes.
    BigInteger,
}

/// What is to change about a sequence.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct SequenceOptions {
    /// How wide its numbers are.
    pub width: Option<SequenceWidth>,
    /// The first number.
    pub start: Option<i64>,
    /// What is added each time.
    pub increment: Option<i64>,
    /// The lowest number.
    pub min: Option<i64>,
    /// The highest number.
    pub max: Option<i64>,
    /// How many numbers are kept in memory.
    pub cache: Option<i64>,
    /// Whether it begins again at its end.
    pub cycle: Option<bool>,
    /// The column that it goes with, or none.
    pub owned_by: Option<Option<(ObjectName, String)>>,
}

impl SequenceOptions {
    pub(crate) fn on(&self, sequence: &mut Sequence) {
        sequence.width = self.width.or(sequence.width);
        sequence.start = self.start.or(sequence.start);
        sequence.increment = self.increment.or(sequence.increment);
        sequence.min = self.min.or(sequence.min);
        sequence.max = self.max.or(sequence.max);
        sequence.cache = self.cache.or(sequence.cache);
        sequence.cycle = self.cycle.unwrap_or(sequence.cycle);
        if let Some(owned_by) = &self.owned_by {
            sequence.owned_by.clone_from(owned_by);
        }
    }
}

impl Sequence {
    /// A sequence that counts 1, 2, 3.
    pub fn new(name: ObjectName) -> Self {
        Self {
            name,
            width: None,
            start: None,
            increment: None,
            min: None,
            max: None,
            cache: None,
            cycle: false,
            owned_by: None,
        }
    }

    /// Whether each number is less than the one before.
    pub(crate) fn counts_down(&self) -> bool {
        self.increment.is_some_and(|by| by < 0)
    }

    /// Which one it is.
    pub fn id(&self) -> ObjectId {
        ObjectId::new(ObjectKind::Sequence, self.name.clone())
    }
}

impl SequenceWidth {
    /// The SQL name of the type.
    pub fn sql(self) -> &'static str {
        match self {
            Self::SmallInteger => "smallint",
            Self::Integer => "integer",
            Self::BigInteger => "bigint",
        }
    }

    /// The lowest and the highest number.
    pub fn range(self) -> (i64, i64) {
        match self {
            Self::SmallInteger => (i64::from(i16::MIN), i64::from(i16::MAX)),
            Self::Integer => (i64::from(i32::MIN), i64::from(i32::MAX)),
            Self::BigInteger => (i64::MIN, i64::MAX),
        }
    }
}

/// The next number of a sequence, as each database that has sequences asks for it.
pub(crate) fn next_value(name: &ObjectName) -> Expression {
    let postgres = Dialect::Postgres.string_literal(&name_in_text(name));
    let mysql = Dialect::Mysql.quote_name(name);
    Expression::new(format!("nextval({postgres})")).on(Dialect::Mysql, format!("nextval({mysql})"))
}

/// The name as it stands in the string of `nextval('...')`.
fn name_in_text(name: &ObjectName) -> String {
    let part = |part: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let is_plain = part.chars().all(plain) && !part.starts_with(|c: char| c.is_ascii_digit());
        match is_plain {
            true => part.to_owned(),
            false => Dialect::Postgres.quote(part),
        }
    };
    match &name.schema {
        Some(schema) => format!("{}.{}", part(schema), part(&name.name)),
        None => part(&name.name),
    }
}

/// Whether an expression asks a sequence for its next number.
pub(crate) fn asks(expression: &Expression, name: &ObjectName) -> bool {
    let texts = Dialect::ALL.map(|dialect| expression.text(dialect).ok());
    let ways = ways_to_ask(name);
    let says = |text: &str| {
        ways.iter()
            .any(|way| without_cast(text).contains(way.as_str()))
    };
    texts.into_iter().flatten().any(says)
}

/// The expression after the sequence was renamed.
pub(crate) fn renamed(expression: &Expression, from: &ObjectName, to: &ObjectName) -> Expression {
    if !asks(expression, from) {
        return expression.clone();
    }
    let follow = |text: &str| {
        let ways = ways_to_ask(from).into_iter().zip(ways_to_ask(to));
        ways.fold(without_cast(text), |text, (old, new)| {
            text.replace(&old, &new)
        })
    };
    let mut after = Expression::new(follow(expression.any_text()));
    for dialect in Dialect::ALL {
        let text = expression
            .text(dialect)
            .map(follow)
            .map_err(ToOwned::to_owned);
        if text.as_deref() != Ok(after.any_text()) {
            after.set(dialect, text);
        }
    }
    after
}

/// PostgreSQL's way, as a string, with needless quotes and without; and MariaDB's two.
fn ways_to_ask(name: &ObjectName) -> [String; 6] {
    let quoted = Dialect::Mysql.quote_name(name);
    [
        format!(
            "nextval({})",
            Dialect::Postgres.string_literal(&name_in_text(name))
        ),
        format!(
            "nextval({})",
            Dialect::Postgres.string_literal(&Dialect::Postgres.quote_name(name))
        ),
        format!("nextval({quoted})"),
        format!("nextval({name})"),
        format!("NEXT VALUE FOR {quoted}"),
        format!("NEXT VALUE FOR {name}"),
    ]
}

/// PostgreSQL writes `nextval('numbers'::regclass)`, whatever was said.
pub(crate) fn without_cast(text: &str) -> String {
    match text.contains("nextval(") {
        true => text.replace("'::regclass)", "')"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_follows_a_renamed_sequence() {
        let (from, to) = (
            ObjectName::new("numbers"),
            ObjectName::qualified("audit", "New"),
        );
        let default = next_value(&from);
        assert!(asks(&default, &from));
        assert!(!asks(&default, &ObjectName::new("number")));
        let after = renamed(&default, &from, &to);
        assert_eq!(
            after.text(Dialect::Postgres),
            Ok("nextval('audit.\"New\"')")
        );
        assert_eq!(after.text(Dialect::Mysql), Ok("nextval(`audit`.`New`)"));
        let cast = renamed(&"nextval('numbers'::regclass)".into(), &from, &to);
        assert_eq!(cast.any_text(), "nextval('audit.\"New\"')");
    }
}
