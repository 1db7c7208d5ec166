//! Functions and procedures: <https://dev.mysql.com/doc/refman/8.4/en/create-procedure.html>.
//!
//! A server that keeps a binary log takes a function only if it says that it is deterministic or only reads
//! (<https://dev.mysql.com/doc/refman/8.4/en/stored-programs-logging.html>): `immutable()` or `stable()`. The body is
//! sent as one statement, so it needs no `DELIMITER`.

use super::context::{Answer, Context};
use crate::dialect::{Dialect, ProbeObject, Statement};
use crate::operation::CreateObject;
use crate::schema::object::arguments::Arguments;
use crate::schema::{Expression, Object, ObjectId, ObjectName, Parallel, Routine, Volatility};

/// The longest comment in characters.
const COMMENT_CHARS: usize = 2048;

pub(super) fn create(
    cx: &Context<'_>,
    routine: &Routine,
    op: &CreateObject,
) -> Answer<Vec<Statement>> {
    if !routine.is_on(Dialect::Mysql) {
        return Ok(Vec::new());
    }
    let id = routine.id();
    let others = cx.before.overloads(&id).filter(|other| **other != id);
    let mut others = others.filter_map(|other| cx.before.object(other));
    if others.any(|other| matches!(other, Object::Routine(other) if other.is_on(Dialect::Mysql))) {
        return cx.refuse(
            format!("two routines of one name (\"{}\")", routine.name),
            "give it a name of its own",
        );
    }
    match op.or_replace {
        true => replace(cx, routine),
        false => Ok(vec![definition(cx, routine, "")?]),
    }
}

/// MySQL has no `OR REPLACE` for routines. What was said of it in a comment is said again.
pub(super) fn replace(cx: &Context<'_>, routine: &Routine) -> Answer<Vec<Statement>> {
    if !routine.is_on(Dialect::Mysql) {
        return Ok(Vec::new());
    }
    let id = routine.id();
    let mut statements = match cx.is_mariadb() {
        true => vec![definition(cx, routine, "OR REPLACE ")?],
        false => {
            let name = cx.quote_name(&routine.name)?;
            let drop = Statement::new(format!("DROP {} IF EXISTS {name}", kind(routine)));
            let probe = ProbeObject::Object(id.clone());
            vec![drop, definition(cx, routine, "")?.creates(probe)]
        }
    };
    if let Some(comment) = cx.before.object_comments.get(&id) {
        statements.push(comment_on(cx, kind(routine), &id.name, Some(comment))?);
    }
    Ok(statements)
}

/// There is no such thing, so it is made again.
pub(super) fn rename(cx: &Context<'_>, id: &ObjectId, to: &ObjectName) -> Answer<Vec<Statement>> {
    let Some(Object::Routine(routine)) = cx.before.object(id) else {
        return cx.refuse(
            format!(
                "way to rename a routine that no migration made (\"{}\")",
                id.name
            ),
            "drop it and create it under the new name",
        );
    };
    let drop = format!("DROP {} {}", kind(routine), cx.quote_name(&id.name)?);
    let renamed = Routine {
        name: to.clone(),
        ..(**routine).clone()
    };
    let mut statements = vec![
        definition(cx, &renamed, "")?.creates(ProbeObject::Object(renamed.id())),
        Statement::new(drop).removes(ProbeObject::Object(id.clone())),
    ];
    if let Some(comment) = cx.before.object_comments.get(id) {
        statements.push(comment_on(cx, kind(routine), to, Some(comment))?);
    }
    Ok(statements)
}

pub(super) fn comment(cx: &Context<'_>, id: &ObjectId, comment: Option<&str>) -> Answer<Statement> {
    let kind = match id.kind == crate::schema::ObjectKind::Procedure {
        true => "PROCEDURE",
        false => "FUNCTION",
    };
    comment_on(cx, kind, &id.name, comment)
}

fn comment_on(
    cx: &Context<'_>,
    kind: &str,
    name: &ObjectName,
    comment: Option<&str>,
) -> Answer<Statement> {
    let text = cx.comment(comment.unwrap_or(""), COMMENT_CHARS)?;
    let name = cx.quote_name(name)?;
    Ok(Statement::new(format!(
        "ALTER {kind} {name} COMMENT {text}"
    )))
}

fn kind(routine: &Routine) -> &'static str {
    match routine.is_procedure {
        true => "PROCEDURE",
        false => "FUNCTION",
    }
}

/// Rights are those of the caller unless it is said otherwise, as on PostgreSQL; the server's own default is the other
/// way round.
fn definition(cx: &Context<'_>, routine: &Routine, or_replace: &str) -> Answer<Statement> {
    check(cx, routine)?;
    let mut sql = format!(
        "CREATE {or_replace}{} {}({})",
        kind(routine),
        cx.quote_name(&routine.name)?,
        cx.sql(&routine.arguments)?,
    );
    if let Some(returns) = &routine.returns {
        sql += &format!(" RETURNS {}", cx.sql(returns)?);
    }
    sql += match routine.volatility {
        Volatility::Volatile => "",
        Volatility::Stable => " READS SQL DATA",
        Volatility::Immutable => " DETERMINISTIC NO SQL",
    };
    sql += match routine.security_definer {
        true => " SQL SECURITY DEFINER",
        false => " SQL SECURITY INVOKER",
    };
    let body = cx
        .sql(&routine.body)?
        .trim()
        .trim_end_matches(';')
        .trim_end();
    Ok(Statement::new(format!("{sql} {body}")))
}

fn check(cx: &Context<'_>, routine: &Routine) -> Answer<()> {
    let returns = routine
        .returns
        .as_ref()
        .map(|returns| cx.sql(returns))
        .transpose()?;
    let returns = returns.unwrap_or_default().trim().to_ascii_lowercase();
    if returns == "trigger" {
        return cx.refuse(
            "functions for triggers",
            "give the trigger a body(\"...\"), and the function .on(Postgres)",
        );
    }
    if returns.starts_with("setof") || returns.starts_with("table") {
        return cx.refuse(
            "functions that give back rows",
            "create a view, or a procedure that selects",
        );
    }
    if routine.strict {
        return cx.refuse(
            "strict functions",
            "return NULL for a NULL argument in the body",
        );
    }
    if routine.parallel != Parallel::Unsafe {
        return cx.refuse("parallel functions", "leave parallel(...) out");
    }
    if !routine.settings.is_empty() {
        return cx.refuse("settings of a function", "set them in the body");
    }
    Ok(())
}

/// The texts of this database, types in one way of writing, and no language. Names alone tell routines apart.
pub(super) fn canonical(routine: &mut Routine) {
    let written = |found: &mut Expression, write: &dyn Fn(&str) -> String| {
        if let Ok(text) = found.text(Dialect::Mysql) {
            *found = Expression::new(write(text));
        }
    };
    written(&mut routine.arguments, &|text| {
        Arguments::parse_with_limits(text).to_string()
    });
    if let Some(returns) = &mut routine.returns {
        written(returns, &|text| {
            Arguments::parse_with_limits(text).identity()
        });
    }
    written(&mut routine.body, &|text| {
        text.trim().trim_end_matches(';').trim_end().to_owned()
    });
    routine.language = "sql".into();
    routine.only_on = Vec::new();
}
