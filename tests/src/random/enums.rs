//! Changes of enum types.

use super::*;

pub(super) fn change(choices: &mut Choices<'_>, state: &SchemaState) -> Option<Operation> {
    let names: Vec<&ObjectName> = state.enums.keys().collect();
    let name = (*choices.of(&names)?).clone();
    let values = &state.enum_type(&name)?.values;
    let neighbour = choices.of(values)?.clone();
    Some(match choices.below(7) {
        0 => {
            let position = match choices.below(3) {
                0 => ValuePosition::Last,
                1 => ValuePosition::Before(neighbour),
                _ => ValuePosition::After(neighbour),
            };
            AddEnumValue {
                value: choices.name("v"),
                name,
                position,
                if_not_exists: false,
            }
            .into()
        }
        1 => RenameEnumValue {
            name,
            from: neighbour,
            to: choices.name("v"),
        }
        .into(),
        2 => RenameEnum {
            from: name,
            to: ObjectName::new(choices.name("e")),
        }
        .into(),
        3 | 4 => {
            let others: Vec<&String> = values.iter().filter(|it| **it != neighbour).collect();
            let to = choices.of(&others)?.to_string();
            DropEnumValue {
                name,
                value: neighbour,
                to: choices.chance(2).then_some(to),
            }
            .into()
        }
        5 => CommentOnEnum {
            name,
            comment: choices.chance(2).then(|| "how far it is".to_owned()),
        }
        .into(),
        _ => DropEnum {
            name,
            if_exists: false,
        }
        .into(),
    })
}

/// A value of the type, if it is an enum type.
pub(super) fn default(
    choices: &mut Choices<'_>,
    state: &SchemaState,
    column_type: &ColumnType,
) -> Option<DefaultValue> {
    let ColumnType::Enumeration(name) = column_type else {
        return None;
    };
    let value = choices.of(&state.enum_type(name)?.values)?;
    Some(value.as_str().into())
}
