//! Functions and procedures: <https://www.postgresql.org/docs/current/sql-createfunction.html>,
//! <https://www.postgresql.org/docs/current/sql-createprocedure.html>.

use super::object::quoted;
use super::{Lowered, PG, text, word};
use crate::dialect::{ProbeObject, Statement, Target, Unsupported};
use crate::operation::{AlterObject, CreateObject};
use crate::schema::object::arguments::{Arguments, type_name};
use crate::schema::{Expression, Object, Parallel, Routine, SchemaState, Volatility};

/// Settings that are lists of names.
const LISTS: [&str; 3] = [
    "search_path",
    "temp_tablespaces",
    "session_preload_libraries",
];

pub(super) fn create(
    routine: &Routine,
    op: &CreateObject,
    before: &SchemaState,
    target: &Target,
) -> Lowered {
    match op.or_replace && before.object(&routine.id()).is_some() {
        true => {
            let to = Object::Routine(Box::new(routine.clone()));
            super::object::alter(&AlterObject { to }, before, target)
        }
        false => Ok(vec![Statement::new(definition(
            routine,
            op.or_replace,
            target,
        )?)]),
    }
}

/// `OR REPLACE` keeps what uses the function, but not for another result or other names of arguments.
pub(super) fn alter(to: &Routine, before: &SchemaState, target: &Target) -> Lowered {
    let id = to.id();
    let probe = ProbeObject::Object(id.clone());
    let fits = match before.object(&id) {
        Some(Object::Routine(from)) => {
            let said = |routine: &Routine| (arguments(routine, target), returns(routine, target));
            from.is_on(PG) && said(from) == said(to)
        }
        Some(_) | None => true,
    };
    if fits {
        return Ok(vec![
            Statement::new(definition(to, true, target)?).creates(probe),
        ]);
    }
    let drop = format!("DROP {} {}", kind(to), quoted(&id));
    let create = Statement::new(definition(to, false, target)?).creates(probe);
    Ok(vec![Statement::new(drop), create])
}

fn kind(routine: &Routine) -> &'static str {
    match routine.is_procedure {
        true => "PROCEDURE",
        false => "FUNCTION",
    }
}

fn arguments(routine: &Routine, target: &Target) -> Result<String, Unsupported> {
    Ok(Arguments::parse(text(&routine.arguments, target)?).to_string())
}

fn returns(routine: &Routine, target: &Target) -> Result<Option<String>, Unsupported> {
    let returns = routine
        .returns
        .as_ref()
        .map(|returns| text(returns, target));
    Ok(returns.transpose()?.map(type_name))
}

fn definition(routine: &Routine, or_replace: bool, target: &Target) -> Result<String, Unsupported> {
    let mut sql = format!(
        "CREATE {}{} {}({})",
        word(or_replace, "OR REPLACE "),
        kind(routine),
        PG.quote_name(&routine.name),
        text(&routine.arguments, target)?,
    );
    if let Some(returns) = &routine.returns {
        sql += &format!(" RETURNS {}", text(returns, target)?);
    }
    sql += &format!(
        " LANGUAGE {}",
        PG.quote(&routine.language.to_ascii_lowercase())
    );
    if routine.volatility != Volatility::Volatile {
        sql += &format!(" {}", routine.volatility.sql());
    }
    sql += word(routine.strict, " STRICT");
    sql += word(routine.security_definer, " SECURITY DEFINER");
    if routine.parallel != Parallel::Unsafe {
        sql += &format!(" PARALLEL {}", routine.parallel.sql());
    }
    for (name, value) in &routine.settings {
        sql += &format!(" SET {} TO {}", PG.quote(name), setting(name, value));
    }
    sql += &format!(" AS {}", PG.dollar_quoted(text(&routine.body, target)?));
    Ok(sql)
}

fn setting(name: &str, value: &str) -> String {
    if !LISTS.contains(&name) || value.trim().is_empty() {
        return PG.string_literal(value);
    }
    let names = value.split(',').map(str::trim);
    let quoted = names.map(|name| {
        match name
            .strip_prefix('"')
            .and_then(|name| name.strip_suffix('"'))
        {
            Some(inner) => PG.quote(&inner.replace("\"\"", "\"")),
            None => PG.quote(name),
        }
    });
    quoted.collect::<Vec<_>>().join(", ")
}

/// Types have one name, and the body is this database's.
pub(super) fn canonical(routine: &mut Routine) {
    let written = |found: &mut Expression, write: &dyn Fn(&str) -> String| {
        if let Ok(text) = found.text(PG) {
            *found = Expression::new(write(text));
        }
    };
    written(&mut routine.arguments, &|text| {
        Arguments::parse(text).to_string()
    });
    if let Some(returns) = &mut routine.returns {
        written(returns, &|text| returned(text));
    }
    written(&mut routine.body, &ToOwned::to_owned);
    routine.language = routine.language.to_ascii_lowercase();
    for value in routine.settings.values_mut() {
        let parts: Vec<&str> = value.split(',').map(str::trim).collect();
        *value = parts.join(", ").replace('"', "");
    }
    routine.only_on = Vec::new();
}

fn returned(text: &str) -> String {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    if let Some(of) = lower.strip_prefix("setof ") {
        return format!("SETOF {}", type_name(&text[text.len() - of.len()..]));
    }
    match (lower.strip_prefix("table"), text.find('('), text.rfind(')')) {
        (Some(_), Some(open), Some(close)) if open < close => {
            format!("TABLE({})", Arguments::parse(&text[open + 1..close]))
        }
        _ => type_name(text),
    }
}
