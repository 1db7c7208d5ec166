//! Objects besides tables and enum types as PostgreSQL keeps them.

use super::{column_type, expression};
use crate::dialect::postgres::{PG, default, routine, rule, sequence, trigger, view};
use crate::schema::{DefaultValue, Object, ObjectKind, ObjectName, SchemaState};

/// Roles are the server's, and of an extension it is only known that it is there.
pub(super) fn canonical(state: &mut SchemaState, enums: &[ObjectName]) {
    let found = std::mem::take(&mut state.objects).into_values();
    for mut found in found.filter(is_here) {
        object(&mut found, enums);
        state.objects.insert(found.id(), found);
    }
    let objects = &state.objects;
    (state.object_comments).retain(|id, comment| {
        objects.contains_key(id) && id.kind != ObjectKind::Extension && !comment.is_empty()
    });
}

fn is_here(object: &Object) -> bool {
    match object {
        Object::Role(_) => false,
        Object::Routine(routine) => routine.is_on(PG),
        _ => true,
    }
}

fn object(object: &mut Object, enums: &[ObjectName]) {
    match object {
        Object::Extension(extension) => {
            extension.schema = None;
            extension.version = None;
        }
        Object::Domain(domain) => {
            column_type(&mut domain.base, enums);
            if domain.collation.as_deref() == Some("default") {
                domain.collation = None;
            }
            if let Some(DefaultValue::Expression(computed)) = &mut domain.default {
                expression(computed);
            }
            let found = domain.default.take();
            domain.default = found.and_then(|found| default::canonical(found, &domain.base));
            for check in domain.checks.values_mut() {
                expression(&mut check.expression);
            }
        }
        Object::Composite(composite) => {
            for attribute in &mut composite.attributes {
                column_type(&mut attribute.attribute_type, enums);
            }
            composite.attributes.sort_by(|a, b| a.name.cmp(&b.name));
        }
        Object::Range(range) => column_type(&mut range.subtype, enums),
        Object::Policy(policy) => {
            policy.roles.retain(|role| role != "PUBLIC");
            policy.roles.sort_unstable();
            policy.using.iter_mut().for_each(expression);
            policy.check.iter_mut().for_each(expression);
        }
        Object::Publication(publication) => {
            let all = ["insert", "update", "delete", "truncate"];
            publication.operations = in_order(&publication.operations, &all);
            publication
                .tables
                .iter_mut()
                .for_each(|it| it.sort_unstable());
        }
        Object::Statistics(statistics) => {
            let all = ["ndistinct", "dependencies", "mcv"];
            statistics.kinds = in_order(&statistics.kinds, &all);
            statistics.columns.sort_unstable();
        }
        Object::View(found) => view::canonical(found),
        Object::Sequence(found) => *found = sequence::whole(found),
        Object::Routine(found) => routine::canonical(found),
        Object::Trigger(found) => trigger::canonical(found),
        Object::Rule(found) => rule::canonical(found),
        Object::Namespace(_) | Object::Role(_) => {}
    }
}

/// The words among all that there are, in their order; none when it is all of them, which is what saying nothing means.
fn in_order(words: &[String], all: &[&str]) -> Vec<String> {
    let said = |word: &&&str| words.iter().any(|other| other.eq_ignore_ascii_case(word));
    let found: Vec<String> = (all.iter().filter(said))
        .map(|word| (*word).to_owned())
        .collect();
    match found.len() == all.len() {
        true => Vec::new(),
        false => found,
    }
}
