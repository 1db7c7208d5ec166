//! Views: <https://www.sqlite.org/lang_createview.html>. They cannot be renamed or replaced, only made again.

use super::context::quote;
use super::{Context, trigger};
use crate::dialect::lacks::instead_of;
use crate::dialect::{Dialect, ProbeObject, Statement, Unsupported};
use crate::operation::{CreateObject, RenameObject};
use crate::schema::{Expression, Object, ObjectKind, ObjectName, View};

type Lowered = Result<Vec<Statement>, Unsupported>;

pub(super) fn create(view: &View, op: &CreateObject, context: &Context<'_>) -> Lowered {
    if view.materialized {
        return refuse_materialized(context);
    }
    let mut statements = Vec::new();
    if op.or_replace {
        let name = context.name(&view.name)?;
        statements.push(Statement::new(format!("DROP VIEW IF EXISTS {name}")));
        statements.push(definition(view, "", context)?);
        statements.extend(triggers(&view.name, &view.name, context)?);
        return Ok(statements);
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
    let mut statements = vec![drop, definition(view, "", context)?];
    statements.extend(triggers(&view.name, &view.name, context)?);
    Ok(statements)
}

/// The triggers of a view go with it when it is made again, perhaps under another name.
fn triggers(name: &ObjectName, to: &ObjectName, context: &Context<'_>) -> Lowered {
    let mut statements = Vec::new();
    for (_, object) in context.before.objects_on(name) {
        let mut object = object.clone();
        object.rename_table(name, to);
        if let Object::Trigger(trigger) = &object {
            statements.push(trigger::definition(trigger, context)?);
        }
    }
    Ok(statements)
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
    let mut statements = vec![drop, definition(&renamed, "", context)?];
    statements.extend(triggers(&view.name, &op.to, context)?);
    // What reads it has the old name in it, and nothing follows.
    for reader in context.before.views_of(&view.name) {
        let mut reader = reader.clone();
        reader.query = reader.query.rename_relation(&view.name, &op.to);
        statements.extend(replace(&reader, context)?);
    }
    for user in context.before.triggers() {
        if let Some(body) = user.body.as_ref().filter(|body| body.reads(&view.name)) {
            let mut user = user.clone();
            user.body = Some(body.rename_relation(&view.name, &op.to));
            statements.extend(trigger::replace(&user, context)?);
        }
    }
    Ok(statements)
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
            "views with the rights of who reads them",
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

/// The query as SQLite keeps it.
pub(super) fn canonical(view: &mut View) {
    if let Ok(text) = view.query.text(Dialect::Sqlite) {
        view.query = Expression::new(text.trim().trim_end_matches(';').trim_end());
    }
}
