//! Rules: <https://www.postgresql.org/docs/current/sql-createrule.html>.

use super::{PG, parenthesised, text, word};
use crate::dialect::{LockLevel, ProbeObject, Statement, Target, Unsupported};
use crate::schema::{Expression, Rule};

pub(super) fn create(
    rule: &Rule,
    or_replace: bool,
    target: &Target,
) -> Result<Statement, Unsupported> {
    let when = match &rule.when {
        Some(when) => format!(" WHERE {}", parenthesised(when, target)?),
        None => String::new(),
    };
    let commands = match &rule.commands {
        Some(commands) => {
            let text = text(commands, target)?
                .trim()
                .trim_end_matches(';')
                .trim_end();
            match text.contains(';') {
                true => format!("({text})"),
                false => text.to_owned(),
            }
        }
        None => "NOTHING".to_owned(),
    };
    let sql = format!(
        "CREATE {}RULE {} AS ON {} TO {}{when} DO {}{commands}",
        word(or_replace, "OR REPLACE "),
        PG.quote(&rule.name),
        rule.event.sql(),
        PG.quote_name(&rule.table),
        if rule.instead { "INSTEAD " } else { "ALSO " },
    );
    let statement = Statement::new(sql).locks(&rule.table, LockLevel::AccessExclusive);
    Ok(statement.creates(ProbeObject::Object(rule.id())))
}

/// As the server prints it, but for its line breaks.
pub(super) fn canonical(rule: &mut Rule) {
    if let Some(when) = &mut rule.when {
        super::canonical::expression(when);
    }
    if let Some(commands) = &mut rule.commands
        && let Ok(text) = commands.text(PG)
    {
        let text = super::canonical::in_one_line(text);
        *commands = Expression::new(text.trim_end_matches(';').trim_end());
    }
}
