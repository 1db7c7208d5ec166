//! Composite and range types: <https://www.postgresql.org/docs/current/sql-createtype.html>.

use super::{Lowered, PG, column_type};
use crate::dialect::{Statement, Target, Unsupported};
use crate::schema::{Attribute, Composite, CompositeChange, ObjectName, RangeType};

pub(super) fn create(composite: &Composite, target: &Target) -> Result<Statement, Unsupported> {
    let attributes: Result<Vec<String>, Unsupported> = (composite.attributes.iter())
        .map(|attribute| attribute_sql(attribute, target))
        .collect();
    Ok(Statement::new(format!(
        "CREATE TYPE {} AS ({})",
        PG.quote_name(&composite.name),
        attributes?.join(", ")
    )))
}

/// Refused by the server while a column is of the type, but for adding, dropping and renaming attributes.
pub(super) fn change(
    name: &ObjectName,
    change: &CompositeChange,
    target: &Target,
) -> Result<Statement, Unsupported> {
    let alter = format!("ALTER TYPE {}", PG.quote_name(name));
    Ok(match change {
        CompositeChange::Add(attribute) => {
            let attribute = attribute_sql(attribute, target)?;
            Statement::new(format!("{alter} ADD ATTRIBUTE {attribute}"))
        }
        CompositeChange::Drop(attribute) => {
            let attribute = PG.quote(attribute);
            Statement::new(format!("{alter} DROP ATTRIBUTE {attribute}")).loses_data()
        }
        CompositeChange::Rename { from, to } => {
            let (from, to) = (PG.quote(from), PG.quote(to));
            Statement::new(format!("{alter} RENAME ATTRIBUTE {from} TO {to}"))
        }
        CompositeChange::Type { name, to } => {
            let (name, to) = (PG.quote(name), column_type::name(to, target)?);
            Statement::new(format!("{alter} ALTER ATTRIBUTE {name} TYPE {to}"))
        }
    })
}

/// What makes the type that is there this one.
pub(super) fn alter(from: &Composite, to: &Composite, target: &Target) -> Lowered {
    let changes = from.changes_to(to);
    (changes.iter())
        .map(|step| change(&to.name, step, target))
        .collect()
}

pub(super) fn create_range(range: &RangeType, target: &Target) -> Result<Statement, Unsupported> {
    let mut parts = vec![format!(
        "SUBTYPE = {}",
        column_type::name(&range.subtype, target)?
    )];
    if let Some(class) = &range.operator_class {
        parts.push(format!("SUBTYPE_OPCLASS = {}", PG.quote(class)));
    }
    if let Some(function) = &range.difference {
        parts.push(format!("SUBTYPE_DIFF = {}", PG.quote(function)));
    }
    Ok(Statement::new(format!(
        "CREATE TYPE {} AS RANGE ({})",
        PG.quote_name(&range.name),
        parts.join(", ")
    )))
}

fn attribute_sql(attribute: &Attribute, target: &Target) -> Result<String, Unsupported> {
    let attribute_type = column_type::name(&attribute.attribute_type, target)?;
    Ok(format!("{} {attribute_type}", PG.quote(&attribute.name)))
}
