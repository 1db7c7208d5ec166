//! The order of seeders: each after those that it names, and by name where that leaves a choice. It is the same whatever
//! the linker does.

use std::collections::{BTreeMap, BTreeSet};

use migration_core::{Error as CoreError, ErrorKind as CoreErrorKind, Location, Problem};

use super::{After, Seeder, SeederMeta, fingerprint};
use crate::error::{DatabaseState, Error, ErrorKind, Result};

/// The longest name that the ledger keeps.
const LONGEST_NAME: usize = 255;

/// A seeder in its order.
pub(crate) struct Seed<'a> {
    pub(crate) meta: SeederMeta,
    pub(crate) seeder: &'a dyn Seeder,
    pub(crate) fingerprint: String,
}

impl Seed<'_> {
    /// What the ledger knows it by.
    pub(crate) fn name(&self) -> &'static str {
        self.meta.name
    }
}

/// All seeders in their order.
///
/// # Errors
///
/// All that is wrong with the names and with what comes after what, each at the user's line.
pub(crate) fn sorted(seeders: &[Box<dyn Seeder>]) -> Result<Vec<Seed<'_>>> {
    let metas: Vec<SeederMeta> = seeders.iter().map(|seeder| seeder.meta()).collect();
    let order = order(&metas).map_err(|problems| {
        Error::from(CoreError::new(CoreErrorKind::Names, problems))
            .of_kind(ErrorKind::History)
            .leaving(DatabaseState::Untouched)
    })?;
    Ok((order.into_iter())
        .filter_map(|at| {
            let (seeder, meta) = (seeders.get(at)?, metas.get(at)?);
            Some(Seed {
                meta: *meta,
                seeder: seeder.as_ref(),
                fingerprint: fingerprint::of(seeder.as_ref()),
            })
        })
        .collect())
}

/// The named seeders, and those that they come after.
///
/// # Errors
///
/// There is none of that name, or it is for other environments.
pub(crate) fn only<'a>(
    seeds: Vec<Seed<'a>>,
    names: &[String],
    environment: &str,
) -> Result<Vec<Seed<'a>>> {
    let wrong = |message: String, help: String| {
        Err(Error::new(ErrorKind::Selection, message)
            .leaving(DatabaseState::Untouched)
            .help(help))
    };
    let mut wanted: BTreeSet<&str> = BTreeSet::new();
    for name in names {
        let Some(seed) = seeds.iter().find(|seed| seed.name() == name) else {
            let known: Vec<&str> = seeds.iter().map(Seed::name).collect();
            return wrong(
                format!("there is no seeder \"{name}\""),
                format!("choose one of these: {}", known.join(", ")),
            );
        };
        if !seed.meta.is_for(environment) {
            let environments = seed.meta.environments.join(", ");
            return wrong(
                format!(
                    "the seeder \"{name}\" is for the environments {environments}, and this is {environment}"
                ),
                "name another environment: --env NAME, in code .environment(\"...\"), or set MIGRATORY_ENV"
                    .to_owned(),
            );
        }
        wanted.insert(name);
    }
    // Each stands behind those that it comes after, so one way back finds them all.
    for seed in seeds.iter().rev() {
        if wanted.contains(seed.name()) {
            wanted.extend(seed.meta.after.iter().map(|after| after.name));
        }
    }
    let wanted: BTreeSet<String> = wanted.into_iter().map(str::to_owned).collect();
    let mut seeds = seeds;
    seeds.retain(|seed| wanted.contains(seed.name()));
    Ok(seeds)
}

