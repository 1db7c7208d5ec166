//! Random changes of what is neither a table nor an enum type. Expressions are said as the server writes them.

use migration_core::Value;
use migration_core::operation::*;
use migration_core::schema::*;

use crate::random::Choices;

/// A change about a table, or about an object of its own.
pub(crate) fn propose(
    choices: &mut Choices<'_>,
    state: &SchemaState,
    table: &Table,
) -> Option<Operation> {
    Some(match choices.below(9) {
        0 => create(domain(choices)),
        1 => create(composite(choices)),
        2 => create(policy(choices, table)?),
        3 => create(statistics(choices, table)?),
        4 => SetRowSecurity {
            table: table.name.clone(),
            to: RowSecurity {
                enabled: choices.chance(2),
                forced: choices.chance(2),
            },
        }
        .into(),
        5 => {
            let constraint = choices.of(&table.constraints())?.clone();
            CommentOnPart {
                table: table.name.clone(),
                part: TablePart::Constraint(constraint.name().to_owned()),
                comment: choices.chance(3).then(|| "it's a key".to_owned()),
            }
            .into()
        }
        6 => grant(choices, state, table),
        _ => change(choices, state)?,
    })
}

fn create(object: Object) -> Operation {
    CreateObject {
        object,
        if_not_exists: false,
        or_replace: false,
    }
    .into()
}

fn domain(choices: &mut Choices<'_>) -> Object {
    let mut domain = Domain {
        name: ObjectName::new(choices.name("d")),
        base: ColumnType::Integer,
        default: choices
            .chance(2)
            .then_some(DefaultValue::Value(Value::Int(7))),
        not_null: choices.chance(2),
        collation: None,
        checks: Default::default(),
    };
    if choices.chance(2) {
        let check = check(choices);
        domain.checks.insert(check.name.clone(), check);
    }
    Object::Domain(Box::new(domain))
}

fn check(choices: &mut Choices<'_>) -> Check {
    Check {
        name: choices.name("k"),
        expression: Expression::new("VALUE > 0"),
        not_valid: choices.chance(3),
        not_enforced: false,
    }
}

fn composite(choices: &mut Choices<'_>) -> Object {
    let name = ObjectName::new(choices.name("y"));
    let attributes = (0..=choices.below(3)).map(|_| attribute(choices)).collect();
    Object::Composite(Composite { name, attributes })
}

fn attribute(choices: &mut Choices<'_>) -> Attribute {
    let types = [ColumnType::Text, ColumnType::String(20), ColumnType::Double];
    Attribute {
        name: choices.name("a"),
        attribute_type: types[choices.below(types.len())].clone(),
    }
}

fn policy(choices: &mut Choices<'_>, table: &Table) -> Option<Object> {
    let commands = [
        PolicyCommand::All,
        PolicyCommand::Select,
        PolicyCommand::Delete,
    ];
    Some(Object::Policy(Policy {
        name: choices.name("p"),
        table: table.name.clone(),
        restrictive: choices.chance(2),
        command: *choices.of(&commands)?,
        roles: Vec::new(),
        using: Some(Expression::new("CURRENT_USER = 'ada'::name")),
        check: None,
    }))
}

fn statistics(choices: &mut Choices<'_>, table: &Table) -> Option<Object> {
    let plain = |column: &&Column| column.column_type.is_integer() && column.generation.is_none();
    let columns: Vec<String> = (table.columns.iter().filter(plain))
        .map(|column| column.name.clone())
        .take(2)
        .collect();
    let statistics = Statistics {
        name: ObjectName::new(choices.name("s")),
        table: table.name.clone(),
        columns,
        kinds: choices
            .chance(2)
            .then(|| "mcv".to_owned())
            .into_iter()
            .collect(),
    };
    (statistics.columns.len() == 2).then_some(Object::Statistics(statistics))
}

/// MySQL refuses to take back what was never granted.
fn grant(choices: &mut Choices<'_>, state: &SchemaState, table: &Table) -> Operation {
    let (on, role) = (GrantTarget::Table(table.name.clone()), "PUBLIC".to_owned());
    let some = [Privilege::Select, Privilege::Update, Privilege::All];
    let privileges = vec![some[choices.below(some.len())]];
    let key = (on.clone(), role.clone());
    let held = |held: &Privileges| privileges.iter().all(|it| held.contains_key(it));
    if state.grants.get(&key).is_some_and(held) && choices.chance(2) {
        return Revoke {
            privileges,
            on,
            from: vec![role],
            grant_option_only: false,
        }
        .into();
    }
    Grant {
        privileges,
        on,
        to: vec![role],
        with_grant_option: false,
    }
    .into()
}

/// A change of an object that is there.
fn change(choices: &mut Choices<'_>, state: &SchemaState) -> Option<Operation> {
    let ids: Vec<&ObjectId> = state.objects.keys().collect();
    let id = (*choices.of(&ids)?).clone();
    if choices.chance(4) {
        return Some(
            DropObject {
                id,
                if_exists: choices.chance(2),
                cascade: false,
            }
            .into(),
        );
    }
    if choices.chance(3) {
        let to = id.name.sibling(choices.name("o"));
        return Some(RenameObject { id, to }.into());
    }
    if choices.chance(3) {
        let comment = choices.chance(3).then(|| "it's an object".to_owned());
        return Some(CommentOnObject { id, comment }.into());
    }
    let change = match state.object(&id)? {
        Object::Domain(domain) => ObjectChange::Domain(match choices.below(5) {
            0 => DomainChange::Default(choices.chance(2).then(|| Value::Int(8).into())),
            1 => DomainChange::NotNull(choices.chance(2)),
            2 => DomainChange::AddCheck(check(choices)),
            3 => DomainChange::DropCheck(domain.checks.keys().next()?.clone()),
            _ => DomainChange::ValidateCheck(domain.checks.keys().next()?.clone()),
        }),
        Object::Composite(composite) => {
            let name = composite.attributes.first()?.name.clone();
            ObjectChange::Composite(match choices.below(4) {
                0 => CompositeChange::Add(attribute(choices)),
                1 => CompositeChange::Drop(name),
                2 => CompositeChange::Rename {
                    from: name,
                    to: choices.name("a"),
                },
                _ => CompositeChange::Type {
                    name,
                    to: ColumnType::Text,
                },
            })
        }
        Object::Policy(policy) => {
            let mut policy = policy.clone();
            policy.restrictive = choices.chance(2);
            policy.using = Some(Expression::new("CURRENT_USER = 'bob'::name"));
            let to = Object::Policy(policy);
            return Some(AlterObject { to }.into());
        }
        _ => return None,
    };
    Some(ChangeObject { id, change }.into())
}
