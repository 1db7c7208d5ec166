//! What models say that something was called before.

use std::collections::BTreeMap;

use super::assemble::{Assembled, quoted};
use super::{ModelEnum, ModelTable};
use crate::schema::{ObjectName, Renames, Was};
use crate::{Location, Problem};

/// Takes in the old names of a table and its parts.
pub(super) fn of_table(
    renames: &mut Renames,
    model: &ModelTable,
    assembled: &Assembled,
    problems: &mut Vec<Problem>,
) {
    let table = &model.name;
    if let Some(was) = &model.was {
        let was = Was::new(was.clone(), model.at);
        renames.tables.insert(table.clone(), was);
    }
    let columns = (model.columns.iter())
        .map(|column| (&column.column.name, column.was.as_ref(), column.at))
        .collect::<Vec<_>>();
    let of = format!("table {}", quoted(table));
    for (name, was) in each("column", &of, &columns, problems) {
        renames.columns.insert((table.clone(), name), was);
    }
    for part in &assembled.were {
        let (map, what) = match part.is_index {
            true => (&mut renames.indexes, "index"),
            false => (&mut renames.constraints, "constraint"),
        };
        if part.was == part.name {
            problems.push(same(what, &part.name, part.at));
        }
        let was = Was::new(part.was.clone(), part.at);
        map.insert((table.clone(), part.name.clone()), was);
    }
}

/// Takes in the old names of an enum type and its values.
pub(super) fn of_enum(renames: &mut Renames, said: &ModelEnum, problems: &mut Vec<Problem>) {
    if let Some(was) = &said.was {
        let was = Was::new(was.clone(), said.at);
        renames.enums.insert(said.name.clone(), was);
    }
    let values = (said.values.iter())
        .map(|value| {
            let was = said.values_were.iter().find(|(of, ..)| of == value);
            (
                value,
                was.map(|(_, was, _)| was),
                was.map_or(said.at, |it| it.2),
            )
        })
        .collect::<Vec<_>>();
    let of = format!("type {}", quoted(&said.name));
    for (value, was) in each("value", &of, &values, problems) {
        renames.enum_values.insert((said.name.clone(), value), was);
    }
}

/// The names that were others, of a list of all names. A name can have been one that is there now only if that one was
/// another itself.
fn each(
    what: &str,
    of: &str,
    names: &[(&String, Option<&String>, Location)],
    problems: &mut Vec<Problem>,
) -> Vec<(String, Was<String>)> {
    let mut seen = BTreeMap::new();
    let mut renamed = Vec::new();
    for (name, was, at) in names {
        let Some(was) = was else { continue };
        let holder = (names.iter()).find(|(other, of_other, _)| other == was && of_other.is_none());
        if was == name {
            problems.push(same(what, name, *at));
        } else if holder.is_some() {
            let message =
                format!("{what} \"{name}\" of {of} was \"{was}\", and \"{was}\" is there");
            let help = format!("leave `was` out, or the {what} \"{was}\"");
            problems.push(Problem::new(message).at(*at).help(help));
        } else if let Some(other) = seen.insert(*was, *name) {
            let message = format!("\"{other}\" and \"{name}\" of {of} both were \"{was}\"");
            let help = "one can have been: leave the other `was` out";
            problems.push(Problem::new(message).at(*at).help(help));
        }
        renamed.push(((*name).clone(), Was::new((*was).clone(), *at)));
    }
    renamed
}

fn same(what: &str, name: &str, at: Location) -> Problem {
    let message = format!("{what} \"{name}\" was \"{name}\", which is its name");
    Problem::new(message).at(at).help("leave `was` out")
}

/// Finds tables, or enum types, that were what others are or were.
pub(super) fn names_clash(
    what: &str,
    were: &BTreeMap<ObjectName, Was<ObjectName>>,
    is_there: impl Fn(&ObjectName) -> bool,
    problems: &mut Vec<Problem>,
) {
    let mut seen = BTreeMap::new();
    for (name, was) in were {
        let old = &was.name;
        if old == name {
            problems.push(same(what, &name.to_string(), was.at));
        } else if is_there(old) && !were.contains_key(old) {
            let message = format!("{what} \"{name}\" was \"{old}\", and \"{old}\" is there");
            let help = format!("leave `was` out, or the {what} \"{old}\"");
            problems.push(Problem::new(message).at(was.at).help(help));
        } else if let Some(other) = seen.insert(old, name) {
            let message = format!("\"{other}\" and \"{name}\" both were \"{old}\"");
            let help = "one can have been: leave the other `was` out";
            problems.push(Problem::new(message).at(was.at).help(help));
        }
    }
}
