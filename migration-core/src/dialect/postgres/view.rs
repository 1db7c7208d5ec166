//! Views: <https://www.postgresql.org/docs/current/sql-createview.html>,
//! <https://www.postgresql.org/docs/current/sql-creatematerializedview.html>.

use super::{Lowered, PG, index, text, word};
use crate::dialect::{LockLevel, ProbeObject, Statement, Target, Unsupported};
use crate::operation::{AlterObject, CreateObject};
use crate::schema::{Expression, Object, ObjectName, SchemaState, View};

/// `OR REPLACE` wants the columns that there are, in their order, and takes more behind them. Materialized views have no
/// such thing: one that is there goes first.
pub(super) fn create(
    view: &View,
    op: &CreateObject,
    before: &SchemaState,
    target: &Target,
) -> Lowered {
    if op.or_replace && view.materialized {
        if before.object(&op.object.id()).is_some() {
            let to = Object::View(view.clone());
            return super::object::alter(&AlterObject { to }, before, target);
        }
        let mut statements = vec![drop(view, "IF EXISTS ")];
        statements.extend(whole(view, "", "", target)?);
        return Ok(statements);
    }
    let or_replace = word(op.or_replace, "OR REPLACE ");
    let if_not_exists = word(op.if_not_exists && view.materialized, "IF NOT EXISTS ");
    whole(view, or_replace, if_not_exists, target)
}

/// The columns may be others than before, which `OR REPLACE` refuses; but it is the one way where other views read this
/// one.
pub(super) fn alter(view: &View, before: &SchemaState, target: &Target) -> Lowered {
    if !view.materialized && before.views_of(&view.name).next().is_some() {
        return whole(view, "OR REPLACE ", "", target);
    }
    let mut statements = vec![drop(view, "")];
    statements.extend(whole(view, "", "", target)?);
    Ok(statements)
}

/// Concurrently, what is there is compared with what should be, and only that written which differs.
pub(super) fn refresh(name: &ObjectName, concurrently: bool) -> Statement {
    let statement = Statement::new(format!(
        "REFRESH MATERIALIZED VIEW {}{}",
        word(concurrently, "CONCURRENTLY "),
        PG.quote_name(name)
    ));
    match concurrently {
        true => statement.locks(name, LockLevel::Exclusive).scans(),
        false => statement.locks(name, LockLevel::AccessExclusive).rewrites(),
    }
}

fn drop(view: &View, if_exists: &str) -> Statement {
    let materialized = word(view.materialized, "MATERIALIZED ");
    Statement::new(format!(
        "DROP {materialized}VIEW {if_exists}{}",
        PG.quote_name(&view.name)
    ))
    .locks(&view.name, LockLevel::AccessExclusive)
}

/// The view and its indexes.
fn whole(view: &View, or_replace: &str, if_not_exists: &str, target: &Target) -> Lowered {
    let id = Object::View(view.clone()).id();
    let create = Statement::new(definition(view, or_replace, if_not_exists, target)?);
    let create = match or_replace.is_empty() {
        true => create,
        false => create.locks(&view.name, LockLevel::AccessExclusive),
    };
    let mut statements = vec![create.creates(ProbeObject::Object(id))];
    for index in view.indexes.values() {
        statements.push(index::create_on(&view.name, index, if_not_exists, target)?);
        statements.extend(index::comment(&view.name, index));
    }
    Ok(statements)
}

fn definition(
    view: &View,
    or_replace: &str,
    if_not_exists: &str,
    target: &Target,
) -> Result<String, Unsupported> {
    let materialized = word(view.materialized, "MATERIALIZED ");
    let columns = match view.columns.is_empty() {
        true => String::new(),
        false => format!(" ({})", PG.quote_list(&view.columns)),
    };
    let invoker = word(view.security_invoker, " WITH (security_invoker = true)");
    let query = text(&view.query, target)?.trim().trim_end_matches(';');
    // A comment at the end of the query must not swallow what follows.
    let end = if query.contains("--") { "\n" } else { " " };
    let tail = match view.check_option {
        Some(option) => format!("{end}WITH {} CHECK OPTION", option.sql()),
        None if view.without_data => format!("{end}WITH NO DATA"),
        None => String::new(),
    };
    Ok(format!(
        "CREATE {or_replace}{materialized}VIEW {if_not_exists}{}{columns}{invoker} AS {query}{tail}",
        PG.quote_name(&view.name)
    ))
}

/// The query is in one line, and says itself what its columns are called. Whether there are rows is no matter of the
/// schema.
pub(super) fn canonical(view: &mut View) {
    if let Ok(text) = view.query.text(PG) {
        let text = super::canonical::in_one_line(text);
        view.query = Expression::new(text.trim_end_matches(';').trim_end());
    }
    view.columns = Vec::new();
    view.without_data = false;
    view.indexes.values_mut().for_each(super::canonical::index);
}