/// The positions in their order.
fn order(metas: &[SeederMeta]) -> Result<Vec<usize>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, meta) in metas.iter().enumerate() {
        if let Some(problem) = wrong_with_the_name(meta) {
            problems.push(problem);
        } else if let Some(other) = by_name.insert(meta.name, at) {
            problems.push(used_twice(&metas[other], meta));
        }
    }
    for meta in metas {
        for after in meta.after {
            if !by_name.contains_key(after.name) {
                problems.push(unknown(meta, after, &by_name));
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut left = by_name;
    let mut order = Vec::with_capacity(metas.len());
    // A program has few seeders; the first that waits for nobody is looked for each time.
    while !left.is_empty() {
        let waits = |at: usize| {
            let after = metas[at].after.iter();
            after
                .map(|after| after.name)
                .find(|name| left.contains_key(name))
        };
        let Some((name, at)) = (left.iter())
            .map(|(name, at)| (*name, *at))
            .find(|(_, at)| waits(*at).is_none())
        else {
            return Err(vec![cycle(metas, &left)]);
        };
        left.remove(name);
        order.push(at);
    }
    Ok(order)
}

fn wrong_with_the_name(meta: &SeederMeta) -> Option<Problem> {
    let length = meta.name.chars().count();
    let wrong = length == 0 || length > LONGEST_NAME || meta.name.chars().any(char::is_control);
    wrong.then(|| {
        let message = format!("{:?} cannot be the name of a seeder", meta.name);
        let help = "use 1 to 255 characters, all of them printable";
        placed(Problem::new(message).help(help), meta.at)
    })
}

fn used_twice(one: &SeederMeta, other: &SeederMeta) -> Problem {
    let place = |at: Option<Location>| {
        at.map_or_else(|| "an unknown place".to_owned(), |at| at.to_string())
    };
    let message = format!(
        "two seeders are called \"{}\": {} and {}",
        other.name,
        place(one.at),
        place(other.at)
    );
    let help = "give one of them a name: #[seeder(name = \"...\")]";
    placed(Problem::new(message).help(help), other.at)
}

fn unknown(meta: &SeederMeta, after: &After, by_name: &BTreeMap<&str, usize>) -> Problem {
    let message = format!(
        "the seeder \"{}\" comes after \"{}\", and there is no such seeder in this program",
        meta.name, after.name
    );
    let others: Vec<&str> = (by_name.keys().copied())
        .filter(|name| *name != meta.name)
        .collect();
    let help = match others.as_slice() {
        [] => "there is no other one; take it out of `after`".to_owned(),
        others => format!("name one of these: {}", others.join(", ")),
    };
    Problem::new(message).at(after.at).help(help)
}

/// The circle that is found from the first of those that are left, from its first name on.
fn cycle(metas: &[SeederMeta], left: &BTreeMap<&str, usize>) -> Problem {
    let next = |at: usize| {
        let after = metas[at].after.iter();
        after
            .filter(|after| left.contains_key(after.name))
            .min_by_key(|after| after.name)
    };
    let mut path: Vec<usize> = Vec::new();
    let mut here = left.values().next().copied();
    while let Some(at) = here {
        if let Some(begin) = path.iter().position(|passed| *passed == at) {
            path.drain(..begin);
            break;
        }
        path.push(at);
        here = next(at).and_then(|after| left.get(after.name)).copied();
    }
    let first = (0..path.len()).min_by_key(|n| metas[path[*n]].name);
    path.rotate_left(first.unwrap_or_default());
    let names: Vec<String> = (path.iter().chain(path.first()))
        .map(|at| format!("\"{}\"", metas[*at].name))
        .collect();
    let problem = Problem::new(format!(
        "seeders wait for each other: {}",
        names.join(" comes after ")
    ))
    .help("take one of them out of an `after`");
    let at = path.first().and_then(|at| next(*at));
    placed(problem, at.map(|after| after.at))
}

fn placed(mut problem: Problem, at: Option<Location>) -> Problem {
    problem.at = at;
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(line: u32) -> Location {
        Location {
            file: "src/seeds.rs",
            line,
            column: 1,
        }
    }

    /// A seeder that stands at a line of its own, and says there what it comes after.
    fn seeder(line: u32, name: &'static str, after: &[&'static str]) -> SeederMeta {
        let after = after.iter().map(|name| After { name, at: at(line) });
        SeederMeta {
            after: after.collect::<Vec<_>>().leak(),
            at: Some(at(line)),
            ..SeederMeta::of_type(name)
        }
    }

    fn names(metas: &[SeederMeta]) -> Vec<&'static str> {
        let order = order(metas).unwrap();
        order.into_iter().map(|at| metas[at].name).collect()
    }

    fn wrong(metas: &[SeederMeta]) -> Vec<String> {
        let problems = order(metas).unwrap_err();
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_comes_after_those_that_it_names() {
        let metas = [
            seeder(1, "A", &["C", "B"]),
            seeder(2, "B", &["D"]),
            seeder(3, "C", &["D"]),
            seeder(4, "D", &[]),
        ];
        assert_eq!(names(&metas), ["D", "B", "C", "A"]);
    }

    #[test]
    fn where_there_is_a_choice_the_name_decides_and_not_the_linker() {
        let mut metas = vec![
            seeder(1, "Posts", &["Users"]),
            seeder(2, "Users", &[]),
            seeder(3, "Tags", &[]),
            seeder(4, "Comments", &["Posts"]),
            seeder(5, "Countries", &[]),
        ];
        let expected = ["Countries", "Tags", "Users", "Posts", "Comments"];
        for _ in 0..metas.len() {
            metas.rotate_left(1);
            assert_eq!(names(&metas), expected);
        }
        metas.reverse();
        assert_eq!(names(&metas), expected);
    }

    #[test]
    fn naming_one_twice_is_naming_it_once() {
        let metas = [seeder(1, "A", &["B", "B"]), seeder(2, "B", &[])];
        assert_eq!(names(&metas), ["B", "A"]);
    }

    #[test]
    fn a_circle_is_named_at_the_line_that_closes_it() {
        let metas = [
            seeder(1, "Entry", &["B"]),
            seeder(2, "B", &["C"]),
            seeder(3, "C", &["D"]),
            seeder(4, "D", &["B"]),
            seeder(5, "Free", &[]),
        ];
        assert_eq!(
            wrong(&metas),
            [
                "seeders wait for each other: \"B\" comes after \"C\" comes after \"D\" comes after \"B\"\n  --> \
                 src/seeds.rs:2:1\n  help: take one of them out of an `after`"
            ]
        );
        assert_eq!(
            wrong(&[seeder(7, "A", &["A"])]),
            [
                "seeders wait for each other: \"A\" comes after \"A\"\n  --> src/seeds.rs:7:1\n  help: take one of them \
                 out of an `after`"
            ]
        );
    }

    #[test]
    fn all_that_is_wrong_with_names_is_said_at_once() {
        let metas = [
            seeder(1, "Users", &["Role"]),
            seeder(2, "Roles", &[]),
            seeder(3, "Roles", &[]),
            seeder(4, "", &[]),
            seeder(5, "a\nb", &[]),
        ];
        assert_eq!(
            wrong(&metas),
            [
                "two seeders are called \"Roles\": src/seeds.rs:2:1 and src/seeds.rs:3:1\n  --> src/seeds.rs:3:1\n  help: \
                 give one of them a name: #[seeder(name = \"...\")]",
                "\"\" cannot be the name of a seeder\n  --> src/seeds.rs:4:1\n  help: use 1 to 255 characters, all of them \
                 printable",
                "\"a\\nb\" cannot be the name of a seeder\n  --> src/seeds.rs:5:1\n  help: use 1 to 255 characters, all of \
                 them printable",
                "the seeder \"Users\" comes after \"Role\", and there is no such seeder in this program\n  --> \
                 src/seeds.rs:1:1\n  help: name one of these: Roles",
            ]
        );
    }
}
