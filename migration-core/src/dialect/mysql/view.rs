//! Views: <https://dev.mysql.com/doc/refman/8.4/en/create-view.html>.

use super::context::{Answer, Context};
use super::object;
use crate::dialect::lacks::instead_of;
use crate::dialect::{Dialect, ProbeObject, Statement};
use crate::operation::{CreateObject, RenameObject};
use crate::schema::{Expression, ObjectKind, View};

pub(super) fn create(cx: &Context<'_>, view: &View, op: &CreateObject) -> Answer<Statement> {
    if view.materialized {
        return refuse_materialized(cx);
    }
    let or_replace = if op.or_replace { "OR REPLACE " } else { "" };
    definition(cx, view, or_replace)
}

pub(super) fn replace(cx: &Context<'_>, view: &View) -> Answer<Statement> {
    if view.materialized {
        return refuse_materialized(cx);
    }
    definition(cx, view, "OR REPLACE ")
}

/// `RENAME TABLE` does it, but not to another database.
pub(super) fn rename(cx: &Context<'_>, op: &RenameObject) -> Answer<Vec<Statement>> {
    if op.id.name.schema != op.to.schema {
        return cx.refuse(
            "way to move a view to another database",
            "drop the view and create it there",
        );
    }
    let (from, to) = (cx.quote_name(&op.id.name)?, cx.quote_name(&op.to)?);
    let probe = ProbeObject::Object(op.id.named(op.to.clone()));
    let statement = Statement::new(format!("RENAME TABLE {from} TO {to}")).creates(probe);
    let mut statements = vec![statement];
    statements.extend(object::follow(cx, &op.id.name, &op.to)?);
    Ok(statements)
}

fn refuse_materialized<T>(cx: &Context<'_>) -> Answer<T> {
    let (what, instead) = instead_of(ObjectKind::MaterializedView);
    cx.refuse(what, instead)
}

fn definition(cx: &Context<'_>, view: &View, or_replace: &str) -> Answer<Statement> {
    let name = cx.quote_name(&view.name)?;
    let columns = match view.columns.is_empty() {
        true => String::new(),
        false => format!(" ({})", cx.quote_list(&view.columns)?),
    };
    let invoker = if view.security_invoker {
        "SQL SECURITY INVOKER "
    } else {
        ""
    };
    let query = cx.sql(&view.query)?.trim().trim_end_matches(';').to_owned();
    let end = if query.contains("--") || query.contains('#') {
        "\n"
    } else {
        " "
    };
    let check = match view.check_option {
        Some(option) => format!("{end}WITH {} CHECK OPTION", option.sql()),
        None => String::new(),
    };
    Ok(Statement::new(format!(
        "CREATE {or_replace}{invoker}VIEW {name}{columns} AS {query}{check}"
    )))
}

/// The query is in one line. The server writes it in its own words; see introspection.
pub(super) fn canonical(view: &mut View) {
    if let Ok(text) = view.query.text(Dialect::Mysql) {
        let words: Vec<&str> = text.split_whitespace().collect();
        view.query = Expression::new(words.join(" ").trim_end_matches(';').trim_end());
    }
    view.columns = Vec::new();
}
