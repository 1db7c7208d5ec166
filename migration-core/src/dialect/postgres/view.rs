//! Views: <https://www.postgresql.org/docs/current/sql-createview.html>,
//! <https://www.postgresql.org/docs/current/sql-creatematerializedview.html>.

use super::{Lowered, PG, text, word};
use crate::dialect::{ProbeObject, Statement, Target, Unsupported};
use crate::operation::CreateObject;
use crate::schema::{SchemaState, View};

/// `OR REPLACE` wants the columns that there are, in their order, and takes more behind them. Materialized views have no
/// such thing: one that is there goes first.
pub(super) fn create(
    view: &View,
    op: &CreateObject,
    before: &SchemaState,
    target: &Target,
) -> Lowered {
    let mut statements = Vec::new();
    let replaces = op.or_replace && view.materialized;
    if replaces && before.object(&op.object.id()).is_some() {
        statements.push(drop(view));
    }
    let or_replace = word(op.or_replace && !view.materialized, "OR REPLACE ");
    let if_not_exists = word(op.if_not_exists && view.materialized, "IF NOT EXISTS ");
    statements.push(Statement::new(definition(
        view,
        or_replace,
        if_not_exists,
        target,
    )?));
    Ok(statements)
}

/// The columns may be others than before, which `OR REPLACE` refuses.
pub(super) fn alter(view: &View, target: &Target) -> Lowered {
    let create = Statement::new(definition(view, "", "", target)?);
    let id = crate::schema::Object::View(view.clone()).id();
    Ok(vec![drop(view), create.creates(ProbeObject::Object(id))])
}

fn drop(view: &View) -> Statement {
    let materialized = word(view.materialized, "MATERIALIZED ");
    Statement::new(format!(
        "DROP {materialized}VIEW {}",
        PG.quote_name(&view.name)
    ))
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
