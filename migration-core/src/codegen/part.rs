//! What is said of one table after the other becomes one block.

use super::rust::{Argument, Call, Line};
use super::{Unwritable, literal, part};
use crate::operation::Operation;
use crate::schema::ObjectName;

/// What an operation is written as.
pub(super) enum Part<'a> {
    /// Calls on the schema.
    Schema(Vec<Call>),
    /// Calls on the table that is altered.
    Table(&'a ObjectName, Vec<Call>),
    /// Either: calls on the table, or on the schema where nothing else is said of the table.
    Either(&'a ObjectName, Vec<Call>, Vec<Call>),
    /// Calls on the object that is altered, by the method that alters its kind.
    Object(&'static str, &'a ObjectName, Vec<Call>),
}

impl<'a> Part<'a> {
    /// One call on the schema.
    pub(super) fn call(name: &str, arguments: Vec<Argument>) -> Self {
        Self::Schema(vec![Call::new(name, arguments)])
    }

    /// The block that it stands in: the method that opens it, and what it is about.
    fn block(&self) -> Option<(&'static str, &'a ObjectName)> {
        match self {
            Self::Schema(_) => None,
            Self::Table(table, _) | Self::Either(table, ..) => Some(("alter_table", table)),
            Self::Object(method, name, _) => Some((method, name)),
        }
    }

    fn inside(self) -> Vec<Call> {
        match self {
            Self::Schema(calls)
            | Self::Table(_, calls)
            | Self::Either(_, calls, _)
            | Self::Object(_, _, calls) => calls,
        }
    }
}

/// The statements of operations.
pub(super) fn lines(mut operations: &[Operation]) -> Result<Vec<Line>, Unwritable> {
    let mut parts = Vec::new();
    while let Some((part, count)) = part(operations)? {
        parts.push(part);
        operations = operations.get(count..).unwrap_or_default();
    }
    let mut statements: Vec<Vec<Call>> = Vec::new();
    let mut parts = parts.into_iter().peekable();
    while let Some(first) = parts.next() {
        let Some((method, name)) = first.block() else {
            statements.push(first.inside());
            continue;
        };
        let goes_on = |part: &Part<'_>| part.block() == Some((method, name));
        let is_alone = !parts.peek().is_some_and(goes_on);
        let first = match first {
            Part::Either(_, _, calls) if is_alone => {
                statements.push(calls);
                continue;
            }
            first => first,
        };
        let mut inside = vec![Line::Calls("t", first.inside())];
        while let Some(part) = parts.next_if(goes_on) {
            inside.push(Line::Calls("t", part.inside()));
        }
        let arguments = vec![literal::name(name), Argument::Block("t", inside)];
        statements.push(vec![Call::new(method, arguments)]);
    }
    Ok(apart(statements))
}

/// Statements with a line between those of many lines.
fn apart(statements: Vec<Vec<Call>>) -> Vec<Line> {
    let has_block = |calls: &[Call]| {
        let arguments = calls.iter().flat_map(|call| &call.arguments);
        let mut blocks = arguments.filter(|it| matches!(it, Argument::Block(..)));
        blocks.next().is_some()
    };
    let mut lines = Vec::new();
    let mut long = None;
    for calls in statements {
        let is_long = has_block(&calls);
        if long.is_some_and(|before: bool| before || is_long) {
            lines.push(Line::Blank);
        }
        long = Some(is_long);
        lines.push(Line::Calls("schema", calls));
    }
    lines
}

/// The operations that something records besides, as its last argument: `|schema| { ... }`.
pub(super) fn recorded(operations: &[Operation]) -> Result<Argument, Unwritable> {
    Ok(Argument::Block("schema", lines(operations)?))
}
