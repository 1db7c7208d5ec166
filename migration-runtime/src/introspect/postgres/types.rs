//! Types of the user's own: domains, composite types, ranges.

use migration_core::schema::{
    Attribute, Check, ColumnType, Composite, DefaultValue, Domain, Expression, Object, RangeType,
};

use super::objects::Objects;
use crate::error::Result;
use migration_core::Row;

/// A row for each check, or one without.
pub(super) fn domains(rows: &[Row], objects: &mut Objects) -> Result<()> {
    for row in rows {
        let name = objects.names.read(row, "schema", "name")?;
        let expression: Option<String> = row.get("expression")?;
        let mut domain = Domain {
            name,
            base: ColumnType::Custom(row.get("type")?),
            default: expression.map(|text| DefaultValue::from(Expression::new(text))),
            not_null: row.get("not_null")?,
            collation: row.get("collation")?,
            checks: Default::default(),
        };
        if let Some(Object::Domain(known)) =
            objects.found(&Object::Domain(Box::new(domain.clone())))
        {
            domain = *known.clone();
        }
        if let Some(name) = row.get::<Option<String>>("check_name")? {
            let definition: String = row.get("definition")?;
            let check = Check {
                name: name.clone(),
                expression: Expression::new(rule(&definition)),
                not_valid: !row.get::<bool>("valid")?,
                not_enforced: false,
            };
            domain.checks.insert(name, check);
        }
        objects.put(Object::Domain(Box::new(domain)), row.get("comment")?);
    }
    Ok(())
}

/// What stands in `CHECK (...)`, perhaps with `NOT VALID` behind it.
fn rule(definition: &str) -> &str {
    let text = definition.strip_suffix(" NOT VALID").unwrap_or(definition);
    let inner = text
        .strip_prefix("CHECK (")
        .and_then(|text| text.strip_suffix(')'));
    inner.unwrap_or(text)
}

/// A row for each attribute, in order.
pub(super) fn composites(rows: &[Row], objects: &mut Objects) -> Result<()> {
    for row in rows {
        let mut composite = Composite {
            name: objects.names.read(row, "schema", "name")?,
            attributes: Vec::new(),
        };
        if let Some(Object::Composite(known)) = objects.found(&Object::Composite(composite.clone()))
        {
            composite = known.clone();
        }
        // The last attribute may have been dropped.
        if let Some(name) = row.get::<Option<String>>("attribute")? {
            composite.attributes.push(Attribute {
                name,
                attribute_type: ColumnType::Custom(row.get("type")?),
            });
        }
        objects.put(Object::Composite(composite), row.get("comment")?);
    }
    Ok(())
}

pub(super) fn ranges(rows: &[Row], objects: &mut Objects) -> Result<()> {
    for row in rows {
        let range = RangeType {
            name: objects.names.read(row, "schema", "name")?,
            subtype: ColumnType::Custom(row.get("type")?),
            operator_class: row.get("operator_class")?,
            difference: row.get("difference")?,
        };
        objects.put(Object::Range(range), row.get("comment")?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::rule;

    #[test]
    fn the_rule_of_a_check_is_what_stands_in_its_parentheses() {
        assert_eq!(rule("CHECK (VALUE > (1 + 2))"), "VALUE > (1 + 2)");
        assert_eq!(rule("CHECK (VALUE > 1) NOT VALID"), "VALUE > 1");
    }
}
