//! Domains, composite types and range types.

use super::Unwritable;
use super::literal::{default, name, sql, type_source};
use super::rust::{Argument, Call, Line, text};
use crate::schema::{
    Attribute, Check, Composite, CompositeChange, Domain, DomainChange, RangeType,
};

pub(super) fn domain(domain: &Domain) -> Result<Vec<Call>, Unwritable> {
    let Domain {
        name: called,
        base,
        default: value,
        not_null,
        collation,
        checks,
    } = domain;
    let arguments = vec![name(called), type_source(base)?];
    let mut calls = vec![Call::new("create_domain", arguments)];
    for check in checks.values() {
        calls.push(check_call(["check", "check_not_valid"], check)?);
    }
    if let Some(value) = value {
        calls.push(Call::new("default", vec![default(value)?]));
    }
    calls.extend(not_null.then(|| Call::bare("not_null")));
    if let Some(collation) = collation {
        calls.push(Call::new("collate", vec![text(collation)]));
    }
    Ok(calls)
}

/// A check, by the method for one that holds or by that for one that may be broken.
fn check_call([valid, not_valid]: [&str; 2], check: &Check) -> Result<Call, Unwritable> {
    if check.not_enforced {
        return Err(Unwritable::because("a check of a domain is enforced"));
    }
    let method = if check.not_valid { not_valid } else { valid };
    let arguments = vec![text(&check.name), sql(&check.expression)?];
    Ok(Call::new(method, arguments))
}

pub(super) fn domain_change(change: &DomainChange) -> Result<Call, Unwritable> {
    Ok(match change {
        DomainChange::Default(None) => Call::bare("drop_default"),
        DomainChange::Default(Some(it)) => Call::new("set_default", vec![default(it)?]),
        DomainChange::NotNull(true) => Call::bare("set_not_null"),
        DomainChange::NotNull(false) => Call::bare("set_nullable"),
        DomainChange::AddCheck(check) => check_call(["add_check", "add_check_not_valid"], check)?,
        DomainChange::DropCheck(check) => Call::new("drop_check", vec![text(check)]),
        DomainChange::ValidateCheck(check) => Call::new("validate_check", vec![text(check)]),
    })
}

fn attribute(method: &str, attribute: &Attribute) -> Result<Call, Unwritable> {
    let Attribute {
        name,
        attribute_type,
    } = attribute;
    let arguments = vec![text(name), type_source(attribute_type)?];
    Ok(Call::new(method, arguments))
}

pub(super) fn composite(composite: &Composite) -> Result<Vec<Call>, Unwritable> {
    let Composite {
        name: called,
        attributes,
    } = composite;
    let mut lines = Vec::new();
    for it in attributes {
        lines.push(Line::Calls("t", vec![attribute("attribute", it)?]));
    }
    let arguments = vec![name(called), Argument::Block("t", lines)];
    Ok(vec![Call::new("create_composite_type", arguments)])
}

pub(super) fn composite_change(change: &CompositeChange) -> Result<Call, Unwritable> {
    Ok(match change {
        CompositeChange::Add(it) => attribute("add_attribute", it)?,
        CompositeChange::Drop(name) => Call::new("drop_attribute", vec![text(name)]),
        CompositeChange::Rename { from, to } => {
            Call::new("rename_attribute", vec![text(from), text(to)])
        }
        CompositeChange::Type { name, to } => {
            let arguments = vec![text(name), type_source(to)?];
            Call::new("change_attribute_type", arguments)
        }
    })
}

pub(super) fn range(range: &RangeType) -> Result<Vec<Call>, Unwritable> {
    let RangeType {
        name: called,
        subtype,
        operator_class,
        difference,
    } = range;
    let arguments = vec![name(called), type_source(subtype)?];
    let mut calls = vec![Call::new("create_range_type", arguments)];
    let said = [
        ("operator_class", operator_class),
        ("difference", difference),
    ];
    for (method, said) in said {
        calls.extend((said.iter()).map(|it| Call::new(method, vec![text(it)])));
    }
    Ok(calls)
}
