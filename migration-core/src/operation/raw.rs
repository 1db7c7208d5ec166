//! Payload of raw SQL.

use std::collections::BTreeSet;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::Operation;
use super::apply::ConflictKind;
use super::check::Checker;
use super::reverse::{Reversed, irreversible};
use crate::dialect::Dialect;
use crate::schema::serialized::sql_for;
use crate::schema::{SchemaState, words};

/// See [`Operation::RawSql`](super::Operation::RawSql).
#[derive(Debug, Clone, PartialEq)]
pub struct RawSql {
    /// One or more statements, sent as they are.
    pub sql: String,
    /// What undoes them.
    pub down: Option<String>,
    /// The databases that it is for; empty means all. On any other it does nothing.
    pub only_on: Vec<Dialect>,
    /// A query that answers true once they have happened.
    pub probe: Option<String>,
    /// What they do to the schema, where they are run.
    pub effect: Vec<Operation>,
}

/// The SQL is read by the rules of the databases that it is for.
impl Serialize for RawSql {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            sql,
            down,
            only_on,
            probe,
            effect,
        } = self;
        let text = |text| sql_for(text, only_on);
        let mut fields = serializer.serialize_struct("RawSql", 5)?;
        fields.serialize_field("sql", &text(sql))?;
        fields.serialize_field("down", &down.as_deref().map(text))?;
        fields.serialize_field("only_on", only_on)?;
        fields.serialize_field("probe", &probe.as_deref().map(text))?;
        fields.serialize_field("effect", effect)?;
        fields.end()
    }
}

impl RawSql {
    /// SQL of which nothing else is known.
    pub fn new(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            down: None,
            only_on: Vec::new(),
            probe: None,
            effect: Vec::new(),
        }
    }

    /// Whether it is for this database.
    pub fn runs_on(&self, dialect: Dialect) -> bool {
        self.only_on.is_empty() || self.only_on.contains(&dialect)
    }

    /// Adds the names that SQL mentions, in lower case, to those that are known to be mentioned; none when it only moves
    /// rows, which excuses nothing.
    pub(crate) fn mentioned_in(sql: &str, names: &mut BTreeSet<String>) {
        if !may_change_schema(sql) {
            return;
        }
        names.extend(words(sql).map(|word| word.text.to_lowercase()));
        // Where a string ends is each database's own matter, and an EXECUTE in one makes tables too.
        let bare = sql.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'));
        names.extend(bare.map(str::to_lowercase));
    }
}

/// Whether SQL of the user's own may make, change or drop objects: it says one of the words that this takes. A function
/// that does so inside, called by SELECT, is not seen.
fn may_change_schema(sql: &str) -> bool {
    const WORDS: &[&str] = &[
        "alter", "attach", "call", "create", "do", "drop", "exec", "execute", "import", "load",
        "rename", "restore",
    ];
    let words = || sql.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    let says = |wanted: &str| words().any(|word| word.eq_ignore_ascii_case(wanted));
    // SELECT ... INTO makes a table on PostgreSQL.
    let selects_into = says("into") && !says("insert") && !says("merge") && !says("replace");
    selects_into || WORDS.iter().any(|word| says(word))
}

impl Checker<'_> {
    pub(super) fn raw(&mut self, op: &RawSql) {
        if op.sql.trim().is_empty() {
            self.report(ConflictKind::Invalid, "the SQL is empty", None);
        }
        if (op.probe.as_ref()).is_some_and(|probe| probe.trim().is_empty()) {
            self.report(ConflictKind::Invalid, "the probe is empty", None);
        }
        let mut state = self.state.clone();
        for effect in &op.effect {
            for conflict in super::check::conflicts(&state, effect) {
                let message = format!(
                    "its effect is to {}: {}",
                    effect.describe(),
                    conflict.message
                );
                self.found.push(super::Conflict {
                    message,
                    ..conflict
                });
            }
            state.apply_anyway(effect);
        }
    }
}

/// What `down` says, which undoes the effect as well.
pub(super) fn reverse(op: &RawSql, before: &SchemaState) -> Reversed {
    let Some(sql) = &op.down else {
        return irreversible("the SQL does not say what undoes it (add .down(\"...\"))");
    };
    if sql.trim().is_empty() {
        return Ok(Vec::new());
    }
    let mut state = before.clone();
    let mut undo = Vec::new();
    for effect in &op.effect {
        undo.push(effect.reverse(&state)?);
        state.apply_anyway(effect);
    }
    let undone = RawSql {
        down: Some(op.sql.clone()),
        only_on: op.only_on.clone(),
        effect: undo.into_iter().rev().flatten().collect(),
        ..RawSql::new(sql)
    };
    Ok(vec![undone.into()])
}
