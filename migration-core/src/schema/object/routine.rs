//! Functions and procedures.

use std::collections::BTreeMap;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::arguments::Arguments;
use super::{ObjectId, ObjectKind};
use crate::dialect::Dialect;
use crate::schema::serialized::Scoped;
use crate::schema::{Expression, ObjectName};

/// A function or procedure. Its body is the user's own SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routine {
    /// Its name.
    pub name: ObjectName,
    /// Whether it is called by `CALL` and gives nothing back.
    pub is_procedure: bool,
    /// Its arguments as they are declared, without the parentheses.
    pub arguments: Expression,
    /// What it gives back: a type, `trigger`, `SETOF ...`, `TABLE (...)`; nothing for a procedure.
    pub returns: Option<Expression>,
    /// The language of the body (PostgreSQL).
    pub language: String,
    /// The body, without quotes around it.
    pub body: Expression,
    /// What its result depends on.
    pub volatility: Volatility,
    /// Whether it gives NULL for a NULL argument, without being called (PostgreSQL).
    pub strict: bool,
    /// Whether it runs with the rights of who made it, not of who calls it.
    pub security_definer: bool,
    /// Whether queries that call it may run in parallel (PostgreSQL).
    pub parallel: Parallel,
    /// Settings while it runs (PostgreSQL), by name.
    pub settings: BTreeMap<String, String>,
    /// The databases that it is for, when it is not for all: on any other there is no such thing.
    pub only_on: Vec<Dialect>,
}

/// The SQL is read by the rules of the databases that it is for, and a body in another language as it is.
impl Serialize for Routine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            name,
            is_procedure,
            arguments,
            returns,
            language,
            body,
            volatility,
            strict,
            security_definer,
            parallel,
            settings,
            only_on,
        } = self;
        let sql = |expression| Scoped {
            expression,
            only_on,
            is_sql: true,
        };
        let is_sql = ["sql", "plpgsql"]
            .iter()
            .any(|it| it.eq_ignore_ascii_case(language));
        let body = Scoped {
            is_sql,
            ..sql(body)
        };
        let mut fields = serializer.serialize_struct("Routine", 12)?;
        fields.serialize_field("name", name)?;
        fields.serialize_field("is_procedure", is_procedure)?;
        fields.serialize_field("arguments", &sql(arguments))?;
        fields.serialize_field("returns", &returns.as_ref().map(sql))?;
        fields.serialize_field("language", language)?;
        fields.serialize_field("body", &body)?;
        fields.serialize_field("volatility", volatility)?;
        fields.serialize_field("strict", strict)?;
        fields.serialize_field("security_definer", security_definer)?;
        fields.serialize_field("parallel", parallel)?;
        fields.serialize_field("settings", settings)?;
        fields.serialize_field("only_on", only_on)?;
        fields.end()
    }
}

/// What the result of a function depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
pub enum Volatility {
    /// Anything; it may also write.
    #[default]
    Volatile,
    /// Its arguments and what it reads of the database.
    Stable,
    /// Its arguments alone.
    Immutable,
}

/// Whether queries that call a function may run in parallel
/// (<https://www.postgresql.org/docs/current/parallel-safety.html>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
pub enum Parallel {
    /// They may not.
    #[default]
    Unsafe,
    /// In the leading process alone.
    Restricted,
    /// They may.
    Safe,
}

impl Routine {
    /// A function in `plpgsql`, without a body yet.
    pub fn function(name: ObjectName, arguments: Expression, returns: Expression) -> Self {
        Self {
            name,
            is_procedure: false,
            arguments,
            returns: Some(returns),
            language: "plpgsql".into(),
            body: Expression::new(""),
            volatility: Volatility::Volatile,
            strict: false,
            security_definer: false,
            parallel: Parallel::Unsafe,
            settings: BTreeMap::new(),
            only_on: Vec::new(),
        }
    }

    /// A procedure in `plpgsql`, without a body yet.
    pub fn procedure(name: ObjectName, arguments: Expression) -> Self {
        Self {
            is_procedure: true,
            returns: None,
            ..Self::function(name, arguments, Expression::new(""))
        }
    }

    /// Which kind it is.
    pub fn kind(&self) -> ObjectKind {
        match self.is_procedure {
            true => ObjectKind::Procedure,
            false => ObjectKind::Function,
        }
    }

    /// Its name, and the types of its arguments, which tell it from others of this name.
    pub fn id(&self) -> ObjectId {
        let arguments = Arguments::parse(self.arguments.any_text());
        ObjectId {
            arguments: Some(arguments.identity()),
            ..ObjectId::new(self.kind(), self.name.clone())
        }
    }

    /// The types of its arguments and of what it gives back.
    pub(crate) fn types(&self) -> Vec<String> {
        let mut types = Arguments::parse(self.arguments.any_text()).types();
        if let Some(returns) = &self.returns {
            let text = returns.any_text().trim();
            let is_table = (text.get(..5)).is_some_and(|word| word.eq_ignore_ascii_case("table"));
            match (text.find('('), text.rfind(')')) {
                (Some(open), Some(close)) if is_table && open < close => {
                    types.extend(Arguments::parse(&text[open + 1..close]).types());
                }
                _ => types.push(text.to_owned()),
            }
        }
        types
    }

    /// Whether it is for this database.
    pub fn is_on(&self, dialect: Dialect) -> bool {
        self.only_on.is_empty() || self.only_on.contains(&dialect)
    }
}

impl Volatility {
    /// PostgreSQL's keyword.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Volatile => "VOLATILE",
            Self::Stable => "STABLE",
            Self::Immutable => "IMMUTABLE",
        }
    }
}

impl Parallel {
    /// PostgreSQL's keyword.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Unsafe => "UNSAFE",
            Self::Restricted => "RESTRICTED",
            Self::Safe => "SAFE",
        }
    }
}
