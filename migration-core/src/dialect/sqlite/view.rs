//! Views: <https://www.sqlite.org/lang_createview.html>. They cannot be renamed or replaced, only made again.

use super::Context;
use super::context::quote;
use crate::dialect::lacks::instead_of;
use crate::dialect::{ProbeObject, Statement, Unsupported};
use crate::operation::{CreateObject, RenameObject};
use crate::schema::{Object, ObjectKind, View};

type Lowered = Result<Vec<Statement>, Unsupported>;

pub(super) fn create(view: &View, op: &CreateObject, context: &Context<'_>) -> Lowered {
    if view.materialized {
        return refuse_materialized(context);
    }
    let mut statements = Vec::new();
    if op.or_replace {
        let name = context.name(&view.name)?;
        statements.push(Statement::new(format!("DROP VIEW IF EXISTS {name}")));
    }
    let if_not_exists = if op.if_not_exists {
        "IF NOT EXISTS "
    } else {
        ""
    };
    statements.push(definition(view, if_not_exists, context)?);
    Ok(statements)
}

pub(super) fn replace(view: &View, context: &Context<'_>) -> Lowered {
    if view.materialized {
        return refuse_materialized(context);
    }
    let drop = Statement::new(format!("DROP VIEW {}", context.name(&view.name)?));
    Ok(vec![drop, definition(view, "", context)?])
}

pub(super) fn rename(op: &RenameObject, context: &Context<'_>) -> Lowered {
    let Some(Object::View(view)) = context.before.object(&op.id) else {
        return Err(context.unsupported(
            format!(
                "way to rename a view that no migration made (\"{}\")",
                op.id.name
            ),
            "drop it and create it under the new name with schema.sql(...)",
        ));
    };
    let drop = Statement::new(format!("DROP VIEW {}", context.name(&view.name)?));
    let renamed = View {
        name: op.to.clone(),
        ..view.clone()
    };
    Ok(vec![drop, definition(&renamed, "", context)?])
}

fn refuse_materialized<T>(context: &Context<'_>) -> Result<T, Unsupported> {
    let (what, instead) = instead_of(ObjectKind::MaterializedView);
    Err(context.unsupported(what, instead))
}

fn definition(
    view: &View,
    if_not_exists: &str,
    context: &Context<'_>,
) -> Result<Statement, Unsupported> {
    if view.check_option.is_some() {
        return Err(context.unsupported(
            "view that checks what goes in through it",
            "leave out the check option: rows do not go into a view here",
        ));
    }
    if view.security_invoker {
        return Err(context.unsupported(
            "rights, so nobody's rights a view could have",
            "leave out security_invoker()",
        ));
    }
    let name = context.name(&view.name)?;
    let columns: Vec<String> = view.columns.iter().map(|column| quote(column)).collect();
    let columns = match columns.is_empty() {
        true => String::new(),
        false => format!(" ({})", columns.join(", ")),
    };
    let query = context
        .expression(&view.query)?
        .trim()
        .trim_end_matches(';');
    let id = Object::View(view.clone()).id();
    Ok(Statement::new(format!(
        "CREATE VIEW {if_not_exists}{name}{columns} AS {query}"
    ))
    .creates(ProbeObject::Object(id)))
}
